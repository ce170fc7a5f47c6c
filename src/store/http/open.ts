import { WaymarkError } from "../../format/errors.ts";
import { assertId, type SessionId, type TabId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import {
  checkAnnotation,
  checkSegmentInfo,
  checkSession,
  checkTailBatch,
} from "../../format/schemas.ts";
import type { SegmentInfo } from "../../format/session.ts";
import { checkDerivedKey, checkHash, checkIndex, checkTabIds, sessionToPut } from "../checks.ts";
import type { DerivedKey, SessionStore } from "../session-store.ts";
import { HttpError, makeSend } from "./request.ts";
import {
  BYTES_TYPE,
  queryToParams,
  readSegmentHeaders,
  SEGMENT_TYPE,
  segmentHeaders,
} from "./protocol.ts";
import { listOf, missing, objectOf, outcome, strings } from "./answers.ts";

export interface HttpStoreOptions {
  /** e.g. `http://127.0.0.1:4820`; a path in it is kept as a prefix. */
  baseUrl: string;
  key: string;
  fetch?: typeof fetch;
}

const NO_REDACTION =
  "A session is redacted where it was recorded; pushing it again brings the redaction to the server.";
const NO_LIMITS = "The server decides itself what it keeps, whoever is connected.";

/** A sync server as a SessionStore. Throws `invalid-input` for a base URL or key that cannot be one. */
export function openHttpStore(options: HttpStoreOptions): SessionStore {
  const base = baseOf(options.baseUrl);
  const send = makeSend(
    base,
    keyOf(options.key),
    options.fetch ?? globalThis.fetch.bind(globalThis),
  );
  const session = (id: SessionId) => {
    assertId(id, "Session id");
    return `v1/sessions/${id}`;
  };
  const tab = (id: SessionId, tabId: TabId) => {
    checkTabIds(id, tabId);
    return `v1/sessions/${id}/tabs/${tabId}`;
  };
  const segment = (id: SessionId, tabId: TabId, index: number) => {
    checkIndex(index);
    return `${tab(id, tabId)}/segments/${index}`;
  };

  return {
    name: base.href.replace(/\/$/, ""),
    lacks: { limits: NO_LIMITS, redaction: NO_REDACTION },

    async putSession(value) {
      // Checked here too: what JSON cannot say (NaN, undefined) must not change on the way.
      const { id } = sessionToPut(value);
      await send(session(id), { method: "PUT", json: value });
    },
    async getSession(id) {
      const response = await orNull(send(session(id)));
      return response && readBack(checkSession(await response.json()));
    },
    async listSessions(query = {}) {
      const params = queryToParams(query).toString();
      const page = await objectOf(await send(params ? `v1/sessions?${params}` : "v1/sessions"));
      return {
        sessions: listOf(page["sessions"], "sessions").map((value) =>
          readBack(checkSession(value)),
        ),
        nextCursor: typeof page["nextCursor"] === "string" ? page["nextCursor"] : null,
        damaged: strings(page["damaged"], "damaged"),
      };
    },
    async patchSession(id, patch) {
      const response = await send(session(id), { method: "PATCH", json: patch });
      return readBack(checkSession(await response.json()));
    },
    async deleteSession(id) {
      await send(session(id), { method: "DELETE" });
    },
    async listDeleted() {
      return strings((await objectOf(await send("v1/deleted")))["ids"], "ids");
    },

    async appendTail(batch) {
      const path = `${tab(batch.sessionId, batch.tabId)}/tail`;
      assertId(batch.producer, "Producer");
      const answer = await objectOf(await send(path, { method: "POST", json: batch }));
      return { stored: answer["stored"] === true };
    },
    async readTail(id, tabId) {
      const answer = await objectOf(await send(`${tab(id, tabId)}/tail`));
      return listOf(answer["batches"], "batches").map((value) => readBack(checkTailBatch(value)));
    },
    async listTails(id) {
      return strings((await objectOf(await send(`${session(id)}/tails`)))["tabs"], "tabs");
    },
    async listMissing(id, tabId) {
      const answer = await objectOf(await send(`${tab(id, tabId)}/missing`));
      return listOf(answer["missing"], "missing").map(missing);
    },
    async seal(id, tabId, sealOptions = {}) {
      const answer = await objectOf(
        await send(`${tab(id, tabId)}/seal`, {
          method: "POST",
          json: { all: sealOptions.all === true },
        }),
      );
      return listOf(answer["segments"], "segments").map(checkSegmentInfo);
    },

    async putSegment(value) {
      const response = await send(segment(value.sessionId, value.tabId, value.index), {
        method: "PUT",
        bytes: value.gzip,
        contentType: SEGMENT_TYPE,
        headers: segmentHeaders(value),
      });
      return outcome((await objectOf(response))["outcome"]);
    },
    async cutLeading(value) {
      const { sessionId, tabId, index } = value;
      checkIndex(index);
      const response = await send(`${tab(sessionId, tabId)}/bases/${index}`, {
        method: "PUT",
        bytes: value.gzip,
        contentType: SEGMENT_TYPE,
        headers: segmentHeaders(value),
      });
      return outcome((await objectOf(response))["outcome"]);
    },
    async getSegment(sessionId, tabId, index) {
      const response = await orNull(send(segment(sessionId, tabId, index)));
      if (!response) return null;
      const info: SegmentInfo = readSegmentHeaders(response.headers, { sessionId, tabId, index });
      return readBack({ ...info, gzip: new Uint8Array(await response.arrayBuffer()) });
    },
    async listSegments(id, tabId) {
      const place = tabId === undefined ? session(id) : tab(id, tabId);
      const answer = await objectOf(await send(`${place}/segments`));
      return listOf(answer["segments"], "segments").map(checkSegmentInfo);
    },
    async redactSession({ session: { id } }) {
      assertId(id, "Session id");
      throw new WaymarkError("unsupported", NO_REDACTION);
    },
    async deleteTab(id, tabId) {
      await send(tab(id, tabId), { method: "DELETE" });
    },

    async putDerived(key, value, redactions) {
      await send(derivedPath(key, redactions), {
        method: "PUT",
        bytes: value,
        contentType: BYTES_TYPE,
      });
    },
    async getDerived(key) {
      const response = await orNull(send(derivedPath(key)));
      return response && new Uint8Array(await response.arrayBuffer());
    },
    async dropDerived(id) {
      await send(`${session(id)}/derived`, { method: "DELETE" });
    },

    async putBlob(id, bytes) {
      const path = `${session(id)}/blobs`;
      const answer = await objectOf(
        await send(path, { method: "POST", bytes, contentType: BYTES_TYPE }),
      );
      return strings([answer["sha256"]], "sha256")[0] as string;
    },
    async getBlob(sha256) {
      checkHash(sha256);
      const response = await orNull(send(`v1/blobs/${sha256}`));
      return response && readBack(new Uint8Array(await response.arrayBuffer()));
    },
    async dropBlob(id, sha256) {
      checkHash(sha256);
      await send(`${session(id)}/blobs/${sha256}`, { method: "DELETE" });
    },
    async listBlobs(id) {
      return strings((await objectOf(await send(`${session(id)}/blobs`)))["blobs"], "blobs");
    },

    async putAnnotation(annotation) {
      assertId(annotation.id, "Annotation id");
      const path = `${session(annotation.sessionId)}/annotations/${annotation.id}`;
      await send(path, { method: "PUT", json: annotation });
    },
    async listAnnotations(id) {
      const answer = await objectOf(await send(`${session(id)}/annotations`));
      return listOf(answer["annotations"], "annotations").map((value) =>
        readBack(checkAnnotation(value)),
      );
    },

    async storedBytes(id) {
      assertId(id, "Session id");
      throw new WaymarkError("unsupported", NO_LIMITS);
    },
    async previewLimits() {
      throw new WaymarkError("unsupported", NO_LIMITS);
    },
    async enforceLimits(_limits, _now, keep = []) {
      for (const id of keep) assertId(id, "Session id");
      throw new WaymarkError("unsupported", NO_LIMITS);
    },
    close: () => Promise.resolve(),
  };
}

function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new WaymarkError(
      "invalid-input",
      `"${text.slice(0, 200)}" is not a server address. Write http://host:port or https://host.`,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new WaymarkError(
      "invalid-input",
      "A server address carries no user, query or fragment; the key goes beside it.",
    );
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

function keyOf(key: string): string {
  if (/^[\x21-\x7e]{1,512}$/.test(key)) return key;
  throw new WaymarkError("invalid-input", "The key is empty or has spaces or line breaks in it.");
}

/** The server answers 404 where the interface says null. */
async function orNull(response: Promise<Response>): Promise<Response | null> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof HttpError && error.code === "not-found") return null;
    throw error;
  }
}

function derivedPath(key: DerivedKey, redactions?: number): string {
  checkDerivedKey(key);
  const query = new URLSearchParams();
  if (key.tabId !== undefined) {
    query.set("tab", key.tabId);
    query.set("segment", String(key.segmentIndex));
  }
  if (redactions !== undefined) query.set("redactions", String(redactions));
  return `v1/sessions/${key.sessionId}/derived/${key.kind}${query.size > 0 ? `?${query}` : ""}`;
}

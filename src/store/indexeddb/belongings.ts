import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import { byOffset, isNewer } from "../annotations.ts";
import { sha256Hex } from "../bytes.ts";
import { annotationToPut, checkDerivedKey, checkHash, readStoredSession } from "../checks.ts";
import { redactionsOf } from "../redaction.ts";
import type { DerivedKey, SessionStore } from "../session-store.ts";
import type { Connection } from "./connection.ts";
import { getParts, putParts } from "./parts.ts";
import { assertSession } from "./records.ts";
import { letGo } from "./removal.ts";
import type { DerivedPlace } from "./schema.ts";
import { change, look, under } from "./transaction.ts";

type DerivedPart = Pick<SessionStore, "putDerived" | "getDerived" | "dropDerived">;
type BlobPart = Pick<SessionStore, "putBlob" | "getBlob" | "dropBlob" | "listBlobs">;
type AnnotationPart = Pick<SessionStore, "putAnnotation" | "listAnnotations">;

const derivedKey = (key: DerivedKey): DerivedPlace => [
  key.sessionId,
  key.tabId ?? "",
  key.segmentIndex ?? -1,
  key.kind,
];

export function derivedPart({ db }: Connection): DerivedPart {
  return {
    async putDerived(key, value, redactions) {
      checkDerivedKey(key);
      await change(await db(), ["sessions", "tombstones", "derived", "sizes"], async (tx) => {
        await assertSession(tx, key.sessionId);
        if (redactions !== undefined) {
          const held = await tx.objectStore("sessions").get(key.sessionId);
          if (!held) return;
          const { privacy } = readStoredSession(held.id, held.session);
          if (redactionsOf({ privacy }) !== redactions) return;
        }
        const [sessionId, ...place] = derivedKey(key);
        await Promise.all([
          putParts<DerivedPlace>(tx.objectStore("derived"), [sessionId, ...place], value),
          tx.objectStore("sizes").put(value.length, [sessionId, "derived", ...place]),
        ]);
      });
    },

    async getDerived(key) {
      checkDerivedKey(key);
      return look(await db(), ["derived"], (tx) =>
        getParts<DerivedPlace>(tx.objectStore("derived"), derivedKey(key)),
      );
    },

    async dropDerived(sessionId) {
      assertId(sessionId, "Session id");
      await change(await db(), ["derived", "sizes"], (tx) =>
        Promise.all([
          tx.objectStore("derived").delete(under(sessionId)),
          tx.objectStore("sizes").delete(under(sessionId, "derived")),
        ]),
      );
    },
  };
}

export function blobPart({ db }: Connection): BlobPart {
  return {
    async putBlob(sessionId, bytes) {
      assertId(sessionId, "Session id");
      const sha256 = await sha256Hex(bytes);
      await change(
        await db(),
        ["sessions", "tombstones", "holders", "blobs", "sizes"],
        async (tx) => {
          await assertSession(tx, sessionId);
          await Promise.all([
            tx.objectStore("holders").put({ sha256 }, [sessionId, sha256]),
            tx.objectStore("blobs").put(bytes, sha256),
            tx.objectStore("sizes").put(bytes.length, [sessionId, "blob", sha256, -1, ""]),
          ]);
        },
      );
      return sha256;
    },

    async getBlob(sha256) {
      checkHash(sha256);
      const bytes = await look(await db(), ["blobs"], (tx) => tx.objectStore("blobs").get(sha256));
      return bytes ? readBack(bytes) : null;
    },

    async dropBlob(sessionId, sha256) {
      assertId(sessionId, "Session id");
      checkHash(sha256);
      await change(await db(), ["holders", "blobs", "sizes"], (tx) =>
        letGo(tx, sessionId, [sha256]),
      );
    },

    async listBlobs(sessionId) {
      assertId(sessionId, "Session id");
      const keys = await look(await db(), ["holders"], (tx) =>
        tx.objectStore("holders").getAllKeys(under(sessionId)),
      );
      return keys.map(([, sha256]) => sha256);
    },
  };
}

export function annotationPart({ db }: Connection): AnnotationPart {
  return {
    async putAnnotation(value) {
      const annotation = annotationToPut(value);
      const key: [string, string] = [annotation.sessionId, annotation.id];
      await change(await db(), ["sessions", "tombstones", "annotations"], async (tx) => {
        await assertSession(tx, annotation.sessionId);
        const store = tx.objectStore("annotations");
        if (isNewer(annotation, await store.get(key))) await store.put(annotation, key);
      });
    },

    async listAnnotations(sessionId) {
      assertId(sessionId, "Session id");
      const all = await look(await db(), ["annotations"], (tx) =>
        tx.objectStore("annotations").getAll(under(sessionId)),
      );
      return all.sort(byOffset).map((annotation) => readBack(annotation));
    },
  };
}

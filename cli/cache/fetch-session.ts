import { existsSync, renameSync } from "node:fs";
import type { SessionSource } from "../../src/ask/source.ts";
import { messageOf, WaymarkError } from "../../src/format/errors.ts";
import type { SessionId, TabId } from "../../src/format/ids.ts";
import type { Session } from "../../src/format/session.ts";
import { decodeUtf8, encodeUtf8 } from "../../src/store/bytes.ts";
import { openSqliteStore } from "../../src/store/node/sqlite-store.ts";
import type { MissingBatches } from "../../src/store/producers.ts";
import type { SessionStore } from "../../src/store/session-store.ts";
import { cachedFile, makePrivate, removeCached } from "./folder.ts";

/** What a copy says of itself: of which revision it is, and what a copy of its events cannot say. */
interface Fetched {
  rev: number;
  /** Epoch milliseconds. */
  fetchedAt: number;
  missing: Record<TabId, MissingBatches[]>;
}

export interface FetchOptions {
  folder: string;
  /** Anew, whatever there is. */
  force: boolean;
  /** Read everything and keep nothing. */
  keep: boolean;
  now(): number;
  signal: AbortSignal;
  onProgress(what: string): void;
}

export interface FetchResult {
  sessionId: SessionId;
  state: Session["state"];
  rev: number;
  segments: { fetched: number; kept: number };
  batches: number;
  marks: number;
  /** Null where nothing was kept. */
  file: string | null;
  /** What cannot be read on the server, as sentences; then nothing is kept. */
  leftOut: string[];
}

const KIND = "fetched";
const hasEnded = ({ state }: Session) => state === "finished" || state === "interrupted";

/**
 * Copies what questions read of a session into the private cache. A session that has ended stays as
 * it is while the server's revision is the same; one that is being recorded is brought up to date.
 */
export async function fetchSession(
  server: SessionStore,
  id: SessionId,
  options: FetchOptions,
): Promise<FetchResult> {
  const file = cachedFile(options.folder, server.name, id);
  const session = await server.getSession(id);
  if (!session) {
    removeCached(file);
    throw new WaymarkError("not-found", `There is no session "${id}" in ${server.name}.`);
  }
  const held = !options.force && existsSync(file) ? openSqliteStore(file) : null;
  try {
    const known = held && (await readFetched(held, id));
    if (held && known?.rev === session.rev && hasEnded(session)) {
      const segments = { fetched: 0, kept: (await held.listSegments(id)).length };
      return { ...nothingOf(session), segments, file };
    }
    return await copyTo(server, session, held, file, options);
  } finally {
    await held?.close();
  }
}

const nothingOf = ({ id, state, rev }: Session): FetchResult => ({
  sessionId: id,
  state,
  rev,
  segments: { fetched: 0, kept: 0 },
  batches: 0,
  marks: 0,
  file: null,
  leftOut: [],
});

/** Into a file of its own, which takes the other's place when it is whole. */
async function copyTo(
  server: SessionStore,
  session: Awaited<ReturnType<SessionStore["getSession"]>> & {},
  held: SessionStore | null,
  file: string,
  options: FetchOptions,
): Promise<FetchResult> {
  const { id } = session;
  const draft = `${file}.${process.pid}.new`;
  if (options.keep) makePrivate(options.folder, server.name, draft);
  const copy = options.keep ? openSqliteStore(draft) : null;
  const result = nothingOf(session);
  try {
    await copy?.putSession(session);
    const infos = await server.listSegments(id);
    for (const [at, info] of infos.entries()) {
      stopIf(options.signal);
      options.onProgress(`Fetching segment ${at + 1} of ${infos.length}`);
      const { tabId, index } = info;
      const own = await held?.getSegment(id, tabId, index);
      if (own && own.rev === info.rev && own.sha256 === info.sha256) {
        await copy?.putSegment(own);
        result.segments.kept++;
        continue;
      }
      try {
        const segment = await server.getSegment(id, tabId, index);
        if (!segment) throw new WaymarkError("damaged", "it is listed but not there.");
        await copy?.putSegment(segment);
        result.segments.fetched++;
      } catch (error) {
        if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
        result.leftOut.push(`Segment ${index} of tab ${tabId}: ${messageOf(error)}`);
      }
    }
    const missing: Fetched["missing"] = {};
    for (const tabId of await server.listTails(id)) {
      for (const batch of await server.readTail(id, tabId)) {
        await copy?.appendTail(batch);
        result.batches++;
      }
    }
    for (const tabId of new Set(
      [...session.tabs, ...infos.map((info) => ({ id: info.tabId }))].map((tab) => tab.id),
    )) {
      const holes = await server.listMissing(id, tabId);
      if (holes.length > 0) missing[tabId] = holes;
    }
    for (const mark of await server.listAnnotations(id)) {
      await copy?.putAnnotation(mark);
      result.marks++;
    }
    // Appending counted what the record counts already.
    await copy?.putSession(session);
    const fetched: Fetched = { rev: session.rev, fetchedAt: options.now(), missing };
    await copy?.putDerived({ sessionId: id, kind: KIND }, encodeUtf8(JSON.stringify(fetched)));
    await copy?.close();
    if (!copy || result.leftOut.length > 0) return result;
    removeCached(file);
    renameSync(draft, file);
    return { ...result, file };
  } finally {
    if (copy) removeCached(draft);
  }
}

/** A fetched session to ask questions of. Null when the copy cannot be read, or is not of this revision. */
export async function openCached(
  file: string,
  id: SessionId,
  rev: number | null,
): Promise<{ source: SessionSource; close(): Promise<void> } | null> {
  if (!existsSync(file)) return null;
  const store = openSqliteStore(file);
  const fetched = await readFetched(store, id);
  if (!fetched || (rev !== null && fetched.rev !== rev)) {
    await store.close();
    return null;
  }
  const source: SessionSource = {
    ...store,
    listMissing: async (_, tabId) => fetched.missing[tabId] ?? [],
  };
  return { source, close: () => store.close() };
}

export async function readFetched(store: SessionStore, id: SessionId): Promise<Fetched | null> {
  const bytes = await store.getDerived({ sessionId: id, kind: KIND });
  if (!bytes) return null;
  const value = JSON.parse(decodeUtf8(bytes)) as Partial<Fetched>;
  const isWhole = typeof value.rev === "number" && typeof value.fetchedAt === "number";
  return isWhole && typeof value.missing === "object" ? (value as Fetched) : null;
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted)
    throw new WaymarkError("cancelled", "Cancelled. What was cached stays as it was.");
}

import { plural } from "../../format/count.ts";
import { WaymarkError } from "../../format/errors.ts";
import type { SessionId } from "../../format/ids.ts";
import { bytesText } from "../../format/size.ts";
import { noteAct } from "../../store/audit-log.ts";
import type { DocStore } from "../../store/doc-store.ts";
import type { SessionStore } from "../../store/session-store.ts";
import type { ErasureItem, ErasurePreview, ErasureResult } from "./erasure.ts";
import { type ErasureOptions, type ErasureStores, isGrowing } from "./preview.ts";
import { erasureText } from "./query.ts";

export interface ErasureDeps extends ErasureOptions {
  stores: ErasureStores;
  /** Where it is noted; null where the store keeps its own log. */
  docs: DocStore | null;
  now(): number;
  /** A delete that still waited for its undo waits no more. */
  forgetPending?(id: SessionId): Promise<void>;
}

/**
 * Erases what a preview lists, for good and at once: records, segments, unsealed batches, derived data,
 * marks and files. Each session is read back and noted before the next one goes. The tombstones that
 * stay hold an id only, and keep sync from bringing it back. A cancel leaves whole sessions.
 */
export async function erase(preview: ErasurePreview, deps: ErasureDeps): Promise<ErasureResult> {
  const { stores, now, signal, onProgress, forgetPending } = deps;
  const { items, query } = preview;
  const result: ErasureResult = {
    erased: [],
    bytes: 0,
    verified: false,
    left: [],
    recording: [],
    notReached: [],
  };
  const site = query.site === undefined ? {} : { site: query.site };
  const note = async (detail: string, sessionId?: SessionId) => {
    if (!deps.docs) return;
    const about = sessionId === undefined ? {} : { sessionId };
    await noteAct(deps.docs, { at: now(), act: "erase", ...site, ...about, detail });
  };

  await note(`Erasure was confirmed, ${erasureText(query)}: ${plural(items.length, "session")}.`);
  for (const [at, item] of items.entries()) {
    if (signal?.aborted) {
      result.notReached = items.slice(at).map(({ id }) => id);
      await note(
        `Erasure was cancelled with ${plural(items.length - at, "session")} still to come.`,
      );
      break;
    }
    onProgress?.({ done: at / items.length, what: `Erasing ${at + 1} of ${items.length}` });
    const store = storeOf(stores, item);
    if (item.where === "library" && (await isBeingRecorded(store, item.id))) {
      result.recording.push(item.id);
      continue;
    }
    await store.deleteSession(item.id);
    await forgetPending?.(item.id);
    const left = await tracesOf(store, item.id);
    if (left.length > 0) result.left.push({ id: item.id, what: left });
    result.erased.push(item.id);
    result.bytes += item.bytes;
    await note(
      `${item.where === "rewind" ? "Erased from rewind" : "Erased"}: ${told(item, left)}`,
      item.id,
    );
  }
  result.verified = result.left.length === 0;
  onProgress?.({ done: 1, what: "Erased" });
  return result;
}

const told = ({ bytes }: ErasureItem, left: readonly string[]): string =>
  left.length === 0
    ? `${bytesText(bytes)}; read back, nothing of it is left.`
    : `read back, there still is: ${left.join(", ")}.`;

function storeOf(stores: ErasureStores, { where }: ErasureItem): SessionStore {
  const store = stores[where];
  if (store) return store;
  throw new WaymarkError("not-found", "What rewind kept is gone already.");
}

async function isBeingRecorded(store: SessionStore, id: SessionId): Promise<boolean> {
  const session = await store.getSession(id).catch((error: unknown) => {
    if (error instanceof WaymarkError && error.code === "damaged") return null;
    throw error;
  });
  return session !== null && isGrowing(session);
}

/** Everything that a store still has of a session, read anew. */
async function tracesOf(store: SessionStore, id: SessionId): Promise<string[]> {
  const { lacks } = store;
  const sizeOf = async (has: boolean, list: () => Promise<{ length: number }>) =>
    has ? (await list()).length : 0;
  const counts: [string, number][] = [
    ["its record", (await hasRecord(store, id)) ? 1 : 0],
    ["segments", (await store.listSegments(id)).length],
    ["unsealed batches", await sizeOf(!lacks.tail, () => store.listTails(id))],
    ["marks", await sizeOf(!lacks.annotations, () => store.listAnnotations(id))],
    ["files", await sizeOf(!lacks.blobs, () => store.listBlobs(id))],
    ["stored bytes", lacks.limits ? 0 : await store.storedBytes(id)],
  ];
  for (const kind of lacks.derived ? [] : ["facts", "thumbnail"]) {
    counts.push([`its ${kind}`, (await store.getDerived({ sessionId: id, kind })) ? 1 : 0]);
  }
  const left = counts.filter(([, count]) => count > 0).map(([what]) => what);
  if (!(await store.listDeleted()).includes(id)) left.push("no tombstone");
  return left;
}

/** True also for a record that is there and cannot be read. */
async function hasRecord(store: SessionStore, id: SessionId): Promise<boolean> {
  try {
    return (await store.getSession(id)) !== null;
  } catch (error) {
    if (error instanceof WaymarkError && error.code === "damaged") return true;
    throw error;
  }
}

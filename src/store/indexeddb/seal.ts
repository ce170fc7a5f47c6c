import type { Segment, SegmentInfo } from "../../format/session.ts";
import { utf8Length } from "../bytes.ts";
import { readStoredSession } from "../checks.ts";
import { planSeal, type SealPlan } from "../seal-plan.ts";
import { buildSegment, infoOf } from "../segment.ts";
import { addTotals } from "../session-changes.ts";
import { putParts } from "./parts.ts";
import { dropHead, NO_TOTALS, readHead, replaceHead } from "./heads.ts";
import { assertSession, toRecord } from "./records.ts";
import type { Db, Head, PackedKey, TailRecord, Tx } from "./schema.ts";
import { packedSize } from "./sizes.ts";
import { inOrder } from "./tail-order.ts";
import { change, look, under } from "./transaction.ts";

const SEALED = ["sessions", "heads", "producers", "tail", "segments", "packed", "sizes"] as const;

interface Snapshot {
  version: string;
  /** Index of the next segment. */
  next: number;
  keys: [string, string, number][];
  tail: TailRecord[];
}

/**
 * Reads, then compresses outside any transaction (IndexedDB ends one that waits for something
 * else), then commits if no batch has left the tail meanwhile, else starts again. Killed in
 * between, it has changed nothing. Batches that come meanwhile stay for the next time.
 */
export async function seal(
  db: Db,
  sessionId: string,
  tabId: string,
  all: boolean,
): Promise<SegmentInfo[]> {
  for (;;) {
    const seen = await read(db, sessionId, tabId);
    if (!seen) return [];
    const plan = planSeal(
      seen.tail.map(({ batch }) => batch),
      all,
    );
    if (plan.runs.length === 0) return [];
    const segments = await Promise.all(
      plan.runs.map((run, i) => buildSegment({ sessionId, tabId, index: seen.next + i }, run)),
    );
    if (await commit(db, seen, plan, segments)) return segments.map(infoOf);
  }
}

async function read(db: Db, sessionId: string, tabId: string): Promise<Snapshot | null> {
  return look(db, ["sessions", "tombstones", "heads", "tail", "segments"], async (tx) => {
    await assertSession(tx, sessionId);
    const range = under(sessionId, tabId);
    const [head, keys, records, next] = await Promise.all([
      readHead(tx, sessionId, tabId),
      tx.objectStore("tail").getAllKeys(range),
      tx.objectStore("tail").getAll(range),
      nextIndex(tx, sessionId, tabId),
    ]);
    if (!head) return null;
    const keyOf = new Map(records.map((record, i) => [record, keys[i]]));
    const tail = inOrder(records);
    return {
      version: head.version,
      next,
      tail,
      keys: tail.map((record) => keyOf.get(record) ?? [sessionId, tabId, -1]),
    };
  });
}

async function nextIndex(
  tx: Tx<"segments", IDBTransactionMode>,
  sessionId: string,
  tabId: string,
): Promise<number> {
  const last = await tx.objectStore("segments").openKeyCursor(under(sessionId, tabId), "prev");
  return last ? last.key[2] + 1 : 0;
}

/** False when the tail or the segments are no longer what was planned on; nothing is written then. */
async function commit(
  db: Db,
  seen: Snapshot,
  plan: SealPlan,
  segments: readonly Segment[],
): Promise<boolean> {
  const [first] = segments;
  if (!first) return true;
  const { sessionId, tabId } = first;
  return change(db, SEALED, async (tx) => {
    const [head, next, record] = await Promise.all([
      readHead(tx, sessionId, tabId),
      nextIndex(tx, sessionId, tabId),
      tx.objectStore("sessions").get(sessionId),
    ]);
    if (head?.version !== seen.version || next !== seen.next || !record) return false;
    const session = addTotals(readStoredSession(sessionId, record.session), head.totals);
    const tail = tx.objectStore("tail");
    const producers = tx.objectStore("producers");
    await Promise.all([
      tx.objectStore("sessions").put(toRecord(session)),
      ...plan.taken.map((at) => tail.delete(seen.keys[at] ?? [sessionId, tabId, -1])),
      ...plan.rest.map(({ from, batch }, i) =>
        tail.add(
          {
            order: seen.tail[from]?.order ?? 0,
            bytes: utf8Length(batch.json),
            batch,
            after: null,
          },
          [sessionId, tabId, head.arrivals + i],
        ),
      ),
      ...segments.flatMap((segment) => [
        tx.objectStore("segments").add(infoOf(segment), [sessionId, tabId, segment.index]),
        putParts<PackedKey>(
          tx.objectStore("packed"),
          [sessionId, tabId, segment.index],
          segment.gzip,
        ),
        tx.objectStore("sizes").put(segment.gzip.length, packedSize(segment)),
      ]),
      ...head.logs.map(({ producer, ...log }) => producers.put(log, [sessionId, tabId, producer])),
      writeHead(tx, head, plan),
    ]);
    return true;
  });
}

/** A tab without a tail has no head. */
function writeHead(tx: Tx<"heads">, head: Head, plan: SealPlan): Promise<unknown> {
  const batches = head.batches - plan.taken.length + plan.rest.length;
  if (batches === 0) return dropHead(tx, head);
  const arrivals = head.arrivals + plan.rest.length;
  return replaceHead(tx, head, { arrivals, batches, totals: NO_TOTALS });
}

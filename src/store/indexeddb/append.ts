import type { TailBatch } from "../../format/session.ts";
import { batchBytes, batchShape } from "../checks.ts";
import { hasSeq, NO_BATCHES, noteSeqs } from "../producers.ts";
import { sumTotals, totalsOf } from "../session-changes.ts";
import { assertSession, checkHead, NO_TOTALS } from "./records.ts";
import type { Db, Head, Tx } from "./schema.ts";
import { change } from "./transaction.ts";

/** Logs that a head carries; a tab whose documents come and go hands the older ones over. */
const LOGS_IN_HEAD = 8;

/**
 * The path that recording waits for. Nearly always one read and two writes in one transaction over
 * two stores, with the events parsed while the read is under way.
 */
export async function append(db: Db, value: unknown): Promise<{ stored: boolean }> {
  const batch = batchShape(value);
  let bytes = 0;
  const stored = await change(db, ["heads", "tail"], async (tx) => {
    const reading = tx.objectStore("heads").get([batch.sessionId, batch.tabId]);
    const [head, length] = await Promise.all([reading, lengthOf(batch)]);
    bytes = length;
    return head && knows(checkHead(head), batch) ? add(tx, head, batch, bytes) : null;
  });
  return { stored: stored ?? (await appendFirst(db, batch, bytes)) };
}

const lengthOf = async (batch: TailBatch): Promise<number> => batchBytes(batch);

const knows = (head: Head, batch: TailBatch): boolean =>
  head.logs.some((log) => log.producer === batch.producer);

/** The first batch of a tail or of a producer: there must be a session, and earlier numbers count. */
async function appendFirst(db: Db, batch: TailBatch, bytes: number): Promise<boolean> {
  return change(db, ["sessions", "tombstones", "heads", "producers", "tail"], async (tx) => {
    const { sessionId, tabId, producer } = batch;
    await assertSession(tx, sessionId);
    const [held, log] = await Promise.all([
      tx.objectStore("heads").get([sessionId, tabId]),
      tx.objectStore("producers").get([sessionId, tabId, producer]),
    ]);
    const head = held ? checkHead(held) : newHead(sessionId, tabId);
    if (knows(head, batch)) return add(tx, head, batch, bytes);
    const logs = [...head.logs, { producer, ...(log ?? NO_BATCHES) }];
    const older = logs.splice(0, Math.max(0, logs.length - LOGS_IN_HEAD));
    const producers = tx.objectStore("producers");
    await Promise.all(
      older.map(({ producer: name, ...each }) => producers.put(each, [sessionId, tabId, name])),
    );
    return add(tx, { ...head, logs }, batch, bytes, older.length > 0);
  });
}

function newHead(sessionId: string, tabId: string): Head {
  const version = crypto.randomUUID();
  return { sessionId, tabId, version, arrivals: 0, batches: 0, totals: NO_TOTALS, logs: [] };
}

/** @param moved logs have left the head, so that it must be written in any case */
async function add(
  tx: Tx<"heads" | "tail">,
  head: Head,
  batch: TailBatch,
  bytes: number,
  moved = false,
): Promise<boolean> {
  const log = head.logs.find((each) => each.producer === batch.producer);
  const isKnown = log !== undefined && hasSeq(log, batch.seq);
  if (isKnown) {
    if (moved) await tx.objectStore("heads").put(head);
    return false;
  }
  const next: Head = {
    ...head,
    arrivals: head.arrivals + 1,
    batches: head.batches + 1,
    totals: sumTotals(head.totals, totalsOf(batch, bytes)),
    logs: head.logs.map((each) =>
      each === log ? { producer: each.producer, ...noteSeqs(each, [batch.seq]) } : each,
    ),
  };
  const key: [string, string, number] = [batch.sessionId, batch.tabId, head.arrivals];
  await Promise.all([
    tx.objectStore("tail").add({ order: head.arrivals, bytes, batch }, key),
    tx.objectStore("heads").put(next),
  ]);
  return true;
}

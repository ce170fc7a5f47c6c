import type { TailBatch } from "../../format/session.ts";
import { batchBytes, batchShape } from "../checks.ts";
import { hasSeq, NO_BATCHES, noteBatch } from "../producers.ts";
import { sumTotals, totalsOf } from "../session-changes.ts";
import { appendFast } from "./append-fast.ts";
import { makeHead, readHead } from "./heads.ts";
import { assertSession } from "./records.ts";
import type { Db, Head, TailRecord, TailState } from "./schema.ts";
import { change } from "./transaction.ts";

/** Logs that a state carries; a tab whose documents come and go hands the older ones over. */
const LOGS_IN_STATE = 8;
/** Tabs remembered; far more than are recorded at once. */
const MOST_REMEMBERED = 64;

type Append = (value: unknown) => Promise<{ stored: boolean }>;

/**
 * Appends go one after another, so that each builds on what the one before it left, remembered
 * from the last time. Where memory does not tell, or proves to be out of date, the database does.
 */
export function makeAppend(db: () => Promise<Db>): Append {
  const remembered = new Map<string, Head>();
  let last: Promise<unknown> = Promise.resolve();

  const appendNow = async (batch: TailBatch): Promise<{ stored: boolean }> => {
    const tab = `${batch.sessionId} ${batch.tabId}`;
    const known = remembered.get(tab);
    // Forgotten unless all goes well.
    remembered.delete(tab);
    const open = await db();
    const fast = known && takes(known, batch) ? await appendFast(open, known, batch, next) : null;
    const { head, stored } = fast ?? (await appendFresh(open, batch));
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    if (head) remembered.set(tab, head);
    return { stored };
  };

  return (value) => {
    // Checked first, so that the caller's object may change while the batch waits its turn.
    const turn = new Promise<TailBatch>((resolve) => resolve(batchShape(value))).then((batch) => {
      const mine = last.then(() => appendNow(batch));
      // Its caller hears of a failure; the next in line does not care.
      last = mine.catch(() => undefined);
      return mine;
    });
    return turn;
  };
}

/** Whether memory alone can say that this batch is new; if not, it takes the way that looks. */
function takes(head: Head, batch: TailBatch): boolean {
  const log = head.logs.find((each) => each.producer === batch.producer);
  return log !== undefined && !hasSeq(log, batch.seq);
}

/** The record of a batch that is new, and the head with the state after it. @param bytes its JSON in UTF-8 */
function next(head: Head, batch: TailBatch, bytes: number): { record: TailRecord; head: Head } {
  const after: TailState = {
    arrivals: head.arrivals + 1,
    batches: head.batches + 1,
    totals: sumTotals(head.totals, totalsOf(batch, bytes)),
    logs: head.logs.map((log) =>
      log.producer === batch.producer ? { producer: log.producer, ...noteBatch(log, batch) } : log,
    ),
  };
  return { record: { order: head.arrivals, bytes, batch, after }, head: { ...head, ...after } };
}

const FRESH = ["sessions", "tombstones", "heads", "producers", "tail"] as const;

/** By what the database says: also for the first batch of a tail or producer, and for repeats. */
async function appendFresh(
  db: Db,
  batch: TailBatch,
): Promise<{ head: Head | null; stored: boolean }> {
  const bytes = batchBytes(batch);
  const { sessionId, tabId, producer } = batch;
  return change(db, FRESH, async (tx) => {
    await assertSession(tx, sessionId);
    const held = await readHead(tx, sessionId, tabId);
    const before = held ?? makeHead(sessionId, tabId);
    const producers = tx.objectStore("producers");
    const inState = before.logs.find((each) => each.producer === producer);
    const log = inState ?? (await producers.get([sessionId, tabId, producer])) ?? NO_BATCHES;
    if (hasSeq(log, batch.seq)) return { head: held, stored: false };

    const logs = inState ? before.logs : [...before.logs, { ...log, producer }];
    const older = logs.slice(0, -LOGS_IN_STATE);
    const kept = { ...before, logs: logs.slice(-LOGS_IN_STATE) };
    const { record, head } = next(kept, batch, bytes);
    await Promise.all([
      ...older.map(({ producer: name, ...each }) => producers.put(each, [sessionId, tabId, name])),
      ...(held ? [] : [tx.objectStore("heads").put(before)]),
      tx.objectStore("tail").add(record, [sessionId, tabId, kept.arrivals]),
    ]);
    return { head, stored: true };
  });
}

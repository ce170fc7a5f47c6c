import { WaymarkError } from "../../format/errors.ts";
import type { TailBatch } from "../../format/session.ts";
import { batchBytes, batchShape } from "../checks.ts";
import { utf8Length } from "../bytes.ts";
import { hasSeq, NO_BATCHES, noteBatch } from "../producers.ts";
import { sumTotals, totalsOf } from "../session-changes.ts";
import { appendFast, type Planned } from "./append-fast.ts";
import { makeHead, readHead } from "./heads.ts";
import { assertSession } from "./records.ts";
import type { Db, Head, TailRecord, TailState } from "./schema.ts";
import { change } from "./transaction.ts";

/** Logs that a state carries; a tab whose documents come and go hands the older ones over. */
const LOGS_IN_STATE = 8;
/** Tabs remembered; far more than are recorded at once. */
const MOST_REMEMBERED = 64;

/** What one transaction takes: so much that its turn hardly counts, so little that it does not keep others waiting. */
const MOST_IN_GROUP = 64;
const MOST_GROUP_CHARS = 2 * 1024 * 1024;

type Append = (value: unknown) => Promise<{ stored: boolean }>;

interface Waiting {
  batch: TailBatch;
  resolve(outcome: { stored: boolean }): void;
  reject(error: unknown): void;
}

/**
 * Appends go one after another, so that each builds on what the one before it left, remembered
 * from the last time; what has gathered meanwhile goes in one transaction, as on a busy machine each takes its time.
 * Where memory does not tell, or proves to be out of date, the database does.
 */
export function makeAppend(db: () => Promise<Db>): Append {
  const remembered = new Map<string, Head>();
  const waiting: Waiting[] = [];
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    try {
      while (waiting.length > 0) await workOn();
    } finally {
      isWorking = false;
    }
  }

  async function workOn(): Promise<void> {
    const { planned, heads } = planGroup(waiting, remembered);
    const group = waiting.splice(0, Math.max(1, planned.length));
    if (group.length > 1 && (await appendGroup(planned, heads))) {
      for (const { resolve } of group) resolve({ stored: true });
    } else while (group.length > 0) await workOff(group);
  }

  /**
   * By itself. What waits behind one that could not be stored, from the same document, fails with it: whoever sent
   * them judged each by the ones before, and sends them again in order. One that is no batch at all fails alone.
   */
  async function workOff(group: Waiting[]): Promise<void> {
    const { batch, resolve, reject } = group.shift()!;
    try {
      resolve(await appendOne(batch));
    } catch (error) {
      reject(error);
      if (error instanceof WaymarkError && error.code === "invalid-input") return;
      for (const list of [group, waiting]) {
        for (const each of list.filter((one) => producerOf(one.batch) === producerOf(batch))) {
          each.reject(error);
          list.splice(list.indexOf(each), 1);
        }
      }
    }
  }

  /** False where something is wrong with one of them, which is then to be found out, and told to its caller alone. */
  async function appendGroup(
    planned: readonly Planned[],
    heads: ReadonlyMap<string, Head>,
  ): Promise<boolean> {
    for (const tab of heads.keys()) remembered.delete(tab);
    const isDone = await db()
      .then((open) => appendFast(open, planned))
      .catch(() => false);
    if (isDone) for (const head of heads.values()) remember(head);
    return isDone;
  }

  async function appendOne(batch: TailBatch): Promise<{ stored: boolean }> {
    const known = remembered.get(tabOf(batch));
    // Forgotten unless all goes well.
    remembered.delete(tabOf(batch));
    const open = await db();
    if (known && takes(known, batch)) {
      const { planned, head } = plan(known, batch);
      if (await appendFast(open, [planned])) {
        remember(head);
        return { stored: true };
      }
    }
    const { head, stored } = await appendFresh(open, batch);
    if (head) remember(head);
    return { stored };
  }

  function remember(head: Head): void {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(tabOf(head), head);
  }

  return async (value) => {
    // Checked first, so that the caller's object may change while the batch waits its turn.
    const batch = batchShape(value);
    return new Promise((resolve, reject) => {
      waiting.push({ batch, resolve, reject });
      if (!isWorking) void work();
    });
  };
}

const tabOf = ({ sessionId, tabId }: Pick<Head, "sessionId" | "tabId">) => `${sessionId} ${tabId}`;

const producerOf = (batch: TailBatch) => `${tabOf(batch)} ${batch.producer}`;

function plan(head: Head, batch: TailBatch): { planned: Planned; head: Head } {
  const { sessionId, tabId, arrivals, version } = head;
  const { record, head: after } = next(head, batch, utf8Length(batch.json));
  return { planned: { record, key: [sessionId, tabId, arrivals], version }, head: after };
}

/** The first of what waits that memory alone can place, and the heads after them. */
function planGroup(
  waiting: readonly Waiting[],
  remembered: ReadonlyMap<string, Head>,
): { planned: Planned[]; heads: Map<string, Head> } {
  const planned: Planned[] = [];
  const heads = new Map<string, Head>();
  let chars = 0;
  for (const { batch } of waiting.length > 1 ? waiting : []) {
    const head = heads.get(tabOf(batch)) ?? remembered.get(tabOf(batch));
    chars += batch.json.length;
    if (!head || !takes(head, batch)) break;
    if (planned.length === MOST_IN_GROUP || (planned.length > 0 && chars > MOST_GROUP_CHARS)) break;
    const made = plan(head, batch);
    planned.push(made.planned);
    heads.set(tabOf(batch), made.head);
  }
  return { planned, heads };
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

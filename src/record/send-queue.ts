import { messageOf } from "../format/errors.ts";
import type { Batch } from "./protocol.ts";
import type { Uplink } from "./uplink.ts";

/** How long to wait before an uplink that failed is asked again, and again; the last one from then on. */
export const RETRY_MS: readonly number[] = [100, 300, 1_000, 3_000];
/** How long the next batch may take to be stored; one that nobody takes must not keep a document from ending. */
const STORE_TIMEOUT_MS = 10_000;
/** UTF-16 units of JSON text that go at once, where so much waits: on a busy machine an answer takes long. */
const MOST_SENT_CHARS = 1024 * 1024;

/** Batches on their way to the uplink, in order, one lot after the other. */
export interface SendQueue {
  add(batch: Batch): void;
  readonly isEmpty: boolean;
  /** Forgets all but what is on its way. */
  drop(): void;
  /** Forgets all, and what comes of what is on its way. */
  clear(): void;
  /** Resolves when all is stored and `also` is over, or nothing more is being stored. */
  settled(also: Promise<void> | null): Promise<void>;
}

export interface SendQueueOptions {
  life: AbortSignal;
  /** Nothing goes before it resolves. */
  mayGo(): Promise<unknown> | undefined;
  onStored(batches: readonly Batch[]): void;
  /** The other side is gone for good. */
  onOrphaned(): void;
}

export function createSendQueue(
  uplink: Uplink,
  { life, mayGo, onStored, onOrphaned }: SendQueueOptions,
): SendQueue {
  const queue: Batch[] = [];
  let sending: Promise<void> | null = null;
  /** How many of the queue are on their way. */
  let onTheWay = 0;
  /** How often something was stored. */
  let storedLots = 0;
  /** Rises when the queue is cleared: an answer from before may never come. */
  let turn = 0;

  async function send(): Promise<void> {
    const mine = turn;
    await mayGo();
    for (let tries = 0; queue.length > 0 && !life.aborted;) {
      if (mine !== turn) return;
      const lot = nextLot();
      onTheWay = lot.length;
      try {
        await uplink.send(lot, false);
        if (mine !== turn) return;
        queue.splice(0, lot.length);
        storedLots++;
        tries = 0;
        onStored(lot);
      } catch (error) {
        if (uplink.orphaned) return onOrphaned();
        console.debug(`Waymark: batch ${lot[0]!.seq} is sent again (${messageOf(error)})`);
        await pause(RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]!);
      }
    }
  }

  /** The first of the queue, and what came while the ones before it were on their way. */
  function nextLot(): Batch[] {
    let chars = 0;
    let count = 0;
    for (const { json } of queue) {
      chars += json.length;
      if (count > 0 && chars > MOST_SENT_CHARS) break;
      count++;
    }
    return queue.slice(0, count);
  }

  return {
    add(batch) {
      queue.push(batch);
      const mine = turn;
      sending ??= send().finally(() => {
        if (mine === turn) sending = null;
      });
    },
    get isEmpty() {
      return queue.length === 0;
    },
    drop: () => void queue.splice(onTheWay),
    clear() {
      turn++;
      queue.length = onTheWay = 0;
      sending = null;
    },
    async settled(also) {
      for (let before = -1; before !== storedLots;) {
        before = storedLots;
        await Promise.race([Promise.all([also, sending]), pause(STORE_TIMEOUT_MS)]);
      }
    },
  };
}

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

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
  /** Forgets all, and what comes of what is on its way. */
  clear(): void;
  /** Resolves when all is stored and `also` is over (true), or nothing more is being stored. */
  settled(also: Promise<void> | null): Promise<boolean>;
}

/**
 * Nothing goes before `mayGo` resolves; `onOrphaned` is called once the other side is gone for good. It is part of
 * what every page of a granted site carries, so each word counts.
 */
export function createSendQueue(
  uplink: Uplink,
  life: AbortSignal,
  mayGo: () => Promise<unknown> | undefined,
  onStored: (batch: Batch) => void,
  onOrphaned: () => void,
): SendQueue {
  let queue: Batch[] = [];
  let sending: Promise<void> | null = null;

  async function send(): Promise<void> {
    // Another one once it is cleared: an answer from before may never come.
    const mine = queue;
    await mayGo();
    for (let tries = 0; mine[0] && !life.aborted;) {
      if (mine !== queue) return;
      let chars = 0;
      // The first one, and what came while the ones before it were on their way.
      const lot = mine.filter(
        ({ json }, at) => (chars += json.length) <= MOST_SENT_CHARS || at === 0,
      );
      try {
        await uplink.send(lot, false);
        if (mine !== queue) return;
        mine.splice(0, lot.length).forEach(onStored);
        tries = 0;
      } catch (error) {
        if (uplink.orphaned) return onOrphaned();
        console.debug(`Waymark sends again: ${messageOf(error)}`);
        await pause(RETRY_MS[tries++] ?? 3_000);
      }
    }
    sending = null;
  }

  return {
    add(batch) {
      queue.push(batch);
      sending ??= send();
    },
    clear() {
      queue = [];
      sending = null;
    },
    async settled(also) {
      let over: unknown;
      // A page that took the port could go on for ever.
      for (let left = -1, looks = 6; left !== queue.length && looks--;) {
        left = queue.length;
        over = await Promise.race([Promise.all([also, sending]), pause(STORE_TIMEOUT_MS)]);
      }
      return !queue[0] && !!over;
    },
  };
}

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

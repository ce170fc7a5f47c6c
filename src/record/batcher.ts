import type { Primitives, Timer } from "./primitives.ts";
import type { Batch } from "./protocol.ts";

/** A batch goes out at this age or size (DESIGN section 6). Sizes are in UTF-16 units of JSON text. */
const MAX_AGE_MS = 500;
const MAX_CHARS = 256 * 1024;
/**
 * After this long without a batch the first event goes out with what else its script did. Chromium puts a service
 * worker to sleep after 30 s, and what a document that leaves sends to a sleeping one never arrives (measured on
 * Chromium 156): it must be awake before the user's click leads away.
 */
const QUIET_MS = 20_000;
/** More than this waiting to be stored means that nobody stores it. */
const MAX_WAITING_CHARS = 96 * 1024 * 1024;

export interface Batcher {
  /** Takes one event as JSON text. */
  add(json: string): void;
  /** Sends what has gathered, by `deliver` in place of the usual post. */
  flush(deliver?: (batch: Batch) => void): void;
  /** The batch is stored and may be forgotten. */
  acknowledge(seq: number): void;
  /** Gathers the rest into a batch without posting it, and returns all that is not acknowledged. */
  takeTail(): Batch[];
  /** Forgets everything unsent (consent withdrawn). */
  drop(): void;
  readonly nextSeq: number;
  /** Nothing has gathered since the last batch. */
  readonly isEmpty: boolean;
  /** UTF-16 units of JSON text in the batches that are not acknowledged. */
  readonly waitingChars: number;
}

/**
 * Numbers and keeps batches until they are acknowledged as stored. Driven by events and a timer. A
 * hidden tab's timers fire as rarely as once a minute, so there, and after a quiet time, what one script did
 * goes out as soon as it is done, and age is also looked at when an event comes.
 */
export function createBatcher(
  { setTimeout, clearTimeout, soon, now }: Primitives,
  post: (batch: Batch) => void,
  takeHits: () => Batch["hits"],
  onOverflow: () => void,
  isHidden: () => boolean,
): Batcher {
  const waiting = new Map<number, Batch>();
  let waitingChars = 0;
  let texts: string[] = [];
  let chars = 0;
  let openedAt = 0;
  let closedAt = now();
  let timer: Timer | null = null;
  let nextSeq = 0;

  function close(): Batch | null {
    if (timer) clearTimeout(timer);
    timer = null;
    if (texts.length === 0) return null;
    const batch: Batch = {
      seq: nextSeq++,
      count: texts.length,
      json: `[${texts.join(",")}]`,
      hits: takeHits(),
    };
    texts = [];
    chars = 0;
    closedAt = now();
    waiting.set(batch.seq, batch);
    waitingChars += batch.json.length;
    return batch;
  }

  function flush(deliver = post): void {
    const batch = close();
    if (batch) deliver(batch);
    if (waitingChars > MAX_WAITING_CHARS) onOverflow();
  }

  return {
    add(json) {
      // A snapshot of many megabytes travels alone rather than making its neighbours wait.
      if (chars > 0 && chars + json.length > MAX_CHARS) flush();
      if (texts.length === 0) openedAt = now();
      texts.push(json);
      chars += json.length + 1;
      if (chars >= MAX_CHARS || now() - openedAt >= MAX_AGE_MS) flush();
      else if (texts.length === 1 && (isHidden() || openedAt - closedAt >= QUIET_MS))
        soon(() => flush());
      else timer ??= setTimeout(() => flush(), MAX_AGE_MS);
    },
    flush,
    acknowledge(seq) {
      const batch = waiting.get(seq);
      if (!batch) return;
      waiting.delete(seq);
      waitingChars -= batch.json.length;
    },
    takeTail() {
      close();
      return [...waiting.values()];
    },
    drop() {
      close();
      waiting.clear();
      waitingChars = 0;
    },
    get nextSeq() {
      return nextSeq;
    },
    get isEmpty() {
      return texts.length === 0;
    },
    get waitingChars() {
      return waitingChars;
    },
  };
}

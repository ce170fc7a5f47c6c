import type { Primitives, Timer } from "./primitives.ts";

/**
 * When a page counts as under load. A task of more than 50 ms is what the Long Tasks API
 * (w3c.github.io/longtasks) calls long; the time beyond those 50 ms is time in which the page cannot
 * answer, which Lighthouse sums up as Total Blocking Time and calls poor from 600 ms on over a whole
 * page load. Here 1,500 ms within 5 s, i.e. a page that does not answer for a third of the time, and
 * that is long enough for one heavy render to pass.
 */
export const WINDOW_MS = 5_000;
const LONG_MS = 50;
export const BUSY_BLOCKED_MS = 1_500;
/** What the recorder itself may take of that window: a tenth. A page that makes it work harder is not given more. */
export const BUSY_OWN_MS = 500;
/** Calm is 5 s with hardly any blocking (a twentieth). */
export const CALM_BLOCKED_MS = 250;
const FIRST_CALM_MS = 5_000;
/** A fresh start costs a snapshot: each return to load soon after one doubles the wait, up to this. */
const LONGEST_CALM_MS = 5 * 60_000;
/** Load so long after the last is not held against the page. */
const FORGIVEN_AFTER_MS = 60_000;
const LOOK_MS = 1_000;

export interface LoadJudge {
  /** Time in which the page could not answer. @param at epoch ms */
  blocked(ms: number, at: number): void;
  /** Time that the recorder took. */
  own(ms: number, at: number): void;
  /** Whether the page is busy now. Has to be asked from time to time while it is. */
  isBusy(at: number): boolean;
}

/** Pure: judges load by what it is told. */
export function judgeLoad(): LoadJudge {
  const blocks: { ms: number; at: number }[] = [];
  let spent = 0;
  let spentSince = 0;
  let busy = false;
  let calmSince = 0;
  let calmMs = FIRST_CALM_MS;
  let endedAt = -Infinity;

  function blockedWithin(at: number): number {
    while (blocks.length > 0 && blocks[0]!.at <= at - WINDOW_MS) blocks.shift();
    return blocks.reduce((sum, { ms }) => sum + ms, 0);
  }

  function begin(at: number): void {
    busy = true;
    calmSince = at;
    const again = at - endedAt < FORGIVEN_AFTER_MS;
    calmMs = again ? Math.min(calmMs * 2, LONGEST_CALM_MS) : FIRST_CALM_MS;
  }

  return {
    blocked(ms, at) {
      if (ms > 0) blocks.push({ ms, at });
      if (busy) {
        if (blockedWithin(at) > CALM_BLOCKED_MS) calmSince = at;
      } else if (blockedWithin(at) > BUSY_BLOCKED_MS) begin(at);
    },
    own(ms, at) {
      if (at - spentSince > WINDOW_MS) {
        spent = 0;
        spentSince = at;
      }
      spent += ms;
      if (!busy && spent > BUSY_OWN_MS) {
        spent = 0;
        begin(at);
      }
    },
    isBusy(at) {
      if (busy && at - calmSince >= calmMs && blockedWithin(at) <= CALM_BLOCKED_MS) {
        busy = false;
        endedAt = at;
      }
      return busy;
    },
  };
}

export interface LoadWatch {
  readonly busy: boolean;
  /** The recorder took so long just now, in ms. */
  spent(ms: number): void;
  end(): void;
}

/**
 * Tells when the page comes under load and when that is over. Costs nothing while nothing is long.
 * Where the browser tells of no long tasks (Firefox), only the recorder's own time is judged.
 */
export function watchLoad(
  global: Window & typeof globalThis,
  primitives: Primitives,
  onBusy: () => void,
  onCalm: () => void,
): LoadWatch {
  const judge = judgeLoad();
  let told = false;
  let timer: Timer | null = null;

  function look(): void {
    timer = null;
    const busy = judge.isBusy(primitives.now());
    if (busy) timer = primitives.setTimeout(look, LOOK_MS);
    if (busy === told) return;
    told = busy;
    if (busy) onBusy();
    else onCalm();
  }

  let observer: PerformanceObserver | null = null;
  if (global.PerformanceObserver?.supportedEntryTypes?.includes("longtask")) {
    observer = new global.PerformanceObserver((list) => {
      const now = primitives.now();
      for (const { duration } of list.getEntries()) judge.blocked(duration - LONG_MS, now);
      if (!timer) look();
    });
    observer.observe({ type: "longtask" });
  }

  return {
    get busy() {
      return told;
    },
    spent(ms) {
      judge.own(ms, primitives.now());
      // Not here: the recorder is at work, and may be taken down by it.
      if (!timer && judge.isBusy(primitives.now())) timer = primitives.setTimeout(look, 0);
    },
    end() {
      observer?.disconnect();
      if (timer) primitives.clearTimeout(timer);
      timer = null;
    },
  };
}

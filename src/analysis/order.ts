import type { NormalizedEvent } from "./event.ts";
import { KINDS } from "./event.ts";

/** An event's place in its session. Two events share one only where one raw event tells of both. */
export interface EventPlace {
  offsetMs: number;
  tabId: string;
  segmentIndex: number;
  frameIndex: number;
  /** Index in KINDS. */
  kind: number;
}

export function placeOf(event: NormalizedEvent): EventPlace {
  const { offsetMs, tabId, segmentIndex, frameIndex } = event;
  return { offsetMs, tabId, segmentIndex, frameIndex, kind: KINDS.indexOf(event.kind) };
}

/** By time, then by place in the recording: the same order whatever order they became complete in. */
export function comparePlaces(a: EventPlace, b: EventPlace): number {
  return (
    a.offsetMs - b.offsetMs ||
    compareText(a.tabId, b.tabId) ||
    a.segmentIndex - b.segmentIndex ||
    a.frameIndex - b.frameIndex ||
    a.kind - b.kind
  );
}

/** By code unit: the same order on every machine, in every language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Keeps the first few of many, in memory for these few. */
export interface Picker<T> {
  offer(item: T): void;
  /** In order; equal ones as they were offered. `left` of those offered are not among them. */
  take(): { items: T[]; left: number };
}

export function createPicker<T>(compare: (a: T, b: T) => number, limit: number): Picker<T> {
  let held: T[] = [];
  let offered = 0;
  const trim = () => {
    held.sort(compare);
    if (held.length > limit) held.length = limit;
  };
  return {
    offer(item) {
      offered++;
      held.push(item);
      if (held.length >= 2 * limit + 64) trim();
    },
    take() {
      trim();
      const items = held;
      held = [];
      return { items, left: offered - items.length };
    },
  };
}

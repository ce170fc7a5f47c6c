import type { NormalizedEvent } from "../../event.ts";
import type { Seen } from "./types.ts";

/** An event with its time in epoch milliseconds, which is what evidence counts in. */
export function seenOf(event: NormalizedEvent, startedAt: number): Seen {
  const { sessionId, tabId, segmentIndex, frameIndex, offsetMs } = event;
  return {
    at: startedAt + offsetMs,
    pointer: { sessionId, tabId, segmentIndex, frameIndex, offsetMs },
  };
}

/** How many of `items`, which are in order of time, came at `at` or before. */
export function countUntil<T>(
  items: readonly T[],
  at: number,
  timeOf: (item: T) => number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(items[middle] as T) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A field of an event's data, when it is a text or number as expected. */
export function textIn({ data }: NormalizedEvent, name: string): string {
  const value = data?.[name];
  return typeof value === "string" ? value : "";
}

export function numberIn({ data }: NormalizedEvent, name: string): number | null {
  const value = data?.[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

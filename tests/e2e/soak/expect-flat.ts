import { expect } from "@playwright/test";
import { flatness, type Sample } from "./flatness.ts";

/** Caches fill and code is compiled in the first sixth. */
export const WARM_UP = 1 / 6;
/**
 * What the last third's median may have over the first's, and what the line through all may add
 * over the run: a quarter of the median, or so many bytes where the heap is small. A leak of 10 bytes
 * an event would add 4 MB to a heap over 400,000 events.
 */
const MOST_SHARE = 0.25;
const LEAST_BYTES = 2e6;

export function expectFlat(what: string, samples: readonly Sample[]): void {
  const { ratio, grownBytes, medianBytes } = flatness(samples, WARM_UP);
  const words = `${what}: ${JSON.stringify(samples)}`;
  const mostShare = Math.max(MOST_SHARE, LEAST_BYTES / medianBytes);
  expect(ratio, words).toBeLessThanOrEqual(1 + mostShare);
  expect(grownBytes, words).toBeLessThanOrEqual(mostShare * medianBytes);
}

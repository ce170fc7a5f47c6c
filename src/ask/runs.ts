import type { SegmentInfo } from "../format/session.ts";

/**
 * A stretch of one tab that replays after everything before it: a segment, or neighbouring segments
 * that overlap in time and so must be sorted together. The tail is part of the last run.
 */
export interface Run {
  segments: SegmentInfo[];
  hasTail: boolean;
  /** Of the segments' JSON. */
  bytes: number;
  firstEventAt: number;
  lastEventAt: number;
}

interface Span {
  firstEventAt: number;
  lastEventAt: number;
}

/**
 * Cuts a tab into runs. `segments` are in order of index; `tail` spans the unsealed batches. Where a
 * run ends, no later segment holds an earlier event, so a page made of all runs before is the page
 * at that moment.
 */
export function planRuns(segments: readonly SegmentInfo[], tail: Span | null): Run[] {
  const spans: Span[] = tail ? [...segments, tail] : [...segments];
  const earliestFrom = spans.map(({ firstEventAt }) => firstEventAt);
  for (let i = spans.length - 2; i >= 0; i--) {
    earliestFrom[i] = Math.min(earliestFrom[i]!, earliestFrom[i + 1]!);
  }
  const runs: Run[] = [];
  let open: Run | null = null;
  for (const [i, { firstEventAt, lastEventAt }] of spans.entries()) {
    if (!open || open.lastEventAt <= earliestFrom[i]!) {
      runs.push((open = { segments: [], hasTail: false, bytes: 0, firstEventAt, lastEventAt }));
    }
    open.firstEventAt = Math.min(open.firstEventAt, firstEventAt);
    open.lastEventAt = Math.max(open.lastEventAt, lastEventAt);
    const segment = segments[i];
    if (!segment) open.hasTail = true;
    else {
      open.segments.push(segment);
      open.bytes += segment.bytes;
    }
  }
  return runs;
}

/** Index of the last run that begins at or before `at`; 0 before all of them. */
export function runAt(runs: readonly Run[], at: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle]!.firstEventAt <= at) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

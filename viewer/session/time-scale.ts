import type { IdleGap } from "../../src/worker/api.ts";

/** An idle gap takes this share of the bar, however long it was. */
const GAP_SHARE = 0.02;
/** All idle gaps together take at most this. */
const MOST_GAPS_SHARE = 0.4;

export interface ScaleSpan {
  fromMs: number;
  toMs: number;
  /** 0 to 1 along the bar. */
  from: number;
  to: number;
  idle: boolean;
}

/** The bar's mapping between time and place: linear where something happened, squeezed where nothing did. */
export interface TimeScale {
  spans: ScaleSpan[];
  durationMs: number;
  /** Place of a time, 0 to 1. Rises with time and clamps at both ends. */
  toFraction(offsetMs: number): number;
  toOffset(fraction: number): number;
}

/** Overlapping and unsorted gaps are fine; a gap shorter than its squeezed share stays as it is. */
export function makeTimeScale(durationMs: number, idle: readonly IdleGap[]): TimeScale {
  const total = Math.max(1, durationMs);
  const merged = mergeGaps(idle, total);
  const share = Math.min(GAP_SHARE, MOST_GAPS_SHARE / Math.max(1, merged.length));
  const gaps = merged.filter((gap) => (gap.toOffsetMs - gap.fromOffsetMs) / total > share);
  const idleMs = gaps.reduce((sum, gap) => sum + gap.toOffsetMs - gap.fromOffsetMs, 0);
  const spans =
    idleMs < total
      ? layOut(total, gaps, share, (1 - gaps.length * share) / (total - idleMs))
      : [{ fromMs: 0, toMs: total, from: 0, to: 1, idle: true }];
  return {
    spans,
    durationMs: total,
    toFraction(offsetMs) {
      const at = clamp(offsetMs, 0, total);
      const span = find(spans, (each) => at <= each.toMs);
      return span.from + ((at - span.fromMs) / (span.toMs - span.fromMs)) * (span.to - span.from);
    },
    toOffset(fraction) {
      const at = clamp(fraction, 0, 1);
      const span = find(spans, (each) => at <= each.to);
      return span.fromMs + ((at - span.from) / (span.to - span.from)) * (span.toMs - span.fromMs);
    },
  };
}

function layOut(
  total: number,
  gaps: readonly IdleGap[],
  gapShare: number,
  sharePerMs: number,
): ScaleSpan[] {
  const spans: ScaleSpan[] = [];
  let atMs = 0;
  let at = 0;
  const push = (toMs: number, share: number, idle: boolean) => {
    if (toMs <= atMs) return;
    spans.push({ fromMs: atMs, toMs, from: at, to: at + share, idle });
    atMs = toMs;
    at += share;
  };
  for (const gap of gaps) {
    push(gap.fromOffsetMs, (gap.fromOffsetMs - atMs) * sharePerMs, false);
    push(gap.toOffsetMs, gapShare, true);
  }
  push(total, (total - atMs) * sharePerMs, false);
  // Rounding must not leave the last pixel of the bar without a time.
  const last = spans.at(-1);
  if (last) last.to = 1;
  return spans;
}

function mergeGaps(gaps: readonly IdleGap[], total: number): IdleGap[] {
  const merged: IdleGap[] = [];
  for (const gap of gaps.toSorted((a, b) => a.fromOffsetMs - b.fromOffsetMs)) {
    const fromOffsetMs = clamp(gap.fromOffsetMs, 0, total);
    const toOffsetMs = clamp(gap.toOffsetMs, 0, total);
    const last = merged.at(-1);
    if (toOffsetMs <= fromOffsetMs) continue;
    if (last && fromOffsetMs <= last.toOffsetMs) {
      last.toOffsetMs = Math.max(last.toOffsetMs, toOffsetMs);
    } else merged.push({ fromOffsetMs, toOffsetMs });
  }
  return merged;
}

function find(spans: readonly ScaleSpan[], fits: (span: ScaleSpan) => boolean): ScaleSpan {
  return spans.find(fits) ?? (spans.at(-1) as ScaleSpan);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

import { AT_ONCE_MS } from "./limits.ts";

/** Fewer pauses show no rhythm. */
const MIN_PAUSES = 4;
/** This share of the pauses must be on the beat. */
const MIN_ON_BEAT = 0.75;
/** A ticker may skip beats (an unchanged value leaves no event), but not many. */
const MAX_BEATS = 4;
/** Quicker rhythms stutter with the page's other work, so they are not held to the beat. */
const QUICK_MS = 500;
/**
 * What follows the user's acts keeps their rhythm, if they have one, but then most of it comes at
 * much the same time after an act, give or take what a server takes. What keeps a rhythm of its own
 * comes at any time after one. Median absolute deviation, so that a queue running out does not matter.
 */
const MIN_SPREAD_MS = 60;

interface Doings {
  /** Milliseconds between one doing and the next. */
  pauses: readonly number[];
  /** Milliseconds from the last act to each of them. */
  waits: readonly number[];
}

/** The period of what keeps a rhythm of its own, in milliseconds; null when it keeps none. */
export function rhythmOf({ pauses, waits }: Doings): number | null {
  if (pauses.length < MIN_PAUSES) return null;
  const period = medianOf(pauses);
  if (period <= 0) return null;
  const onBeat = pauses.filter((pause) => isOnBeat(pause, period, 0.25)).length;
  if (onBeat < MIN_ON_BEAT * pauses.length) return null;
  return spreadOf(waits) > MIN_SPREAD_MS ? period : null;
}

/**
 * Whether a doing this long after the one before goes on in the rhythm. A longer pause means that
 * it had stopped and was set going again: that is news.
 */
export function staysInRhythm(pause: number, period: number): boolean {
  return isOnBeat(pause, period, Math.max(0.1, AT_ONCE_MS / period));
}

function isOnBeat(pause: number, period: number, tolerance: number): boolean {
  const beats = pause / period;
  if (period < QUICK_MS) return beats >= 0.4 && pause <= MAX_BEATS * period + AT_ONCE_MS;
  const nearest = Math.round(beats);
  return nearest >= 1 && nearest <= MAX_BEATS && Math.abs(beats - nearest) <= tolerance;
}

/** 0 for none. */
export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Median absolute deviation. Where most had no act before them at all, they are as spread as can be. */
function spreadOf(values: readonly number[]): number {
  const median = medianOf(values);
  if (!Number.isFinite(median)) return Infinity;
  return medianOf(values.map((value) => Math.abs(value - median)));
}

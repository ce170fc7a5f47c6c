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

/** In a short visit a slow ticker is seen three or four times: so few steps must be equal to tell anything. */
const MIN_EQUAL_PAUSES = 2;
/** How far timers stray, by the browser's other work (measured on a busy demo shop: up to 30 ms). */
const TIMER_STRAY_MS = 40;
const TIMER_STRAY = 0.04;

interface Doings {
  /** Milliseconds between one doing and the next. */
  pauses: readonly number[];
  /** Milliseconds from the last act to each of them, in the order of `pauses`. */
  waits: readonly number[];
}

/** The period of what keeps a rhythm of its own, in milliseconds; null when it keeps none. */
export function rhythmOf({ pauses, waits }: Doings): number | null {
  if (pauses.length < MIN_PAUSES) return null;
  const period = medianOf(pauses);
  if (period <= 0) return null;
  const onBeat = pauses.filter((pause) => isOnBeat(pause, period, 0.25)).length;
  if (onBeat < MIN_ON_BEAT * pauses.length) return null;
  if (period < QUICK_MS && !movesUnbidden({ pauses, waits })) return null;
  return spreadOf(waits) > MIN_SPREAD_MS ? period : null;
}

/**
 * The period of what comes at equal, slow steps whatever the user did; few of them are enough. Answers
 * that come one by one from a queue look the same, so ask only for what also moved with no act before it.
 */
export function equalStepsOf({ pauses, waits }: Doings): number | null {
  if (pauses.length < MIN_EQUAL_PAUSES) return null;
  const period = medianOf(pauses);
  // Quicker ones show four pauses soon enough.
  if (period < QUICK_MS) return null;
  const stray = Math.max(TIMER_STRAY_MS, TIMER_STRAY * period);
  if (pauses.some((pause) => Math.abs(pause - period) > stray)) return null;
  if (!movesUnbidden({ pauses, waits })) return null;
  return spreadOf(waits) > MIN_SPREAD_MS ? period : null;
}

/**
 * Whether a doing this long after the one before goes on in the rhythm. A longer pause means that
 * it had stopped and was set going again: that is news.
 */
export function staysInRhythm(pause: number, period: number): boolean {
  return isOnBeat(pause, period, Math.max(0.1, AT_ONCE_MS / period));
}

/**
 * Whether it moved at least once with no act since the time before. Fast clicks that a page answers with
 * its next frame or beat look like a quick rhythm, but each of those answers has its click.
 */
function movesUnbidden({ pauses, waits }: Doings): boolean {
  return pauses.some((pause, i) => (waits[i] ?? 0) >= pause);
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

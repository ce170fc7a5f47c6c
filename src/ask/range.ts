import { WaymarkError } from "../format/errors.ts";

/** A stretch of a session, in milliseconds since its start; both ends belong to it. */
export interface Range {
  fromOffsetMs: number;
  toOffsetMs: number;
}

/** What is shown around a moment unless told otherwise. */
export const BEFORE_MS = 10_000;
export const AFTER_MS = 30_000;

export interface RangeInput {
  fromOffsetMs?: number | undefined;
  toOffsetMs?: number | undefined;
  /** A moment, from which `beforeMs` and `afterMs` count. */
  atMs?: number | undefined;
  beforeMs?: number | undefined;
  afterMs?: number | undefined;
}

/** The stretch that is meant: from and to, or around a moment; all of the session by default. Throws `invalid-input`. */
export function rangeOf(input: RangeInput): Range {
  const { fromOffsetMs, toOffsetMs, atMs, beforeMs, afterMs } = input;
  for (const value of [fromOffsetMs, toOffsetMs, atMs, beforeMs, afterMs]) {
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      throw new WaymarkError("invalid-input", "A time in a session is 0 or more milliseconds.");
    }
  }
  if (atMs === undefined) {
    if (beforeMs !== undefined || afterMs !== undefined) {
      throw new WaymarkError("invalid-input", "before and after need a moment: say at.");
    }
    const range = { fromOffsetMs: fromOffsetMs ?? 0, toOffsetMs: toOffsetMs ?? Infinity };
    if (range.fromOffsetMs <= range.toOffsetMs) return range;
    throw new WaymarkError("invalid-input", "from is later than to: nothing is in between.");
  }
  if (fromOffsetMs !== undefined || toOffsetMs !== undefined) {
    throw new WaymarkError("invalid-input", "Give at, or from and to, not both.");
  }
  return around(atMs, beforeMs, afterMs);
}

export function around(atMs: number, beforeMs = BEFORE_MS, afterMs = AFTER_MS): Range {
  return { fromOffsetMs: Math.max(0, atMs - beforeMs), toOffsetMs: atMs + afterMs };
}

export const isWithin = (offsetMs: number, range: Range): boolean =>
  offsetMs >= range.fromOffsetMs && offsetMs <= range.toOffsetMs;

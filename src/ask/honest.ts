import type { RecordingGap } from "../analysis/gaps.ts";
import { WaymarkError } from "../format/errors.ts";
import type { Walked } from "./walk.ts";

/** What an answer says of what it could not see. Each is absent where there is nothing to say. */
export interface Honesty {
  /** Stretches that never arrived or cannot be read: what happened there is not in the answer. */
  missing?: RecordingGap[];
  /** Raw events, or parts of them, that are not understood. */
  skipped?: number;
  /** What was left out to keep the answer short, as sentences. */
  cut?: string[];
}

const MOST_GAPS = 50;

export function honesty({ missing, skipped }: Walked, cut: readonly string[] = []): Honesty {
  const sentences = [...cut];
  if (missing.length > MOST_GAPS) {
    sentences.push(`${missing.length - MOST_GAPS} more gaps are not listed.`);
  }
  return {
    ...(missing.length > 0 && { missing: missing.slice(0, MOST_GAPS) }),
    ...(skipped > 0 && { skipped }),
    ...(sentences.length > 0 && { cut: sentences }),
  };
}

/**
 * How many an answer may hold: `limit` where it is one, `byDefault` without, and for 0 the most there
 * can be. Throws `invalid-input`.
 */
export function limitOf(limit: number | undefined, byDefault: number, most: number): number {
  if (limit === undefined) return byDefault;
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > most) {
    throw new WaymarkError(
      "invalid-input",
      `A limit is a whole number from 1 to ${most}, or 0 for as many as one answer holds.`,
    );
  }
  return limit === 0 ? most : limit;
}

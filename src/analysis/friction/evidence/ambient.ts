import { AT_ONCE_MS } from "./limits.ts";
import type { Response, Source } from "./types.ts";

/** Seen on its own at least this often, a source is one that moves by itself. */
const MIN_SEEN = 2;
/** Rarer than this on average, a change within a click's window is hardly chance. */
const RARE_MS = 15_000;
/** Irregular sources rarer than this seldom fall right behind a click by chance (150 ms: one in ten). */
const SELDOM_MS = 1_500;
/** Coefficient of variation of the pauses below which a source keeps a rhythm. */
const RHYTHM_CV = 0.35;
const RHYTHM_MIN_GAPS = 3;
/** Changes of one source this close together are one tick. */
const SAME_TICK_MS = 5;

/** In place of a document's epoch, for what hangs on no document. */
export const REQUESTS = -1;

interface Habit {
  seen: number;
  lastAt: number;
  lastQuietAt: number;
  gaps: number;
  gapSum: number;
  gapSquares: number;
}

/**
 * Learns which places of a page change on their own: tickers, spinners, advertisements, polls. Only
 * what happens while the user does nothing teaches it anything.
 */
export class AmbientBook {
  #byKey = new Map<number, Map<number, Habit>>();
  #byPath = new Map<string, Habit>();
  #quietMs = 0;

  addQuiet(ms: number): void {
    this.#quietMs += ms;
  }

  /**
   * Notes that a source did something. `quietSince` is the start of the stretch without acts, null
   * while the user acts. Returns when it did so before, null for the first time.
   */
  note(epoch: number, key: number, at: number, quietSince: number | null): number | null {
    const habits = this.#habits(epoch);
    let habit = habits.get(key);
    if (!habit) {
      habit = { seen: 0, lastAt: at, lastQuietAt: -1, gaps: 0, gapSum: 0, gapSquares: 0 };
      habits.set(key, habit);
      if (quietSince !== null) {
        habit.seen = 1;
        habit.lastQuietAt = at;
      }
      return null;
    }
    const before = habit.lastAt;
    habit.lastAt = at;
    if (quietSince === null || at - before < SAME_TICK_MS) return before;
    habit.seen++;
    if (habit.lastQuietAt >= quietSince) {
      const gap = at - habit.lastQuietAt;
      habit.gaps++;
      habit.gapSum += gap;
      habit.gapSquares += gap * gap;
    }
    habit.lastQuietAt = at;
    return before;
  }

  /** Keeps what was learned of a document's nodes under their paths, for the next document with the same parts. */
  leaveDocument(epoch: number, pathOf: (key: number) => string | null): void {
    const habits = this.#byKey.get(epoch);
    if (!habits) return;
    for (const [key, habit] of habits) {
      if (habit.seen < MIN_SEEN) continue;
      const path = pathOf(key);
      const known = path === null ? undefined : this.#byPath.get(path);
      if (path !== null && (!known || known.seen < habit.seen)) this.#byPath.set(path, habit);
    }
  }

  /** Whether a response is what its source does anyway. `sinceActMs` is its distance to the last press or click. */
  isAmbient(response: Response, sinceActMs: number): boolean {
    return response.sources.some((source) => {
      const habit = this.#habitOf(source);
      return habit !== null && this.#fits(habit, response, sinceActMs);
    });
  }

  #habitOf(source: Source): Habit | null {
    const own = this.#byKey.get(source.epoch)?.get(source.key);
    if (own && own.seen >= MIN_SEEN) return own;
    const known = source.path === null ? undefined : this.#byPath.get(source.path);
    return known ?? null;
  }

  #fits(habit: Habit, response: Response, sinceActMs: number): boolean {
    const mean = habit.gaps > 0 ? habit.gapSum / habit.gaps : this.#quietMs / habit.seen;
    const atOnce = sinceActMs <= AT_ONCE_MS;
    if (habit.gaps >= RHYTHM_MIN_GAPS && isRegular(habit, mean)) {
      if (response.previousAt === null) return !atOnce;
      return inRhythm(response.at - response.previousAt, mean);
    }
    if (mean > RARE_MS) return false;
    return !(atOnce && mean >= SELDOM_MS);
  }

  #habits(epoch: number): Map<number, Habit> {
    let habits = this.#byKey.get(epoch);
    if (!habits) {
      habits = new Map();
      this.#byKey.set(epoch, habits);
    }
    return habits;
  }
}

function isRegular({ gaps, gapSquares }: Habit, mean: number): boolean {
  const variance = gapSquares / gaps - mean * mean;
  return Math.sqrt(Math.max(0, variance)) <= RHYTHM_CV * mean;
}

/** A quick rhythm stutters, so only far too early beats are out of it; a slow one is held to its beat. */
function inRhythm(pause: number, mean: number): boolean {
  if (mean < SELDOM_MS) return pause >= 0.4 * mean;
  const beats = pause / mean;
  const nearest = Math.max(1, Math.round(beats));
  return Math.abs(beats - nearest) <= Math.max(0.1, AT_ONCE_MS / mean);
}

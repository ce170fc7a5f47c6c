import type { Habit } from "./habit.ts";
import { medianOf } from "./rhythm.ts";

/** Carriers kept of one source: one that lasts is enough. */
const MAX_CARRIERS = 4;
/** A carrier that paused longer than this many of its usual pauses was set going anew. */
const REST = 3;

/**
 * Notices which sources move at the same moment, each time. One task of the page makes such changes:
 * a timer that turns a countdown each beat and a counter each seventh carries both. What a click
 * causes runs in a task of its own, and shares a moment with a timer by chance only.
 */
export class Company {
  #at = Number.NaN;
  #present = new Set<Habit>();

  /** A source did something. Times come in order; all of one moment belong together. */
  add(habit: Habit, at: number): void {
    if (at !== this.#at) {
      this.settle();
      this.#at = at;
    }
    this.#present.add(habit);
  }

  /** Call before asking for carriers. */
  settle(): void {
    for (const habit of this.#present) {
      if (habit.carriers === null) {
        habit.carriers = [...this.#present].filter(isUnderWay).slice(0, MAX_CARRIERS);
      } else if (habit.carriers.length > 0) {
        habit.carriers = habit.carriers.filter((carrier) => this.#present.has(carrier));
      }
    }
    this.#present.clear();
  }
}

/** Did something before, and not long ago. A source that is seen for the first time has no pauses: it carries nobody. */
function isUnderWay({ pauses, latestPause }: Habit): boolean {
  return pauses.length > 0 && latestPause <= REST * medianOf(pauses);
}

import type { Seen, Thrash } from "./types.ts";

/** Turns kept of one thrash, and thrashes of one tab: enough to show what happened. */
export const MOST_TURNS = 50;

/** Counts changes of direction that belong together. */
export class Turns {
  #seen: Seen[] = [];
  #count = 0;
  #endAt = 0;

  get count(): number {
    return this.#count;
  }

  add(seen: Seen, endAt: number): void {
    this.#count++;
    this.#endAt = endAt;
    if (this.#seen.length < MOST_TURNS) this.#seen.push(seen);
  }

  /** Ends what belongs together. Null where there were fewer turns than `least`. */
  take(least: number): Thrash | null {
    const thrash = { turns: this.#seen, count: this.#count, endAt: this.#endAt };
    this.#seen = [];
    this.#count = 0;
    return thrash.count >= least ? thrash : null;
  }
}

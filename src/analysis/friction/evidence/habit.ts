/** What is remembered of a place of a page that does something now and then. */
export interface Habit {
  lastAt: number;
  /** Its first doing came when no act was near that could have set it going. */
  beganFree: boolean;
  /** Some doing of it came when no act was near. */
  movedFree: boolean;
  /** Sources that were moving before it and moved each time it did: see company.ts. Null until the first is settled. */
  carriers: Habit[] | null;
  /** Times it was seen while the user did nothing. */
  seen: number;
  /** The latest pauses between its doings, whatever the user did. */
  pauses: number[];
  /** 0 before there is one. */
  latestPause: number;
  /** How long after the last act each of those came. */
  waits: number[];
  /** Where the next ones go when both lists are full. */
  oldest: number;
  /** What they say, as long as nothing was added. */
  usual: Usual | null;
}

/** What a habit comes to. Times in milliseconds. */
export interface Usual {
  pause: number;
  /** Null without a rhythm. */
  period: number | null;
}

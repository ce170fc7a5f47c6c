import { Company } from "./company.ts";
import type { Habit, Usual } from "./habit.ts";
import { ANSWER_WINDOW_MS, AT_ONCE_MS } from "./limits.ts";
import { medianOf, rhythmOf, equalStepsOf, staysInRhythm } from "./rhythm.ts";
import type { Response, Source } from "./types.ts";

/** Seen this often while the user did nothing, a source is one that moves by itself. */
const MIN_SEEN = 2;
/** Rarer than this on average, a change within a click's window is hardly chance. */
const RARE_MS = 15_000;
/** Irregular sources rarer than this seldom fall right behind a click by chance (150 ms: one in ten). */
const SELDOM_MS = 1_500;
/** Changes of one source this close together are one tick. */
const SAME_TICK_MS = 5;
/** After this many times its usual pause a source had come to rest. */
const REST = 3;
/** Habits of one document before those of nodes that are gone are looked through... */
const MANY_HABITS = 10_000;
/** ...and forgotten when they did nothing for so long: a node that was taken out may come back. */
const FORGET_MS = 30_000;
/** Pauses and waits kept of a source: the latest say what its habit is now. */
const KEPT = 24;

/** In place of a document's epoch, for what hangs on no document. */
export const REQUESTS = -1;

/** When something happened, and what the user was doing. */
export interface Moment {
  at: number;
  /** Since the last press, click or keystroke; Infinity before the first. */
  sinceActMs: number;
  /** No act and no load for long enough that nothing here can answer one. */
  quiet: boolean;
}

/**
 * Learns which places of a page change on their own: tickers, spinners, advertisements, polls. Two
 * things give them away: they move while the user does nothing, and they keep a rhythm of their own
 * whatever the user does.
 */
export class AmbientBook {
  #documents = new Map<number, DocumentHabits>();
  #byPath = new Map<string, Habit>();
  #quietMs = 0;
  #company = new Company();

  addQuiet(ms: number): void {
    this.#quietMs += ms;
  }

  /** Notes that a source did something. Returns when it did so before, null for the first time. */
  note(epoch: number, key: number, { at, sinceActMs, quiet }: Moment): number | null {
    const { habits } = this.#document(epoch);
    const habit = habits.get(key);
    const isFree = sinceActMs > ANSWER_WINDOW_MS;
    if (!habit) {
      const first: Habit = {
        lastAt: at,
        beganFree: isFree,
        movedFree: isFree,
        carriers: null,
        seen: quiet ? 1 : 0,
        pauses: [],
        latestPause: 0,
        waits: [],
        oldest: 0,
        usual: null,
      };
      habits.set(key, first);
      this.#company.add(first, at);
      return null;
    }
    this.#company.add(habit, at);
    const before = habit.lastAt;
    habit.lastAt = at;
    if (at - before < SAME_TICK_MS) return before;
    if (quiet) habit.seen++;
    if (isFree) habit.movedFree = true;
    const place = habit.pauses.length < KEPT ? habit.pauses.length : habit.oldest++ % KEPT;
    habit.pauses[place] = at - before;
    habit.latestPause = at - before;
    habit.waits[place] = sinceActMs;
    habit.usual = null;
    return before;
  }

  /** These will be asked about at the end, so what is known of them is not forgotten before. */
  keep(sources: readonly Source[]): void {
    for (const { epoch, key } of sources) this.#document(epoch).kept.add(key);
  }

  /** Forgets the habits of nodes that are gone, once there are many: pages that make new rows all day must not fill the memory. */
  prune(epoch: number, now: number, isGone: (key: number) => boolean): void {
    const document = this.#document(epoch);
    const { habits, kept } = document;
    if (habits.size < document.pruneAt) return;
    for (const [key, habit] of habits) {
      if (now - habit.lastAt > FORGET_MS && !kept.has(key) && isGone(key)) habits.delete(key);
    }
    document.pruneAt = Math.max(MANY_HABITS, 2 * habits.size);
  }

  /**
   * Keeps what was learned of a document's nodes under their paths, for the next document with the
   * same parts; of the nodes themselves only what will be asked.
   */
  leaveDocument(epoch: number, pathOf: (key: number) => string | null): void {
    const document = this.#documents.get(epoch);
    if (!document) return;
    const { habits, kept } = document;
    this.#company.settle();
    for (const [key, habit] of habits) {
      if (!kept.has(key)) habits.delete(key);
      if (habit.seen < MIN_SEEN && usualOf(habit).period === null) continue;
      const path = pathOf(key);
      const known = path === null ? undefined : this.#byPath.get(path);
      if (path !== null && (!known || known.pauses.length <= habit.pauses.length)) {
        this.#byPath.set(path, habit);
      }
    }
  }

  /**
   * Whether a response is what its source does anyway. Ask at the end: what came after the clicks
   * counts as much as what came before. `sinceActMs` is its distance to the last press or click.
   */
  isAmbient(response: Response, sinceActMs: number): boolean {
    this.#company.settle();
    return response.sources.some(({ epoch, key, path }) => {
      const own = this.#documents.get(epoch)?.habits.get(key);
      const known = path === null ? undefined : this.#byPath.get(path);
      return (
        (own !== undefined && goesOn(own, response, sinceActMs, this.#quietMs)) ||
        (known !== undefined && this.#startsAs(known, response, sinceActMs))
      );
    });
  }

  /** What is known from another document: in a new one it begins within one of its usual pauses, or not by itself. */
  #startsAs(known: Habit, response: Response, sinceActMs: number): boolean {
    if (response.previousAt !== null) return goesOn(known, response, sinceActMs, this.#quietMs);
    const { pause } = usualOf(known);
    return sinceActMs > AT_ONCE_MS && response.at - response.documentAt <= REST * pause;
  }

  #document(epoch: number): DocumentHabits {
    let document = this.#documents.get(epoch);
    if (!document) {
      document = { habits: new Map(), kept: new Set(), pruneAt: MANY_HABITS };
      this.#documents.set(epoch, document);
    }
    return document;
  }
}

interface DocumentHabits {
  habits: Map<number, Habit>;
  /** Keys of those that some response hangs on. */
  kept: Set<number>;
  /** How many there may be before they are looked through again. */
  pruneAt: number;
}

/**
 * Whether a doing belongs to what its source was doing before. One after a long rest is news, and so
 * is the first one ever, unless a ticker that was already running brought it and goes on bringing more.
 */
function goesOn(
  habit: Habit,
  { at, previousAt }: Pick<Response, "at" | "previousAt">,
  sinceActMs: number,
  quietMs: number,
): boolean {
  const { period, pause } = usualOf(habit);
  if (previousAt === null) return isCarried(habit) && equalStepsOf(habit) !== null;
  if (period !== null) return staysInRhythm(at - previousAt, period);
  if (habit.seen < MIN_SEEN || at - previousAt > REST * pause) return false;
  const mean = quietMs / habit.seen;
  return mean <= RARE_MS && !(sinceActMs <= AT_ONCE_MS && mean >= SELDOM_MS);
}

function usualOf(habit: Habit): Usual {
  habit.usual ??= { pause: medianOf(habit.pauses), period: periodOf(habit) };
  return habit.usual;
}

function periodOf(habit: Habit): number | null {
  const period = rhythmOf(habit);
  if (period !== null || !(habit.movedFree || isCarried(habit))) return period;
  return equalStepsOf(habit);
}

/** Whether it moves only together with a ticker that nobody set going. */
function isCarried({ carriers }: Habit): boolean {
  return (carriers ?? []).some((carrier) => carrier.beganFree && rhythmOf(carrier) !== null);
}

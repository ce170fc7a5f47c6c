import { IncrementalSource as Source, type RecordedEvent } from "../../../format/events.ts";
import type { Pointer } from "../../../format/pointer.ts";
import { MOST_TURNS, Turns } from "./turns.ts";
import type { Seen, Thrash } from "./types.ts";

/** Each way must be this long: shorter ones are settling (Sentiero: 100 px). */
export const MIN_SWING_PX = 100;
/** The way back begins this soon after the way there ended: longer pauses are for comparing (Sentiero: 1 s). */
export const MAX_TURN_MS = 1_000;
/** Fewer turns are a look back (Sentiero's score is full at 3). */
export const MIN_TURNS = 3;
/** Scrollers watched at once. */
const MAX_SCROLLERS = 50;

interface Leg {
  y: number;
  /** 1 down, -1 up, 0 before the first step. */
  way: number;
  px: number;
  lastAt: number;
  /** The way before was long enough, and this one came right after it. */
  follows: boolean;
  counted: boolean;
  start: Seen;
  turns: Turns;
}

/** Finds pages that are scrolled up and down, quickly and again and again. */
export class ScrollWatch {
  readonly #found: Thrash[] = [];
  #legs = new Map<number, Leg>();

  see({ data, timestamp: at }: RecordedEvent, pointer: () => Pointer): void {
    const { id, y } = data;
    if (data["source"] !== Source.Scroll || typeof id !== "number") return;
    if (typeof y !== "number" || !Number.isFinite(y)) return;
    const leg = this.#legs.get(id);
    if (!leg) {
      if (this.#legs.size < MAX_SCROLLERS)
        this.#legs.set(id, firstLeg(y, { at, pointer: pointer() }));
      return;
    }
    const by = y - leg.y;
    leg.y = y;
    if (by === 0) return;
    const inTime = at - leg.lastAt <= MAX_TURN_MS;
    if (!inTime) this.#close(leg);
    if (Math.sign(by) !== leg.way || !inTime) {
      leg.follows = inTime && leg.px >= MIN_SWING_PX;
      if (!leg.follows) this.#close(leg);
      leg.way = Math.sign(by);
      leg.px = 0;
      leg.counted = false;
      leg.start = { at, pointer: pointer() };
    }
    leg.px += Math.abs(by);
    leg.lastAt = at;
    if (!leg.follows || leg.counted || leg.px < MIN_SWING_PX) return;
    leg.counted = true;
    leg.turns.add(leg.start, at);
  }

  enterDocument(): void {
    for (const leg of this.#legs.values()) this.#close(leg);
    this.#legs.clear();
  }

  finish(): Thrash[] {
    this.enterDocument();
    return this.#found;
  }

  #close(leg: Leg): void {
    const thrash = leg.turns.take(MIN_TURNS);
    if (thrash && this.#found.length < MOST_TURNS) this.#found.push(thrash);
  }
}

function firstLeg(y: number, start: Seen): Leg {
  const turns = new Turns();
  return { y, way: 0, px: 0, lastAt: start.at, follows: false, counted: false, start, turns };
}

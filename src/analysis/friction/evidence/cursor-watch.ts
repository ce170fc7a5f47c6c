import {
  IncrementalSource as Source,
  MouseInteraction as MI,
  type RecordedEvent,
} from "../../../format/events.ts";
import type { Pointer } from "../../../format/pointer.ts";
import type { DomMirror } from "../../../dom/mirror.ts";
import { MOST_TURNS, Turns } from "./turns.ts";
import type { Seen, Thrash } from "./types.ts";

/** Shorter ways are a hand's tremor. Ours. */
export const MIN_SWING_PX = 30;
/** Turns on one axis are counted within this time (Amplitude: 2 s). */
export const WITHIN_MS = 2_000;
/**
 * Amplitude counts 20 of all moves; a recording keeps one position in about 50 ms, which shows hardly
 * more than half of a shake's turns. In ordinary use the corpus has 4 at most.
 */
export const MIN_TURNS = 12;

interface Axis {
  /** The furthest point of the way that goes on. */
  edge: number | null;
  way: number;
  /** Times of the latest turns. */
  recent: Seen[];
  thrash: Turns;
}

/** Finds a pointer that is shaken: many changes of direction in a short time while no button is down. */
export class CursorWatch {
  readonly #mirror: DomMirror;
  readonly #found: Thrash[] = [];
  readonly #x: Axis = newAxis();
  readonly #y: Axis = newAxis();
  #pressed = false;

  constructor(mirror: DomMirror) {
    this.#mirror = mirror;
  }

  see({ data, timestamp }: RecordedEvent, pointer: () => Pointer): void {
    if (data["source"] === Source.MouseInteraction) {
      // Drawing and dragging go to and fro by intent.
      if (data["type"] === MI.MouseDown) this.#press(true);
      else if (data["type"] === MI.MouseUp) this.#press(false);
      return;
    }
    if (data["source"] !== Source.MouseMove || this.#pressed) return;
    const { positions } = data;
    if (!Array.isArray(positions)) return;
    // Moves are the most frequent of all events: what goes on in its direction is passed over quickly.
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i] as Record<string, unknown> | null;
      if (typeof position !== "object" || position === null) continue;
      const { x, y } = position;
      if (typeof x !== "number" || typeof y !== "number") continue;
      if (isTurn(this.#x, x)) this.#turn(this.#x, timestamp, position, pointer);
      if (isTurn(this.#y, y)) this.#turn(this.#y, timestamp, position, pointer);
    }
  }

  enterDocument(): void {
    this.#press(false);
  }

  finish(): Thrash[] {
    this.enterDocument();
    return this.#found.toSorted((a, b) => a.endAt - b.endAt);
  }

  #press(pressed: boolean): void {
    this.#pressed = pressed;
    for (const axis of [this.#x, this.#y]) {
      this.#close(axis);
      axis.recent = [];
      axis.edge = null;
      axis.way = 0;
    }
  }

  #turn(
    axis: Axis,
    timestamp: number,
    { id, timeOffset }: Record<string, unknown>,
    pointer: () => Pointer,
  ): void {
    const at = timestamp + (typeof timeOffset === "number" ? timeOffset : 0);
    axis.recent.push({ at, pointer: pointer() });
    while ((axis.recent[0]?.at ?? at) < at - WITHIN_MS) axis.recent.shift();
    if (axis.recent.length < MIN_TURNS) this.#close(axis);
    if (axis.thrash.count > 0) axis.thrash.add(axis.recent.at(-1) as Seen, at);
    else if (axis.recent.length >= MIN_TURNS && !this.#isCanvas(id))
      for (const turn of axis.recent) axis.thrash.add(turn, at);
  }

  /** What moves on a canvas may be a game. */
  #isCanvas(id: unknown): boolean {
    return typeof id === "number" && this.#mirror.get(id)?.tag === "canvas";
  }

  #close(axis: Axis): void {
    const thrash = axis.thrash.take(MIN_TURNS);
    if (!thrash || this.#found.length >= MOST_TURNS) return;
    // A shake across is one, not one on either axis.
    const before = this.#found.at(-1);
    if (before && (thrash.turns[0]?.at ?? 0) <= before.endAt) {
      if (thrash.count > before.count) this.#found[this.#found.length - 1] = thrash;
    } else this.#found.push(thrash);
  }
}

function newAxis(): Axis {
  return { edge: null, way: 0, recent: [], thrash: new Turns() };
}

/** Moves the axis to `value`. True when the direction changed by more than a tremor. */
function isTurn(axis: Axis, value: number): boolean {
  const { edge, way } = axis;
  if (edge === null) {
    axis.edge = value;
    return false;
  }
  const by = value - edge;
  if (by * way > 0) {
    axis.edge = value;
    return false;
  }
  if (by < MIN_SWING_PX && by > -MIN_SWING_PX) return false;
  axis.edge = value;
  axis.way = by > 0 ? 1 : -1;
  return way !== 0;
}

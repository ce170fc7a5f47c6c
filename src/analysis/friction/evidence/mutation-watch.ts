import { IncrementalSource as Source, type RecordedEvent } from "../../../format/events.ts";
import type { Pointer } from "../../../format/pointer.ts";
import { MOST_TURNS } from "./turns.ts";
import type { Flood, Seen } from "./types.ts";

const SECOND_MS = 1_000;
/** So many nodes in one second stall a page (Sentry's replay gives up recording at 10,000 changes). */
export const FLOOD_NODES = 10_000;
/** So many are a large render (Sentry's replay notes 750 changes), which nothing needs second after second. */
export const MANY_NODES = 750;
export const MANY_SECONDS = 5;
/** A page that is being built changes as much as it likes. Ours. */
export const AFTER_LOAD_MS = 3_000;

interface Second {
  from: number;
  nodes: number;
  first: Seen;
  largest: Seen;
  most: number;
}

/** Finds renders that are too large, or never end. Attributes do not count: animations move by them. */
export class MutationWatch {
  readonly #found: Flood[] = [];
  #documentAt = -Infinity;
  #second: Second | null = null;
  /** Seconds with many nodes, one after the other. */
  #run: Second[] = [];

  see({ data, timestamp: at }: RecordedEvent, pointer: () => Pointer): void {
    if (data["source"] !== Source.Mutation || at - this.#documentAt < AFTER_LOAD_MS) return;
    const nodes = lengthOf(data["adds"]) + lengthOf(data["removes"]) + lengthOf(data["texts"]);
    if (nodes === 0) return;
    if (this.#second && at - this.#second.from >= SECOND_MS) this.#close(at);
    const second = this.#second;
    if (!second) {
      const first = { at, pointer: pointer() };
      this.#second = { from: at, nodes, first, largest: first, most: nodes };
      return;
    }
    second.nodes += nodes;
    if (nodes <= second.most) return;
    second.most = nodes;
    second.largest = { at, pointer: pointer() };
  }

  enterDocument(at: number): void {
    this.#close(at);
    this.#endRun();
    this.#documentAt = at;
  }

  finish(): Flood[] {
    this.enterDocument(Infinity);
    return this.#found;
  }

  #close(at: number): void {
    const second = this.#second;
    this.#second = null;
    if (!second) return;
    if (second.nodes >= MANY_NODES) this.#run.push(second);
    else this.#endRun();
    if (at - second.from >= 2 * SECOND_MS) this.#endRun();
  }

  #endRun(): void {
    const run = this.#run;
    this.#run = [];
    const [first] = run;
    const nodes = run.reduce((sum, second) => sum + second.nodes, 0);
    const isFlood = run.some((second) => second.nodes >= FLOOD_NODES);
    if (!first || (!isFlood && run.length < MANY_SECONDS)) return;
    if (this.#found.length >= MOST_TURNS) return;
    const largest = run.reduce((a, b) => (b.most > a.most ? b : a)).largest;
    const endAt = (run.at(-1) as Second).from + SECOND_MS;
    this.#found.push({ first: first.first, largest, nodes, endAt });
  }
}

const lengthOf = (part: unknown): number => (Array.isArray(part) ? part.length : 0);

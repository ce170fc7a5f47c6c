import { EventType } from "../../format/events.ts";
import { LONGEST_TEXT } from "../../format/signals/fields.ts";
import type { NormalizedEvent } from "../event.ts";

import { type Context, numberOf, type Place, textOf } from "./context.ts";
import { loadData, loadLabel } from "./page-signals.ts";

/** Page loads, checkouts and what the browser says of them. */
export class Pages {
  readonly #context: Context;
  #atSnapshot = "";

  constructor(context: Context) {
    this.#context = context;
  }

  loading(place: Place, type: number, out: NormalizedEvent[]): void {
    // "load" often comes after the first snapshot, so only the earlier event says that a document begins.
    if (type === EventType.DomContentLoaded) this.#context.documentBegins = true;
    if (!this.#context.wants("lifecycle")) return;
    const label = type === EventType.Load ? "The page was loaded" : "The document was ready";
    out.push(this.#context.event(place, { kind: "lifecycle", category: "meta", label }));
  }

  meta(place: Place, data: Record<string, unknown>, out: NormalizedEvent[]): void {
    const href = textOf(data["href"], LONGEST_TEXT);
    if (!href) {
      this.#context.skipped++;
      return;
    }
    // A recorder may repeat Meta and snapshot while nothing happened (a checkout): no navigation.
    const isNew = this.#context.documentBegins || href !== this.#atSnapshot;
    // Where a navigation signal already told of this page, it is not told twice.
    const told = this.#context.url === href && this.#atSnapshot !== href;
    if (this.#context.documentBegins) this.#context.documentUrl = href;
    this.#context.url = href;
    this.#atSnapshot = href;
    this.#context.documentBegins = false;
    const { load } = this.#context;
    this.#context.load = null;
    const size = { width: numberOf(data["width"]), height: numberOf(data["height"]) };
    if (!isNew || told) {
      out.push(
        this.#context.event(place, {
          kind: "viewport",
          category: "meta",
          label: sizeLabel(size),
          data: size,
        }),
      );
      return;
    }
    out.push(
      this.#context.event(place, {
        kind: "navigation",
        category: "user",
        label: loadLabel(href, load),
        data: { how: "load", url: href, ...size, ...(load && loadData(load)) },
      }),
    );
  }

  snapshot(place: Place, out: NormalizedEvent[]): void {
    if (!this.#context.wants("dom-snapshot")) return;
    const { size } = this.#context.mirror;
    out.push(
      this.#context.event(place, {
        kind: "dom-snapshot",
        category: "meta",
        label: `The page, ${size} nodes`,
        data: { nodes: size },
      }),
    );
  }
}

function sizeLabel({ width, height }: { width: number | null; height: number | null }): string {
  return width === null || height === null ? "The window" : `The window is ${width} by ${height}`;
}

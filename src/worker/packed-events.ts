import { type Category, type Kind, KINDS, type NormalizedEvent } from "../analysis/event.ts";

/** An event as the session page lists it. */
export type ListedEvent = Pick<
  NormalizedEvent,
  "tabId" | "offsetMs" | "kind" | "category" | "label" | "url" | "selector"
> & { masked: boolean };

/**
 * The events a person reads, as columns: an hour has tens of thousands, and as objects they would be
 * most of what an open session holds. Crosses to the page as it is; `eventAt` reads a row. Rows are
 * in time order.
 */
export interface PackedEvents {
  readonly length: number;
  readonly offsetMs: Float64Array;
  /** Places in `tabIds`. */
  readonly tab: Uint16Array;
  /** Places in KINDS. */
  readonly kind: Uint8Array;
  /** Places in CATEGORIES. */
  readonly category: Uint8Array;
  readonly masked: Uint8Array;
  /** Places in `texts`. */
  readonly label: Uint32Array;
  readonly url: Uint32Array;
  /** Places in `texts`, counted from 1; 0 for none. */
  readonly selector: Uint32Array;
  readonly tabIds: readonly string[];
  /** Each text once. */
  readonly texts: readonly string[];
}

const CATEGORIES: readonly Category[] = ["user", "page", "network", "problem", "browser", "meta"];

export function packEvents(events: readonly NormalizedEvent[]): PackedEvents {
  const { length } = events;
  const tabs = makeNumbering();
  const texts = makeNumbering();
  const packed = {
    length,
    offsetMs: new Float64Array(length),
    tab: new Uint16Array(length),
    kind: new Uint8Array(length),
    category: new Uint8Array(length),
    masked: new Uint8Array(length),
    label: new Uint32Array(length),
    url: new Uint32Array(length),
    selector: new Uint32Array(length),
    tabIds: tabs.words,
    texts: texts.words,
  };
  for (const [i, event] of events.entries()) {
    packed.offsetMs[i] = event.offsetMs;
    packed.tab[i] = tabs.of(event.tabId);
    packed.kind[i] = KINDS.indexOf(event.kind);
    packed.category[i] = CATEGORIES.indexOf(event.category);
    packed.masked[i] = event.masked ? 1 : 0;
    packed.label[i] = texts.of(event.label);
    packed.url[i] = texts.of(event.url);
    packed.selector[i] = event.selector === null ? 0 : 1 + texts.of(event.selector);
  }
  return packed;
}

export const NO_EVENTS: PackedEvents = packEvents([]);

/** The event in row `index`, which must be below `length`. */
export function eventAt(packed: PackedEvents, index: number): ListedEvent {
  const { texts, tabIds } = packed;
  const selector = packed.selector[index]!;
  return {
    tabId: tabIds[packed.tab[index]!]!,
    offsetMs: packed.offsetMs[index]!,
    kind: KINDS[packed.kind[index]!] as Kind,
    category: CATEGORIES[packed.category[index]!]!,
    label: texts[packed.label[index]!]!,
    url: texts[packed.url[index]!]!,
    selector: selector === 0 ? null : texts[selector - 1]!,
    masked: packed.masked[index] === 1,
  };
}

/** All of them in turn; none is kept. */
export function* eachEvent(packed: PackedEvents): Generator<ListedEvent> {
  for (let index = 0; index < packed.length; index++) yield eventAt(packed, index);
}

function makeNumbering() {
  const words: string[] = [];
  const places = new Map<string, number>();
  return {
    words,
    of(word: string): number {
      let place = places.get(word);
      if (place === undefined) places.set(word, (place = words.push(word) - 1));
      return place;
    },
  };
}

import { bytesText } from "../format/size.ts";
import { type Category, type Kind, KINDS, type NormalizedEvent } from "../analysis/event.ts";

/** An event as the session page lists it. */
export type ListedEvent = Pick<
  NormalizedEvent,
  | "tabId"
  | "segmentIndex"
  | "frameIndex"
  | "offsetMs"
  | "kind"
  | "category"
  | "label"
  | "url"
  | "selector"
  | "nodeId"
> & {
  masked: boolean;
  /** How long a request took, what it weighs, and whether it came from the cache; null of all else. */
  note: string | null;
  /** Of what its data says, only which of a kind it is, and why; null where it says none. */
  data: { what: string; reason?: string } | null;
};

/**
 * The events a person reads, as columns: an hour has tens of thousands, and as objects they would be
 * most of what an open session holds. Crosses to the page as it is; `eventAt` reads a row. Rows are
 * in time order.
 */
export interface PackedEvents {
  readonly length: number;
  readonly offsetMs: Column;
  /** Places in `tabIds`. */
  readonly tab: Column;
  readonly segment: Column;
  readonly frame: Column;
  /** Of the element; 0 for none. */
  readonly node: Column;
  /** Places in KINDS. */
  readonly kind: Column;
  /** Places in CATEGORIES. */
  readonly category: Column;
  readonly masked: Column;
  /** Places in `texts`. */
  readonly label: Column;
  readonly url: Column;
  /** Places in `texts`, counted from 1; 0 for none. */
  readonly selector: Column;
  readonly what: Column;
  readonly reason: Column;
  readonly note: Column;
  readonly tabIds: readonly string[];
  /** Each text once. */
  readonly texts: readonly string[];
}

/** As narrow as its numbers allow. */
type Column = Uint8Array | Uint16Array | Int32Array | Float64Array;

const CATEGORIES: readonly Category[] = ["user", "page", "network", "problem", "browser", "meta"];

export function packEvents(events: readonly NormalizedEvent[]): PackedEvents {
  const tabs = makeNumbering();
  const texts = makeNumbering();
  const placeOf = (text: unknown) => (typeof text === "string" ? 1 + texts.of(text) : 0);
  const column = (numberOf: (event: NormalizedEvent) => number) => narrow(events.map(numberOf));
  return {
    length: events.length,
    offsetMs: column(({ offsetMs }) => offsetMs),
    tab: column(({ tabId }) => tabs.of(tabId)),
    segment: column(({ segmentIndex }) => segmentIndex),
    frame: column(({ frameIndex }) => frameIndex),
    node: column(({ nodeId }) => nodeId ?? 0),
    kind: column(({ kind }) => KINDS.indexOf(kind)),
    category: column(({ category }) => CATEGORIES.indexOf(category)),
    masked: column(({ masked }) => (masked ? 1 : 0)),
    url: column(({ url }) => texts.of(url)),
    label: column(({ label }) => texts.of(label)),
    selector: column(({ selector }) => (selector === null ? 0 : 1 + texts.of(selector))),
    what: column(({ data }) => placeOf(data?.["what"])),
    reason: column(({ kind, data }) => (kind === "lifecycle" ? placeOf(data?.["reason"]) : 0)),
    note: column((event) => {
      const note = noteOf(event);
      return note === null ? 0 : 1 + texts.of(note);
    }),
    tabIds: tabs.words,
    texts: texts.words,
  };
}

function noteOf({ kind, data }: NormalizedEvent): string | null {
  if (kind !== "network" || !data) return null;
  const { durationMs, sizes, cached } = data;
  const { transferred, encoded } = (sizes ?? {}) as { transferred?: number; encoded?: number };
  const bytes = transferred || encoded;
  const parts = [
    typeof durationMs === "number" ? `${Math.round(durationMs)} ms` : null,
    bytes ? bytesText(bytes) : null,
    cached === true ? "cache" : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(" · ") : null;
}

/** `numbers` are whole. */
function narrow(numbers: readonly number[]): Column {
  let [least, most] = [0, 0];
  for (const number of numbers) {
    if (number < least) least = number;
    else if (number > most) most = number;
  }
  if (least >= 0 && most < 2 ** 8) return Uint8Array.from(numbers);
  if (least >= 0 && most < 2 ** 16) return Uint16Array.from(numbers);
  if (least >= -(2 ** 31) && most < 2 ** 31) return Int32Array.from(numbers);
  return Float64Array.from(numbers);
}

export const NO_EVENTS: PackedEvents = packEvents([]);

/** The event in row `index`, which must be below `length`. */
export function eventAt(packed: PackedEvents, index: number): ListedEvent {
  const { texts, tabIds } = packed;
  const selector = packed.selector[index]!;
  const what = packed.what[index]!;
  const reason = packed.reason[index]!;
  const note = packed.note[index]!;
  return {
    tabId: tabIds[packed.tab[index]!]!,
    segmentIndex: packed.segment[index]!,
    frameIndex: packed.frame[index]!,
    nodeId: packed.node[index]! || null,
    offsetMs: packed.offsetMs[index]!,
    kind: KINDS[packed.kind[index]!] as Kind,
    category: CATEGORIES[packed.category[index]!]!,
    label: texts[packed.label[index]!]!,
    url: texts[packed.url[index]!]!,
    selector: selector === 0 ? null : texts[selector - 1]!,
    masked: packed.masked[index] === 1,
    note: note === 0 ? null : texts[note - 1]!,
    data:
      what === 0
        ? null
        : { what: texts[what - 1]!, ...(reason !== 0 && { reason: texts[reason - 1]! }) },
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

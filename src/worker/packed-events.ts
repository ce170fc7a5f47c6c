import { bytesText } from "../format/size.ts";
import type { NormalizedEvent } from "../analysis/event.ts";
import { type Column, numberAt, packColumn } from "./packing/column.ts";
import { makeTextPacker, type PackedTexts, textAt } from "./packing/texts.ts";

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
  readonly segment: Column;
  readonly frame: Column;
  /** Of the element; 0 for none. */
  readonly node: Column;
  /** Places in `sorts`. */
  readonly sort: Column;
  /** Places in `texts`; 0 for none. */
  readonly label: Column;
  readonly url: Column;
  readonly selector: Column;
  readonly note: Column;
  /** What events have in common; each once. */
  readonly sorts: readonly Sort[];
  readonly texts: PackedTexts;
}

type Sort = Pick<ListedEvent, "tabId" | "kind" | "category" | "masked" | "data">;

export function packEvents(events: readonly NormalizedEvent[]): PackedEvents {
  const texts = makeTextPacker();
  const sorts = new Map<string, { place: number; sort: Sort }>();
  const column = (numberOf: (event: NormalizedEvent) => number) => packColumn(events.map(numberOf));
  const ofText = (textOf: (event: NormalizedEvent) => string | null) =>
    column((event) => {
      const text = textOf(event);
      return text === null ? 0 : texts.placeOf(text);
    });

  function placeOfSort(event: NormalizedEvent): number {
    const sort = sortOf(event);
    const key = JSON.stringify(sort);
    const known = sorts.get(key);
    if (known) return known.place;
    const place = sorts.size;
    sorts.set(key, { place, sort });
    return place;
  }

  return {
    length: events.length,
    offsetMs: column(({ offsetMs }) => offsetMs),
    segment: column(({ segmentIndex }) => segmentIndex),
    frame: column(({ frameIndex }) => frameIndex),
    node: column(({ nodeId }) => nodeId ?? 0),
    sort: column(placeOfSort),
    label: ofText(({ label }) => label),
    url: ofText(({ url }) => url),
    selector: ofText(({ selector }) => selector),
    note: ofText(noteOf),
    sorts: [...sorts.values()].map(({ sort }) => sort),
    texts: texts.packed(),
  };
}

function sortOf({ tabId, kind, category, masked, data }: NormalizedEvent): Sort {
  const what = data?.["what"];
  const reason = kind === "lifecycle" ? data?.["reason"] : null;
  return {
    tabId,
    kind,
    category,
    masked: masked === true,
    data: typeof what === "string" ? { what, ...(typeof reason === "string" && { reason }) } : null,
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

export const NO_EVENTS: PackedEvents = packEvents([]);

/** Ids of the tabs that have events. */
export const tabsOf = ({ sorts }: PackedEvents): Set<string> =>
  new Set(sorts.map(({ tabId }) => tabId));

/** Milliseconds from the session's start; row `index` must be below `length`. */
export const offsetAt = ({ offsetMs }: PackedEvents, index: number): number =>
  numberAt(offsetMs, index);

/** The event in row `index`, which must be below `length`. */
export function eventAt(packed: PackedEvents, index: number): ListedEvent {
  return readEvent(packed, index, (place) => textAt(packed.texts, place));
}

/** All of them in turn; none is kept. */
export function* eachEvent(packed: PackedEvents): Generator<ListedEvent> {
  const known: string[] = [];
  const textOf = (place: number) => (known[place] ??= textAt(packed.texts, place));
  for (let index = 0; index < packed.length; index++) yield readEvent(packed, index, textOf);
}

function readEvent(
  packed: PackedEvents,
  index: number,
  textOf: (place: number) => string,
): ListedEvent {
  const selector = numberAt(packed.selector, index);
  const note = numberAt(packed.note, index);
  const { tabId, kind, category, masked, data } = packed.sorts[numberAt(packed.sort, index)]!;
  return {
    tabId,
    segmentIndex: numberAt(packed.segment, index),
    frameIndex: numberAt(packed.frame, index),
    nodeId: numberAt(packed.node, index) || null,
    offsetMs: offsetAt(packed, index),
    kind,
    category,
    label: textOf(numberAt(packed.label, index)),
    url: textOf(numberAt(packed.url, index)),
    selector: selector === 0 ? null : textOf(selector),
    masked,
    note: note === 0 ? null : textOf(note),
    data,
  };
}

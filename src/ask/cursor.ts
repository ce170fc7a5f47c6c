import { KINDS } from "../analysis/event.ts";
import { comparePlaces, type EventPlace } from "../analysis/order.ts";
import { WaymarkError } from "../format/errors.ts";
import { isId } from "../format/ids.ts";

/** Where a page of events ended: so many of those at this place were handed out. */
export interface Cursor {
  place: EventPlace;
  taken: number;
}

/** `t1.4.17.83000.1.1`: readable, safe in a URL, and the same for ever, as pointers are. */
export function writeCursor({ place, taken }: Cursor): string {
  const { tabId, segmentIndex, frameIndex, offsetMs, kind } = place;
  return [tabId, segmentIndex, frameIndex, offsetMs, kind, taken].join(".");
}

/** Throws `invalid-input` for what `writeCursor` did not write. */
export function readCursor(text: string): Cursor {
  const [tabId, ...numbers] = text.split(".");
  const [segmentIndex, frameIndex, offsetMs, kind, taken] = numbers.map((part) =>
    /^-?\d{1,16}$/.test(part) ? Number(part) : Number.NaN,
  ) as [number, number, number, number, number];
  const isWhole = numbers.length === 5 && numbers.every((part) => /^-?\d{1,16}$/.test(part));
  if (!isWhole || !isId(tabId) || KINDS[kind] === undefined || taken < 1) {
    throw new WaymarkError(
      "invalid-input",
      "This is not a cursor of these events. Start again without it.",
    );
  }
  return { place: { tabId, segmentIndex, frameIndex, offsetMs, kind }, taken };
}

/** Says of each place whether it comes after the cursor. Ask in the order of the walk: it counts those at the very place. */
export function afterCursor(cursor: Cursor | null): (place: EventPlace) => boolean {
  if (!cursor) return () => true;
  let here = 0;
  return (place) => {
    const side = comparePlaces(place, cursor.place);
    return side > 0 || (side === 0 && ++here > cursor.taken);
  };
}

/** The cursor after these places, which follow `before`. */
export function cursorAfter(places: readonly EventPlace[], before: Cursor | null): Cursor | null {
  const place = places.at(-1);
  if (!place) return before;
  let taken = 0;
  for (const each of places) if (comparePlaces(each, place) === 0) taken++;
  if (before && comparePlaces(before.place, place) === 0) taken += before.taken;
  return { place, taken };
}

import { lastAt } from "./view-questions.ts";

/** The rows of a list of events and marks, in order of time: a row is the event's place, or `~place` of a mark. */
export interface ListRows {
  readonly length: number;
  at(place: number): number;
}

interface Timed {
  /** The places that are listed, rising; null for all. */
  wanted: ArrayLike<number> | null;
  /** How many places there are. */
  count: number;
  offsetOf(place: number): number;
}

/** Keeps no row of its own: there may be tens of thousands. At equal times marks come after events. */
export function listRows(events: Timed, marks: Timed): ListRows {
  const eventCount = lengthOf(events);
  // Where each mark stands among all rows.
  const stands = Array.from({ length: lengthOf(marks) }, (_, nth) => {
    const at = marks.offsetOf(placeOf(marks, nth));
    return nth + 1 + lastAt(eventCount, (row) => events.offsetOf(placeOf(events, row)), at);
  });
  return {
    length: eventCount + stands.length,
    at(place) {
      const nth = lastAt(stands.length, (mark) => stands[mark]!, place);
      return stands[nth] === place ? ~placeOf(marks, nth) : placeOf(events, place - (nth + 1));
    },
  };
}

const lengthOf = ({ wanted, count }: Timed) => wanted?.length ?? count;
const placeOf = ({ wanted }: Timed, nth: number) => (wanted ? wanted[nth]! : nth);

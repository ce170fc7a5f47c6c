import { MOST_LEVELS, type RecordedEvent, type SerializedNode } from "../format/events.ts";

/** So many a list, or gate 2 takes none of it. */
const MOST_ADDS = 100_000;

/** What a page adds at once may be more than one event is to hold. Each node comes after the one that it is in. */
export function inParts(event: RecordedEvent): RecordedEvent[] {
  const adds = event.data["adds"];
  if (!Array.isArray(adds) || adds.length <= MOST_ADDS) return [event];
  const parts: RecordedEvent[] = [];
  for (let from = 0; from < adds.length; from += MOST_ADDS) {
    const rest = from === 0 ? {} : { texts: [], attributes: [], removes: [] };
    const data = { ...event.data, ...rest, adds: adds.slice(from, from + MOST_ADDS) };
    parts.push({ ...event, data });
  }
  return parts;
}

/** What a gap says where a snapshot is cut off. */
export const TOO_DEEP = `The page nests elements more than ${MOST_LEVELS} deep; what is deeper is not recorded.`;

/** True where a snapshot goes as deep as it may: our build of rrweb reads no deeper. */
export function isCutOff({ data }: RecordedEvent): boolean {
  let level = [data["node"] as SerializedNode];
  for (let depth = 1; depth < MOST_LEVELS; depth++) {
    level = level.flatMap(({ childNodes = [] }) => childNodes);
    if (level.length === 0) return false;
  }
  return true;
}

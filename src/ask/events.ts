import type { NormalizedEvent } from "../analysis/event.ts";
import { comparePlaces, createPicker, type EventPlace, placeOf } from "../analysis/order.ts";
import type { SessionId } from "../format/ids.ts";
import { afterCursor, cursorAfter, readCursor, writeCursor } from "./cursor.ts";
import { compileFilter, type EventFilter } from "./filter.ts";
import { type Honesty, honesty, limitOf } from "./honest.ts";
import { type RawFrame, readRawFrames } from "./raw.ts";
import { type Contents, readContents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import { type AskOptions, walkSession } from "./walk.ts";

export const EVENTS_LIMIT = 200;
export const MOST_EVENTS = 10_000;

export interface EventsQuery extends EventFilter {
  /** 1 to 10,000, 200 by default; 0 for the most. */
  limit?: number | undefined;
  /** From the answer before. */
  cursor?: string | undefined;
  /** With the raw event of each. */
  raw?: boolean | undefined;
}

export interface AnsweredEvent extends NormalizedEvent {
  /** Only where it was asked for; null where it cannot be read. */
  raw?: RawFrame | null;
}

/** Events that a filter means, in order of time. */
export interface EventsAnswer extends Honesty {
  sessionId: SessionId;
  events: AnsweredEvent[];
  /** How many more there are; then there is a cursor. */
  left: number;
  nextCursor?: string;
}

/** Throws `not-found`, and `invalid-input` for a filter, limit or cursor that is none. */
export async function askEvents(
  source: SessionSource,
  id: SessionId,
  query: EventsQuery = {},
  options: AskOptions = {},
): Promise<EventsAnswer> {
  const limit = limitOf(query.limit, EVENTS_LIMIT, MOST_EVENTS);
  const contents = await readContents(source, id);
  const { events, left, nextCursor, walked } = await pickEvents(
    source,
    contents,
    { ...query, limit },
    options,
  );
  const frames = query.raw ? await readRawFrames(source, contents, events) : null;
  return {
    sessionId: id,
    events: frames ? events.map((event, i) => ({ ...event, raw: frames[i] ?? null })) : events,
    left,
    ...(nextCursor !== undefined && { nextCursor }),
    ...honesty(walked),
  };
}

/** One page of events, by one walk. */
export async function pickEvents(
  source: SessionSource,
  contents: Contents,
  query: EventFilter & { limit: number; cursor?: string | undefined },
  options: AskOptions,
) {
  const filter = compileFilter(query);
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor);
  const isAfter = afterCursor(cursor);
  const picker = createPicker<Placed>((a, b) => comparePlaces(a.place, b.place), query.limit);
  const { kinds, tabId, range } = filter;
  const asked = { ...options, kinds, tabId, untilMs: range.toOffsetMs };
  const walked = await walkSession(source, contents, asked, () => ({
    event(event, { mirror }) {
      if (!filter.accepts(event, mirror)) return;
      const place = placeOf(event);
      if (isAfter(place)) picker.offer({ event, place });
    },
  }));
  const { items, left } = picker.take();
  const next = cursorAfter(
    items.map(({ place }) => place),
    cursor,
  );
  return {
    events: items.map(({ event }) => event),
    left,
    nextCursor: left > 0 && next ? writeCursor(next) : undefined,
    walked,
  };
}

interface Placed {
  event: NormalizedEvent;
  place: EventPlace;
}

import { READ_KINDS } from "../analysis/analyze.ts";
import type { Category, Kind, NormalizedEvent } from "../analysis/event.ts";
import { createBurstJoiner, type MutationBurst } from "../analysis/mutation-bursts.ts";
import { comparePlaces, createPicker, placeOf } from "../analysis/order.ts";
import { WaymarkError } from "../format/errors.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import { pickEvents } from "./events.ts";
import type { EventFilter } from "./filter.ts";
import { type Honesty, honesty, limitOf } from "./honest.ts";
import { around, isWithin, rangeOf } from "./range.ts";
import { readContents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import { type AskOptions, walkSession } from "./walk.ts";

export const WINDOW_LIMIT = 200;
export const MOST_IN_WINDOW = 2_000;
const MOST_BURSTS = 20;

export interface WindowQuery {
  /** Milliseconds since the session's start; or `match`. */
  atMs?: number | undefined;
  /** The first event that it means is the moment. */
  match?: Omit<EventFilter, "atMs" | "beforeMs" | "afterMs"> | undefined;
  /** Default 10 s. */
  beforeMs?: number | undefined;
  /** Default 30 s. */
  afterMs?: number | undefined;
  tabId?: TabId | undefined;
  limit?: number | undefined;
}

/** What happened around a moment, by who did it. */
export interface WindowAnswer extends Honesty {
  sessionId: SessionId;
  atOffsetMs: number;
  fromOffsetMs: number;
  toOffsetMs: number;
  /** The event that was looked for, and when the next ones like it come. */
  matched?: { event: NormalizedEvent; moreAtMs: number[] };
  /** In order of time each; a category without events is not there. */
  groups: Partial<Record<Category, NormalizedEvent[]>>;
  /** What the page changed, the largest first. */
  changes: MutationBurst[];
  /** Events in it that do not fit the limit: the furthest from the moment. */
  left: number;
}

const KINDS_SHOWN: ReadonlySet<Kind> = new Set<Kind>([...READ_KINDS, "mutation"]);
const MORE_MATCHES = 20;

/** Throws `not-found` for a session, or a match, that is not there, and `invalid-input`. */
export async function askWindow(
  source: SessionSource,
  id: SessionId,
  query: WindowQuery,
  options: AskOptions = {},
): Promise<WindowAnswer> {
  if ((query.atMs === undefined) === (query.match === undefined)) {
    throw new WaymarkError("invalid-input", "Say where: a moment, or what to look for, not both.");
  }
  const limit = limitOf(query.limit, WINDOW_LIMIT, MOST_IN_WINDOW);
  const contents = await readContents(source, id);
  const matched = query.match
    ? await firstMatch(source, contents, { ...query.match, tabId: query.tabId }, options)
    : null;
  const atMs = matched?.event.offsetMs ?? query.atMs ?? 0;
  const { beforeMs, afterMs } = query;
  rangeOf({ atMs, beforeMs, afterMs });
  const range = around(atMs, beforeMs, afterMs);

  const distance = (event: NormalizedEvent) => Math.abs(event.offsetMs - atMs);
  const nearest = createPicker<NormalizedEvent>((a, b) => distance(a) - distance(b), limit);
  const largest = createPicker<MutationBurst>((a, b) => b.changes - a.changes, MOST_BURSTS);
  const walked = await walkSession(
    source,
    contents,
    { ...options, kinds: KINDS_SHOWN, tabId: query.tabId, untilMs: range.toOffsetMs },
    () => {
      const bursts = createBurstJoiner((burst) => largest.offer(burst));
      return {
        event(event) {
          if (!isWithin(event.offsetMs, range)) return;
          if (event.kind === "mutation") bursts.push(event);
          else nearest.offer(event);
        },
        end: () => bursts.finish(),
      };
    },
  );
  const { items, left } = nearest.take();
  const changes = largest.take();
  const groups: WindowAnswer["groups"] = {};
  for (const event of items.toSorted((a, b) => comparePlaces(placeOf(a), placeOf(b)))) {
    (groups[event.category] ??= []).push(event);
  }
  const cut = changes.left > 0 ? [`${changes.left} smaller changes of the page are left out.`] : [];
  return {
    sessionId: id,
    atOffsetMs: atMs,
    ...range,
    ...(matched && { matched }),
    groups,
    changes: changes.items,
    left,
    ...honesty(walked, cut),
  };
}

async function firstMatch(
  source: SessionSource,
  contents: Awaited<ReturnType<typeof readContents>>,
  filter: EventFilter,
  options: AskOptions,
): Promise<NonNullable<WindowAnswer["matched"]>> {
  const query = { ...filter, limit: 1 + MORE_MATCHES };
  const { events } = await pickEvents(source, contents, query, options);
  const [event, ...more] = events;
  if (event) return { event, moreAtMs: more.map(({ offsetMs }) => offsetMs) };
  throw new WaymarkError(
    "not-found",
    `No event of session ${contents.session.id} is like that. waymark search finds what is close.`,
  );
}

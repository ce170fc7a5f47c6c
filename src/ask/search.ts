import { READ_KINDS } from "../analysis/analyze.ts";
import type { Kind, NormalizedEvent } from "../analysis/event.ts";
import { comparePlaces, createPicker, placeOf } from "../analysis/order.ts";
import { createMatcher, type FieldMatch, matchEvent } from "../analysis/search.ts";
import { createTextWatch, type TextSpan } from "../analysis/text-watch.ts";
import { WaymarkError } from "../format/errors.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import type { Pointer } from "../format/pointer.ts";
import { type Honesty, honesty, limitOf } from "./honest.ts";
import { isWithin, rangeOf } from "./range.ts";
import { readContents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import { type AskOptions, walkSession } from "./walk.ts";

export const SEARCH_LIMIT = 20;
export const MOST_HITS = 1_000;

export interface SearchQuery {
  /** Words, in any order and case; small slips are forgiven. */
  text: string;
  fromOffsetMs?: number | undefined;
  toOffsetMs?: number | undefined;
  tabId?: TabId | undefined;
  /** Of hits and of spans, each. */
  limit?: number | undefined;
}

export interface SearchHit extends Pick<FieldMatch, "field" | "excerpt" | "score"> {
  event: NormalizedEvent;
}

/** Where something is said in a session, and when it could be read on the page. */
export interface SearchAnswer extends Honesty {
  sessionId: SessionId;
  text: string;
  /** Events, the best match first, the earlier among equals. */
  hits: SearchHit[];
  /** Events that match and that the limit left out. */
  left: number;
  /** When the text itself (not fuzzily) stood on the page, in order of time. */
  visible: TextSpan[];
}

const SEARCHED: ReadonlySet<Kind> = new Set<Kind>([...READ_KINDS, "blur"]);
const LONGEST_QUERY = 500;

export async function askSearch(
  source: SessionSource,
  id: SessionId,
  query: SearchQuery,
  options: AskOptions = {},
): Promise<SearchAnswer> {
  const text = query.text.trim();
  if (text === "" || text.length > LONGEST_QUERY) {
    throw new WaymarkError(
      "invalid-input",
      `Say what to look for, in 1 to ${LONGEST_QUERY} characters.`,
    );
  }
  const limit = limitOf(query.limit, SEARCH_LIMIT, MOST_HITS);
  const range = rangeOf(query);
  const contents = await readContents(source, id);
  const { startedAt } = contents.session;
  const matcher = createMatcher(text);
  const best = createPicker<SearchHit>(byScore, limit);
  const spans = createPicker<TextSpan>((a, b) => a.offsetMs - b.offsetMs, limit);
  let unwatched = 0;
  const walked = await walkSession(
    source,
    contents,
    { ...options, kinds: SEARCHED, tabId: query.tabId },
    (tabId) => {
      let here: Pointer = { sessionId: id, tabId, segmentIndex: 0, frameIndex: 0, offsetMs: 0 };
      let watch: ReturnType<typeof createTextWatch> | null = null;
      return {
        event(event) {
          if (!isWithin(event.offsetMs, range)) return;
          const match = matchEvent(event, matcher);
          if (!match) return;
          const { field, excerpt, score } = match;
          best.offer({ field, excerpt, score, event });
        },
        raw(event, place, { mirror }) {
          here = {
            sessionId: id,
            tabId,
            ...place,
            offsetMs: Math.round(event.timestamp - startedAt),
          };
          watch ??= createTextWatch(
            text,
            mirror,
            () => here,
            (span) => {
              const isOver = (span.toOffsetMs ?? Infinity) < range.fromOffsetMs;
              if (!isOver && span.offsetMs <= range.toOffsetMs) spans.offer(span);
            },
          );
          watch.push(event);
        },
        end() {
          watch?.finish();
          unwatched += watch?.left ?? 0;
        },
      };
    },
  );
  const { items: hits, left } = best.take();
  const visible = spans.take();
  const cut = [];
  if (visible.left > 0) cut.push(`${visible.left} more stretches with the text on the page.`);
  if (unwatched > 0) cut.push(`${unwatched} more places of the page held the text.`);
  return { sessionId: id, text, hits, left, visible: visible.items, ...honesty(walked, cut) };
}

function byScore(a: SearchHit, b: SearchHit): number {
  return b.score - a.score || comparePlaces(placeOf(a.event), placeOf(b.event));
}

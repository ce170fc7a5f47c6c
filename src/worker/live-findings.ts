import { analyzeParts } from "../ask/analyze-session.ts";
import { readContents } from "../ask/session-reader.ts";
import type { SessionId } from "../format/ids.ts";
import type { SegmentInfo } from "../format/session.ts";
import type { SessionStore } from "../store/session-store.ts";

export interface LiveFindings {
  count: number;
  /** Not all of the session was looked at, so there may be more. */
  atLeast: boolean;
}

/** A look reads so many sealed segments, of all tabs together, and the tails: about a second's work. */
export const MOST_SEGMENTS = 12;

/**
 * How many findings a session that is being recorded has, by the same analysis that its page shows. Of a
 * long session only the newest segments are read, however often somebody looks.
 */
export async function countLiveFindings(store: SessionStore, id: SessionId): Promise<LiveFindings> {
  const contents = await readContents(store, id);
  const segments = newest(contents.segments);
  const { facts, unread } = await analyzeParts(
    store,
    { ...contents, segments },
    new AbortController().signal,
  );
  return {
    count: facts.findings.length,
    atLeast: segments.length < contents.segments.length || unread.length > 0,
  };
}

/** In their order. */
function newest(segments: readonly SegmentInfo[]): SegmentInfo[] {
  const kept = new Set(
    segments.toSorted((a, b) => b.lastEventAt - a.lastEventAt).slice(0, MOST_SEGMENTS),
  );
  return segments.filter((info) => kept.has(info));
}

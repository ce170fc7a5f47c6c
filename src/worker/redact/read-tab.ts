import { WaymarkError } from "../../format/errors.ts";
import type { RecordedEvent } from "../../format/events.ts";
import type { SegmentInfo } from "../../format/session.ts";
import type { SessionStore } from "../../store/session-store.ts";
import { planRuns } from "../../ask/runs.ts";
import { readSegmentEvents } from "../../ask/session-reader.ts";

/** One raw event of a tab and where it stands. */
export interface PlacedEvent {
  event: RecordedEvent;
  segment: SegmentInfo;
  frameIndex: number;
}

/** Events that replay together, in the order of their stream, and the segments that they are of. */
export interface ReadRun {
  /** Each segment's events as they are stored; the very same objects as in `placed`. */
  parts: { segment: SegmentInfo; events: RecordedEvent[] }[];
  placed: PlacedEvent[];
}

/**
 * The sealed events of one tab, run by run, in the order in which they happened. Throws `damaged`:
 * what cannot be read cannot be searched, and may hold what is to be removed.
 */
export async function* readTabRuns(
  store: SessionStore,
  segments: readonly SegmentInfo[],
): AsyncGenerator<ReadRun> {
  for (const run of planRuns(segments, null)) {
    const parts: ReadRun["parts"] = [];
    for (const segment of run.segments) {
      parts.push({ segment, events: await readEvents(store, segment) });
    }
    const placed = parts.flatMap(({ segment, events }) =>
      events.map((event, frameIndex) => ({ event, segment, frameIndex })),
    );
    // Stable: what happened at one time stays in the order in which it was stored.
    placed.sort((a, b) => a.event.timestamp - b.event.timestamp);
    yield { parts, placed };
  }
}

export async function readEvents(
  store: SessionStore,
  segment: SegmentInfo,
): Promise<RecordedEvent[]> {
  try {
    return (await readSegmentEvents(store, segment)) as RecordedEvent[];
  } catch (cause) {
    if (!(cause instanceof WaymarkError) || cause.code !== "damaged") throw cause;
    throw new WaymarkError(
      "damaged",
      `Segment ${segment.index} of tab ${segment.tabId} cannot be read, so nothing can be removed from it. Nothing was changed; delete the session to be rid of what is in it.`,
      { cause },
    );
  }
}

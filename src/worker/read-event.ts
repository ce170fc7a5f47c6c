import { isRecorded } from "../analysis/normalize/normalizer.ts";
import type { RecordedEvent } from "../format/events.ts";
import type { Pointer } from "../format/pointer.ts";
import type { SessionStore } from "../store/session-store.ts";
import { type Contents, joinTail, parseRun, readSegmentEvents } from "../ask/session-reader.ts";

/** The stored event at a place of a tab; null where none stands. Throws `damaged`. */
export async function readEventAt(
  store: SessionStore,
  { segments, tails }: Contents,
  { tabId, segmentIndex, frameIndex }: Pick<Pointer, "tabId" | "segmentIndex" | "frameIndex">,
): Promise<RecordedEvent | null> {
  const info = segments.find((each) => each.tabId === tabId && each.index === segmentIndex);
  const tail = info ? null : joinTail(tails.get(tabId) ?? []).run;
  const events = info ? await readSegmentEvents(store, info) : tail ? parseRun(tail) : [];
  const event = events[frameIndex];
  return isRecorded(event) ? event : null;
}

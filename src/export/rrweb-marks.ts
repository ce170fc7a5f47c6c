import { EventType, type RecordedEvent } from "../format/events.ts";
import type { TabId } from "../format/ids.ts";
import type { Annotation } from "../format/session.ts";

/** The tag of a mark in an exported stream. Never in a recorded one: what a page says is no mark. */
export const MARK_TAG = "waymark.mark";

/** A run of a tab's events as JSON text, with its times. */
export interface ExportRun {
  firstEventAt: number;
  lastEventAt: number;
  eventCount: number;
  /** A JSON array. */
  json: string;
}

/** A mark as players of rrweb show it: a custom event at its moment. */
function markEvent(
  { id, kind, text, author, offsetMs }: Annotation,
  startedAt: number,
): RecordedEvent {
  const payload = { id, kind, text, ...(author !== undefined && { author }) };
  return {
    type: EventType.Custom,
    data: { tag: MARK_TAG, payload },
    timestamp: startedAt + offsetMs,
  };
}

/**
 * Puts marks among the events of their tabs; those of no tab, or of one without events, go to the
 * first. Only runs that a mark falls into are parsed. Returns how many found a place.
 */
export function withMarks(
  tabs: readonly (readonly [TabId, ExportRun[]])[],
  marks: readonly Annotation[],
  startedAt: number,
): number {
  const byTab = new Map(tabs);
  const first = tabs[0]?.[1];
  if (!first) return 0;
  const falling = new Map<ExportRun, RecordedEvent[]>();
  for (const mark of marks) {
    const runs = byTab.get(mark.tabId ?? "") ?? first;
    const event = markEvent(mark, startedAt);
    // Before the first event a player has no page to show it over: it stands at the beginning then.
    const at = runs.findLast(({ firstEventAt }) => firstEventAt <= event.timestamp) ?? runs[0]!;
    falling.set(at, [...(falling.get(at) ?? []), event]);
  }
  for (const [run, events] of falling) putInto(run, events);
  return marks.length;
}

function putInto(run: ExportRun, events: readonly RecordedEvent[]): void {
  const all = [...(JSON.parse(run.json) as RecordedEvent[]), ...events];
  // Sorting keeps the order of equal times, so a mark comes after what it is about.
  all.sort((a, b) => a.timestamp - b.timestamp);
  run.json = JSON.stringify(all);
  run.eventCount = all.length;
  run.firstEventAt = all[0]!.timestamp;
  run.lastEventAt = all.at(-1)!.timestamp;
}

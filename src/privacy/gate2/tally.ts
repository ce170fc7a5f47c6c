import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../../format/events.ts";
import type { Counts } from "../../format/session.ts";

/** What a batch adds to its session's totals. */
export type Adds = Pick<Counts, "clicks" | "navigations" | "errors">;

/** Clicks are rrweb's Click; a tap counts once, by the click that the browser makes of it. */
export function tally(adds: Adds, event: RecordedEvent): void {
  if (event.type === EventType.IncrementalSnapshot) {
    const { source, type } = event.data;
    if (source === IncrementalSource.MouseInteraction && type === MouseInteraction.Click)
      adds.clicks++;
  } else if (event.type === EventType.Custom) {
    if (isMove(event) || isArrival(event)) adds.navigations++;
    else if (event.data["tag"] === "waymark.error") adds.errors++;
  }
}

/** Within a document: a load is told of by its arrival, and another title is no other place. */
function isMove({ data }: RecordedEvent): boolean {
  if (data["tag"] !== "waymark.navigation") return false;
  const { how } = data["payload"] as { how?: unknown };
  return how !== "load" && how !== "title";
}

/** A new page in a recorded tab: each document says so once, whatever snapshots follow. */
function isArrival({ data }: RecordedEvent): boolean {
  if (data["tag"] !== "waymark.lifecycle") return false;
  const { what, reason } = data["payload"] as { what?: unknown; reason?: unknown };
  return what === "start" && reason === "navigation";
}

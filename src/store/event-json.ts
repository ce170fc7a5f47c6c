import { WaymarkError } from "../format/errors.ts";
import type { RecordedEvent } from "../format/events.ts";

/** The most that one segment or batch may unpack to: Chrome's own cap on a message. */
export const MAX_SEGMENT_BYTES = 64_000_000;

const invalid = (message: string, cause?: unknown) =>
  new WaymarkError("invalid-input", message, { cause });

/** Parses a JSON array of exactly `count` events, each with a numeric type and timestamp, or throws `invalid-input`. */
export function parseEvents(json: string, count: number): RecordedEvent[] {
  let events: unknown;
  try {
    events = JSON.parse(json);
  } catch (cause) {
    throw invalid("The events are not valid JSON.", cause);
  }
  if (!Array.isArray(events) || events.length !== count) {
    const found = Array.isArray(events) ? `${events.length}` : "no array";
    throw invalid(`The data should hold ${count} events, found ${found}.`);
  }
  for (const [i, event] of (events as (Partial<RecordedEvent> | null)[]).entries()) {
    if (typeof event?.type !== "number" || typeof event.timestamp !== "number") {
      throw invalid(`Event ${i} has no numeric type and timestamp.`);
    }
  }
  return events as RecordedEvent[];
}

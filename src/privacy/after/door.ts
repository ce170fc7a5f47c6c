import { WaymarkError } from "../../format/errors.ts";
import type { RecordedEvent } from "../../format/events.ts";
import type { Sanitized } from "../../format/sanitized.ts";
import { checkAnnotation, checkSegmentInfo, checkSession } from "../../format/schemas.ts";
import type { SegmentInfo, SessionRedaction } from "../../format/session.ts";
import { mint } from "../mint.ts";

/**
 * The door for what a removal leaves of a stored session. All of it passed gate 2 when it was stored,
 * and a removal only takes away. Throws `invalid-input` for a wrong shape.
 */
export function acceptRedaction(redaction: SessionRedaction): Sanitized<SessionRedaction> {
  checkSession(redaction.session);
  for (const { gzip: _, ...info } of redaction.segments) checkSegmentInfo(info);
  for (const annotation of redaction.annotations) checkAnnotation(annotation);
  return mint(redaction);
}

/** Throws `damaged` unless a segment's events are still as many, at the same times and in the same order. */
export function assertInPlace(
  { tabId, index, eventCount }: Pick<SegmentInfo, "tabId" | "index" | "eventCount">,
  times: readonly unknown[],
  events: readonly RecordedEvent[],
): void {
  const inPlace =
    events.length === eventCount && events.every(({ timestamp }, i) => timestamp === times[i]);
  if (inPlace) return;
  throw new WaymarkError(
    "damaged",
    `Segment ${index} of tab ${tabId} does not hold what it says; nothing was changed.`,
  );
}

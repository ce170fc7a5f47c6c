import { WaymarkError } from "../format/errors.ts";
import type { SegmentInfo, Session, SessionRedaction } from "../format/session.ts";
import { annotationToPut, checkHash, sessionToPut } from "./checks.ts";
import { segmentToPut } from "./segment.ts";

/** How many events were redacted after the fact; each redaction makes it more. */
export function redactionsOf({ privacy }: Pick<Session, "privacy">): number {
  return privacy.hits["redacted"] ?? 0;
}

/** The door of `redactSession`: checks every part and returns copies. Throws `invalid-id`, `invalid-input`. */
export async function redactionToPut(value: SessionRedaction): Promise<SessionRedaction> {
  const session = sessionToPut(value.session);
  const annotations = value.annotations.map(annotationToPut);
  value.blobs.forEach(checkHash);
  const segments = [];
  for (const segment of value.segments) segments.push(await segmentToPut(segment));
  const others = [...segments, ...annotations].filter(({ sessionId }) => sessionId !== session.id);
  if (others.length > 0) {
    throw new WaymarkError("invalid-input", "A redaction is of one session; this names another.");
  }
  return { session, segments, annotations, blobs: [...value.blobs] };
}

/**
 * The record that takes the place of `held`. Throws `refused` while it is recorded, `conflict` where
 * it, or its tail, is not what the redaction was worked out from.
 */
export function redactedSession(held: Session, next: Session, hasTail: boolean): Session {
  if (held.state === "recording" || held.state === "paused") {
    throw new WaymarkError(
      "refused",
      `Session ${held.id} is still being recorded. Stop the recording, then redact it.`,
    );
  }
  if (held.rev !== next.rev || hasTail) {
    throw new WaymarkError(
      "conflict",
      `Session ${held.id} changed while its redaction was worked out; nothing was changed. Start it again.`,
    );
  }
  return { ...next, rev: held.rev + 1 };
}

/** Throws `conflict` unless `next` is a later revision of the same events as `held`. */
export function assertReplaces(held: SegmentInfo | null | undefined, next: SegmentInfo): void {
  const isNext =
    held &&
    held.rev < next.rev &&
    held.eventCount === next.eventCount &&
    held.firstEventAt === next.firstEventAt &&
    held.lastEventAt === next.lastEventAt;
  if (isNext) return;
  throw new WaymarkError(
    "conflict",
    `Segment ${next.index} of tab ${next.tabId} is not what its redaction was worked out from; nothing was changed. Start it again.`,
  );
}

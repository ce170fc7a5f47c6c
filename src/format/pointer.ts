import type { SessionId, TabId } from "./ids.ts";

/** Names one raw event for ever: redaction replaces events in place, so the numbers never move. */
export interface Pointer {
  sessionId: SessionId;
  tabId: TabId;
  segmentIndex: number;
  /** Index of the event in its segment's array. */
  frameIndex: number;
  /** Milliseconds since `session.startedAt`. */
  offsetMs: number;
}

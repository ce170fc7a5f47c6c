import { WaymarkError } from "../format/errors.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import type { ScanHit } from "./scan-events.ts";

/** A place in a session where something stands that must not leave. */
export interface Leak extends ScanHit {
  /** Where, in words: `segment 3 of tab t1`, `the session's record`. */
  where: string;
  /** The moment, where it is an event: redaction and the viewer go there. */
  pointer?: { tabId: TabId; segmentIndex: number; frameIndex: number; offsetMs: number };
}

declare const cleared: unique symbol;

/**
 * A session that was listed and looked through, and may leave (rule P10). What carries sessions out of
 * the machine takes nothing else, and only `letLeave` in src/export makes one.
 */
export interface Cleared {
  readonly [cleared]: true;
  readonly sessionId: SessionId;
  /** Whether a segment with this hash was looked through. What came since is looked through as it leaves. */
  covers(sha256: string): boolean;
}

declare const clearedText: unique symbol;

/** A text made of a session that was shown and looked through, and may leave; only `letTextLeave` makes one. */
export interface ClearedText {
  readonly [clearedText]: true;
  readonly text: string;
}

/** @param count of all places, this one included */
export function leakRefusal({ rule, path, where }: Leak, count = 1): WaymarkError {
  const more = count > 1 ? `, and in ${count - 1} more places` : "";
  return new WaymarkError(
    "refused",
    `Nothing has left: ${where} still holds ${rule} at ${path}${more}. Redact it, then try again.`,
  );
}

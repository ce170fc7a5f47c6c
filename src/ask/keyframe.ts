import type { RecordedEvent } from "../format/events.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import { stringify } from "../format/stringify.ts";
import { encodeUtf8, gunzipText, gzip } from "../store/bytes.ts";
import type { DerivedKey } from "../store/session-store.ts";
import type { Run } from "./runs.ts";

/** Raise it when keyframes would be written differently: older ones are then made anew. */
export const KEYFRAME_VERSION = 1;
/** The most that a stored keyframe may unpack to: a page of millions of nodes. */
export const MOST_KEYFRAME_BYTES = 500_000_000;

export interface Keyframe {
  /** For a fresh mirror. */
  events: RecordedEvent[];
  /** Length of its JSON. */
  bytes: number;
}

interface Stored {
  version: number;
  /** Names the segments of the run before, in the state that the page was made from. */
  after: string;
  events: RecordedEvent[];
}

/** It hangs on the segment that follows, so the store drops it when an earlier segment is replaced. */
export function keyframeKey(sessionId: SessionId, tabId: TabId, before: Run): DerivedKey {
  const segmentIndex = (before.segments.at(-1)?.index ?? -1) + 1;
  return { sessionId, tabId, segmentIndex, kind: "keyframe" };
}

export async function packKeyframe(
  before: Run,
  events: readonly RecordedEvent[],
): Promise<{ packed: Uint8Array; bytes: number }> {
  const stored: Stored = {
    version: KEYFRAME_VERSION,
    after: stampOf(before),
    events: [...events],
  };
  const json = encodeUtf8(stringify(stored));
  return { packed: await gzip(json), bytes: json.length };
}

/** Null for one of another version, or of another state of the run before. Throws what unpacking and parsing do. */
export async function unpackKeyframe(packed: Uint8Array, before: Run): Promise<Keyframe | null> {
  const json = await gunzipText(packed, MOST_KEYFRAME_BYTES);
  const { version, after, events } = JSON.parse(json) as Partial<Stored>;
  const isFit = version === KEYFRAME_VERSION && after === stampOf(before) && Array.isArray(events);
  return isFit ? { events, bytes: json.length } : null;
}

export const stampOf = ({ segments }: Run): string =>
  segments.map(({ index, rev, sha256 }) => `${index}.${rev}.${sha256}`).join(" ");

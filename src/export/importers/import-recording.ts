import { WaymarkError } from "../../format/errors.ts";
import type { Sanitized } from "../../format/sanitized.ts";
import { NO_COUNTS, type Segment, type Session } from "../../format/session.ts";
import { acceptSegment } from "../../privacy/accept.ts";
import { createGate2, type Gate2, LARGEST_PIECE } from "../../privacy/gate2/gate2.ts";
import { sanitizeSession } from "../../privacy/gate2/sessions.ts";
import { addHits, type Hits } from "../../privacy/hits.ts";
import { DEFAULT_SITE_POLICY } from "../../privacy/policy.ts";
import { encodeUtf8, gunzipText } from "../../store/bytes.ts";
import { buildSegment } from "../../store/segment.ts";

/** A recording that may be stored. */
export interface PassedRecording {
  session: Sanitized<Session>;
  segments: Sanitized<Segment>[];
  /** How often each rule masked, redacted or left out something of it. */
  hits: Hits;
}

/**
 * A recording of any tool through gate 2 (rule P1): what it holds is masked like what is recorded here, whatever
 * the tool had masked; what is of no kind that is known goes and is counted. What the door then still finds is refused. Throws
 * `invalid-input` where nothing is left of it.
 */
export async function passRecording(recording: {
  session: Session;
  segments: readonly Segment[];
}): Promise<PassedRecording> {
  const gates = new Map<string, Gate2>();
  const next = new Map<string, number>();
  const counts = { ...NO_COUNTS };
  const hits: Hits = {};
  const segments: Sanitized<Segment>[] = [];
  for (const segment of recording.segments) {
    const { sessionId, tabId, index } = segment;
    const gate = gates.get(tabId) ?? createGate2({ policy: DEFAULT_SITE_POLICY, isImport: true });
    gates.set(tabId, gate);
    const raw = await gunzipText(segment.gzip, segment.bytes);
    if (raw.length > LARGEST_PIECE) {
      throw new WaymarkError(
        "invalid-input",
        `Segment ${index} of tab ${tabId} has ${raw.length} characters at one moment; ${LARGEST_PIECE} is the most.`,
      );
    }
    const { json, eventCount, firstEventAt, lastEventAt, adds, hits: masked } = gate.sanitize(raw);
    addHits(hits, masked);
    if (eventCount === 0) continue;
    const place = { sessionId, tabId, index: next.get(tabId) ?? 0 };
    next.set(tabId, place.index + 1);
    const bytes = encodeUtf8(json);
    const built = await buildSegment(place, { json: bytes, eventCount, firstEventAt, lastEventAt });
    segments.push(acceptSegment(built, json));
    counts.events += eventCount;
    counts.bytes += bytes.length;
    for (const [name, count] of Object.entries(adds)) counts[name as keyof typeof adds] += count;
  }
  if (segments.length === 0) {
    throw new WaymarkError(
      "invalid-input",
      "Nothing of this recording is of a kind that is known.",
    );
  }
  const { session } = recording;
  const tabs = session.tabs.filter(({ id }) => next.has(id));
  const privacy = { ...session.privacy, level: DEFAULT_SITE_POLICY.level, hits };
  return { session: sanitizeSession({ ...session, tabs, counts, privacy }), segments, hits };
}

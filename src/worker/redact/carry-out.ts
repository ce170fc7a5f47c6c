import { EventType, type RecordedEvent } from "../../format/events.ts";
import type { Segment, SegmentInfo, Session } from "../../format/session.ts";
import { cleanAnnotation, cleanSession } from "../../privacy/after/belongings.ts";
import { assertInPlace } from "../../privacy/after/door.ts";
import type { TabRemoval } from "../../privacy/after/plan.ts";
import { createRewriter } from "../../privacy/after/rewrite.ts";
import { countIn } from "../../privacy/after/strings.ts";
import { createMatcher, type TextMatcher } from "../../privacy/after/text-matcher.ts";
import { encodeUtf8 } from "../../store/bytes.ts";
import { addTotals } from "../../store/session-changes.ts";
import { buildSegment } from "../../store/segment.ts";
import type { RawKind, RedactionPreview } from "./api.ts";
import type { RedactionPlan, Step } from "./plan.ts";
import { rawKindOf } from "./raw-kind.ts";
import { readTabRuns } from "./read-tab.ts";
import { segmentsOf, type Sealed } from "./sealed.ts";

const MOST_PLACES = 20;

export interface Counted {
  events: number;
  segments: number;
  kinds: Partial<Record<RawKind, number>>;
  places: RedactionPreview["places"];
  /** Errors that are no more. */
  errors: number;
  /** By text: how often it stands in what is left. */
  copies: Map<string, number>;
}

export interface CarryOut {
  /** Gets every segment that changes, packed, with a higher revision. */
  onSegment?: (segment: Segment, before: SegmentInfo) => void;
  /** Texts to be counted in what is left. */
  copies?: readonly string[];
  step: Step;
}

/** Takes what the plan names out of a session's events, in memory, and counts what it changes. */
export async function carryOut(
  sealed: Sealed,
  { tabs }: Pick<RedactionPlan, "tabs">,
  { onSegment, copies = [], step }: CarryOut,
): Promise<Counted> {
  const counted: Counted = {
    events: 0,
    segments: 0,
    kinds: {},
    places: [],
    errors: 0,
    copies: new Map(),
  };
  const matchers = copies.map((text) => [text, matcherOf(text)] as const);
  for (const [tabId, removal] of tabs) await inTab(tabId, removal);
  return counted;

  async function inTab(tabId: string, removal: TabRemoval): Promise<void> {
    const rewrite = createRewriter(removal);
    for await (const { parts, placed } of readTabRuns(sealed.store, segmentsOf(sealed, tabId))) {
      const changed = new Set<SegmentInfo>();
      const times = new Map(parts.map(({ segment, events }) => [segment, timesOf(events)]));
      for (const { event, segment, frameIndex } of placed) {
        const kind = rawKindOf(event);
        if (rewrite(event, segment.index, frameIndex)) {
          changed.add(segment);
          note(kind, event, segment, frameIndex);
        }
        for (const [text, matcher] of matchers) {
          const count = countIn(event as unknown as Record<string, unknown>, matcher);
          if (count > 0) counted.copies.set(text, (counted.copies.get(text) ?? 0) + count);
        }
      }
      for (const { segment, events } of parts) {
        if (!changed.has(segment)) continue;
        assertInPlace(segment, times.get(segment) ?? [], events);
        counted.segments++;
        onSegment?.(await packed(segment, events), segment);
      }
      step(parts.length);
    }
  }

  function note(
    kind: RawKind,
    event: RecordedEvent,
    segment: SegmentInfo,
    frameIndex: number,
  ): void {
    counted.events++;
    counted.kinds[kind] = (counted.kinds[kind] ?? 0) + 1;
    if (kind === "error" && isRedacted(event)) counted.errors++;
    if (counted.places.length >= MOST_PLACES) return;
    const { sessionId, tabId, index } = segment;
    const offsetMs = event.timestamp - sealed.session.startedAt;
    counted.places.push({ sessionId, tabId, segmentIndex: index, frameIndex, offsetMs, kind });
  }
}

const timesOf = (events: readonly RecordedEvent[]) => events.map(({ timestamp }) => timestamp);

const isRedacted = ({ type, data }: RecordedEvent) =>
  type === EventType.Custom && data["tag"] === "waymark.redacted";

const matcherOf = (text: string) => createMatcher({ texts: [text], patterns: [] }) as TextMatcher;

async function packed(info: SegmentInfo, events: readonly RecordedEvent[]): Promise<Segment> {
  const { sessionId, tabId, index, rev, firstEventAt, lastEventAt, eventCount } = info;
  const json = encodeUtf8(JSON.stringify(events));
  const segment = await buildSegment(
    { sessionId, tabId, index },
    { firstEventAt, lastEventAt, eventCount, json },
  );
  return { ...segment, rev: rev + 1 };
}

/** What is not an event: the record, the annotations that change, the blobs that go. */
export async function cleanBelongings(sealed: Sealed, text: TextMatcher | null, now: number) {
  const { store, session, annotations } = sealed;
  if (!text) return { session, annotations: [], blobs: [], record: false };
  const clean = cleanSession(session, text);
  return {
    session: clean,
    annotations: annotations.flatMap((each) => cleanAnnotation(each, text, now) ?? []),
    blobs: await blobsWith(sealed, text),
    record: JSON.stringify(clean) !== JSON.stringify(session),
  };

  async function blobsWith({ session: { id } }: Sealed, matcher: TextMatcher): Promise<string[]> {
    if (store.lacks.blobs !== undefined) return [];
    const gone: string[] = [];
    for (const sha256 of await store.listBlobs(id)) {
      const bytes = await store.getBlob(sha256);
      // Pictures and fonts hold no text; style sheets and drawings are text.
      if (bytes && !bytes.includes(0) && matcher.find(new TextDecoder().decode(bytes)).length > 0) {
        gone.push(sha256);
      }
    }
    return gone;
  }
}

/** The record once `counted` was taken out of the segments, which are `bytes` longer than before. */
export function recountedSession(session: Session, counted: Counted, bytes: number): Session {
  const { counts } = session;
  const errors = Math.max(0, counts.errors - counted.errors);
  const next = { ...counts, bytes: Math.max(0, counts.bytes + bytes), errors };
  return addTotals(
    { ...session, counts: next },
    { counts: {}, hits: { redacted: counted.events } },
  );
}

import { WaymarkError } from "../format/errors.ts";
import { EventType, IncrementalSource, MouseInteraction } from "../format/events.ts";
import type { RecordedEvent } from "../format/events.ts";
import { assertId, isId, type SessionId, type TabId } from "../format/ids.ts";
import { type Counts, NO_COUNTS, type Segment, type Session, type Tab } from "../format/session.ts";
import { stringify } from "../format/stringify.ts";
import { LATEST_AT } from "../format/time.ts";
import { upgrade } from "../format/upgrade.ts";
import { FORMAT_VERSION } from "../format/version.ts";
import { planSeal } from "../store/seal-plan.ts";
import { buildSegment, infoOf } from "../store/segment.ts";
import type { SessionSource } from "./source.ts";

/** A recording that is no stored session (yet): what a file of rrweb events holds. */
export interface Recording {
  session: Session;
  /** In order of tab, then index. */
  segments: Segment[];
  /** Entries that are no events: without a numeric type and time. */
  dropped: number;
}

/**
 * Reads the JSON of a recording: a plain array of rrweb events, an object with one as `events`, or what
 * `waymark export` writes of several tabs. Throws `invalid-input` for anything else.
 * @param id for a recording that has none of its own
 */
export async function readRecording(
  value: unknown,
  given: { id: SessionId; title: string },
): Promise<Recording> {
  const { id, tabs } = streamsOf(value, given.id);
  let dropped = 0;
  const read: { tab: Tab; segments: Segment[]; counts: Counts }[] = [];
  for (const [tabId, entries] of tabs) {
    const events = entries.filter(isEvent);
    dropped += entries.length - events.length;
    if (events.length === 0) continue;
    events.sort((a, b) => a.timestamp - b.timestamp);
    const segments = await segmentsOf(id, tabId, events);
    read.push({ tab: tabOf(tabId, events), segments, counts: countsOf(events, segments) });
  }
  const all = read.flatMap(({ segments }) => segments);
  if (all.length === 0) {
    throw new WaymarkError("invalid-input", "There are no rrweb events in this recording.");
  }
  const first = read.reduce((a, b) => (b.tab.startedAt < a.tab.startedAt ? b : a)).tab;
  const session: Session = {
    id,
    format: FORMAT_VERSION,
    title: given.title.slice(0, 2_048),
    site: first.url === "" ? "" : new URL(first.url).host,
    startedAt: first.startedAt,
    endedAt: all.reduce((last, { lastEventAt }) => Math.max(last, lastEventAt), 0),
    state: "finished",
    origin: "import",
    metadata: {},
    tabs: read.map(({ tab }) => tab),
    environment: {},
    privacy: { level: "balanced", hits: {} },
    labels: [],
    counts: sumOf(read.map(({ counts }) => counts)),
    rev: 0,
  };
  return { session, segments: all, dropped };
}

/** A recording to ask questions of. It holds this one session only. */
export function sourceOf({ session, segments }: Recording, name: string): SessionSource {
  const here = (id: SessionId) => id === session.id;
  return {
    name,
    lacks: {
      tail: "A file does not grow.",
      annotations: "A file of rrweb events holds no marks.",
    },
    getSession: async (id) => (here(id) ? session : null),
    listSegments: async (id) => (here(id) ? segments.map(infoOf) : []),
    getSegment: async (id, tabId, index) =>
      (here(id) && segments.find((each) => each.tabId === tabId && each.index === index)) || null,
    listTails: async () => [],
    readTail: async () => [],
    listMissing: async () => [],
    listAnnotations: async () => [],
  };
}

function streamsOf(
  value: unknown,
  givenId: SessionId,
): { id: SessionId; tabs: [TabId, unknown[]][] } {
  if (Array.isArray(value)) return { id: givenId, tabs: [["t1", value]] };
  const { events, tabs, sessionId } = (value ?? {}) as Record<string, unknown>;
  if (Array.isArray(events)) return { id: givenId, tabs: [["t1", events]] };
  if (typeof tabs !== "object" || tabs === null) {
    throw new WaymarkError(
      "invalid-input",
      "This is no recording: give a JSON array of rrweb events, or what waymark export wrote.",
    );
  }
  upgrade(value);
  const streams = Object.entries(tabs as Record<string, unknown>).map(
    ([tabId, entries]): [TabId, unknown[]] => {
      assertId(tabId, "The tab id");
      return [tabId, Array.isArray(entries) ? entries : []];
    },
  );
  return { id: isId(sessionId) ? sessionId : givenId, tabs: streams };
}

function isEvent(value: unknown): value is RecordedEvent {
  const { type, timestamp } = (value ?? {}) as Partial<RecordedEvent>;
  const isTime = typeof timestamp === "number" && timestamp >= 0 && timestamp <= LATEST_AT;
  return typeof type === "number" && isTime;
}

async function segmentsOf(
  sessionId: SessionId,
  tabId: TabId,
  events: RecordedEvent[],
): Promise<Segment[]> {
  const json = stringify(events);
  const times = { firstEventAt: 0, lastEventAt: 0, eventCount: events.length };
  const batch = { sessionId, tabId, producer: "file", seq: 0, ...times, json, adds: {}, hits: {} };
  const { runs } = planSeal([batch], true);
  const segments = [];
  for (const [index, run] of runs.entries()) {
    segments.push(await buildSegment({ sessionId, tabId, index }, run));
  }
  return segments;
}

function tabOf(id: TabId, events: readonly RecordedEvent[]): Tab {
  const href = events.find(({ type }) => type === EventType.Meta)?.data?.["href"];
  const url = typeof href === "string" && URL.canParse(href) ? new URL(href) : null;
  const shown = url ? `${url.origin === "null" ? url.protocol : url.origin}${url.pathname}` : "";
  return {
    id,
    title: "",
    url: shown.slice(0, 2_048),
    startedAt: Math.floor(events[0]?.timestamp ?? 0),
  };
}

function countsOf(events: readonly RecordedEvent[], segments: readonly Segment[]): Counts {
  const counts = { ...NO_COUNTS, events: events.length };
  for (const { bytes } of segments) counts.bytes += bytes;
  for (const { type, data } of events) {
    if (type === EventType.Meta) counts.navigations++;
    if (data?.["tag"] === "waymark.error") counts.errors++;
    const isAct =
      type === EventType.IncrementalSnapshot &&
      data?.["source"] === IncrementalSource.MouseInteraction &&
      data["type"] === MouseInteraction.Click;
    if (isAct) counts.clicks++;
  }
  return counts;
}

function sumOf(all: readonly Counts[]): Counts {
  const sum = { ...NO_COUNTS };
  for (const counts of all) {
    for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name];
  }
  return sum;
}

import { messageOf, WaymarkError } from "../format/errors.ts";
import type { RecordedEvent } from "../format/events.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import type { Segment, SegmentInfo, Session, TailBatch } from "../format/session.ts";
import { stringify } from "../format/stringify.ts";
import type { RecordingGap } from "../analysis/gaps.ts";
import { decodeUtf8, encodeUtf8, gunzip, gunzipText } from "../store/bytes.ts";
import type { Hole } from "../store/producers.ts";
import type { SessionSource } from "./source.ts";

/** One stored run of a tab's events, as the UTF-8 bytes of a JSON array; transferred, not copied. */
export interface RawRun {
  firstEventAt: number;
  lastEventAt: number;
  eventCount: number;
  json: Uint8Array;
}

/** What a session consists of, without its events. */
export interface Contents {
  session: Session;
  segments: SegmentInfo[];
  /** Unsealed batches by tab, in order. */
  tails: Map<TabId, TailBatch[]>;
  /** Every tab that has anything, in the session's order. */
  tabIds: TabId[];
}

/** One run of a tab in order, or the place where one should be. */
export type TabPart =
  | { kind: "run"; index: number; run: RawRun }
  | { kind: "gap"; gap: RecordingGap };

/** Reads what there is of a session. Throws `not-found`. */
export async function readContents(source: SessionSource, id: SessionId): Promise<Contents> {
  const listing = Promise.all([
    source.listSegments(id),
    source.lacks.tail === undefined ? source.listTails(id) : [],
  ]);
  // That there is no session is said first.
  listing.catch(() => undefined);
  const session = await source.getSession(id);
  if (!session) throw new WaymarkError("not-found", `There is no session "${id}".`);
  const [segments, tailTabs] = await listing;
  const tails = new Map<TabId, TailBatch[]>();
  for (const tabId of tailTabs) tails.set(tabId, await source.readTail(id, tabId));
  const tabIds = new Set(session.tabs.map((tab) => tab.id));
  for (const { tabId } of segments) tabIds.add(tabId);
  for (const tabId of tails.keys()) tabIds.add(tabId);
  return { session, segments, tails, tabIds: [...tabIds] };
}

/**
 * A tab's sealed segments, then its tail, one at a time. What is damaged or missing costs only
 * itself and comes as a gap (rule R7). Segments before `fromIndex` are not read; which of them are
 * missing is told all the same.
 */
export async function* readTab(
  source: SessionSource,
  { session, segments, tails }: Contents,
  tabId: TabId,
  fromIndex = 0,
): AsyncGenerator<TabPart> {
  const infos = segments.filter((info) => info.tabId === tabId);
  const gap = (fromAt: number, toAt: number, why: string): TabPart => ({
    kind: "gap",
    gap: {
      tabId,
      fromOffsetMs: Math.max(0, fromAt - session.startedAt),
      toOffsetMs: Math.max(0, toAt - session.startedAt),
      why,
    },
  });
  const holes = await missingBatches(source, session.id, tabId);
  /** Holes that begin before `until`: told before the run that they lie in, as what follows one is judged with more care. */
  function* holesBefore(until: number): Generator<TabPart> {
    while (holes[0] && holes[0].fromAt <= until) {
      const { first, last, fromAt, toAt } = holes.shift()!;
      const batches = last > first ? `${last - first + 1} batches` : "1 batch";
      yield gap(fromAt, Math.max(fromAt, toAt), `${batches} never arrived.`);
    }
  }
  let knownUntil = session.startedAt;
  let expected = infos[0]?.index ?? 0;
  for (const info of infos) {
    if (info.index > expected) {
      yield gap(knownUntil, info.firstEventAt, missingSegments(expected, info.index - 1));
    }
    expected = info.index + 1;
    yield* holesBefore(info.lastEventAt);
    try {
      if (info.index >= fromIndex) {
        yield { kind: "run", index: info.index, run: await readSegment(source, info) };
      }
    } catch (error) {
      if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
      yield gap(info.firstEventAt, info.lastEventAt, `Segment ${info.index} ${messageOf(error)}`);
    }
    knownUntil = Math.max(knownUntil, info.lastEventAt);
  }
  const tail = tails.get(tabId) ?? [];
  const { run, damaged } = joinTail(tail);
  for (const batch of damaged) {
    yield gap(
      batch.firstEventAt,
      batch.lastEventAt,
      "A batch that was not sealed yet cannot be read.",
    );
  }
  yield* holesBefore(Infinity);
  if (run) yield { kind: "run", index: expected, run };
}

export async function readSegment(source: SessionSource, info: SegmentInfo): Promise<RawRun> {
  const { firstEventAt, lastEventAt, eventCount, bytes, gzip } = await storedSegment(source, info);
  try {
    return { firstEventAt, lastEventAt, eventCount, json: await gunzip(gzip, bytes) };
  } catch (cause) {
    throw new WaymarkError("damaged", "cannot be unpacked.", { cause });
  }
}

/**
 * The events of a segment, in time order; of those later than `until` as many as come with the others. Throws
 * `damaged` as `readSegment` and `parseRun` do, of what was read.
 */
export async function readSegmentEvents(
  source: SessionSource,
  info: SegmentInfo,
  until = Infinity,
): Promise<unknown[]> {
  const { bytes, gzip } = await storedSegment(source, info);
  const isPartial = until < info.lastEventAt;
  const start = isPartial ? eventsUntil(until) : null;
  let json: string;
  try {
    json = await gunzipText(gzip, bytes, start?.isEnough);
  } catch (cause) {
    if (cause instanceof TypeError) throw unreadable(cause);
    throw new WaymarkError("damaged", "cannot be unpacked.", { cause });
  }
  return start?.events() ?? parseEventList(json);
}

/** Where an event ends and another begins, as the recorder writes them; a nested object may look the same. */
const EVENT_END = /"timestamp":(\d+)\},\{/g;
/** Texts that look as if they held enough and do not are rare; then all is read. */
const MOST_CUTS = 2;

/** Takes the text of a list of events piece by piece, until there is one later than `until`. */
function eventsUntil(until: number) {
  let text = "";
  let events: unknown[] | null = null;
  let cuts = 0;
  return {
    isEnough(piece: string): boolean {
      const before = text.length;
      text += piece;
      const end = Array.from(piece.matchAll(EVENT_END)).at(-1);
      if (!end || Number(end[1]) <= until || cuts++ >= MOST_CUTS) return false;
      const cut = before + end.index + end[0].length - ",{".length;
      try {
        events = JSON.parse(`${text.slice(0, cut)}]`) as unknown[];
      } catch {
        // It was the end of something else, inside an event: read on.
      }
      return events !== null;
    },
    /** Null where the whole text is needed. */
    events: () => events,
  };
}

async function storedSegment(
  source: SessionSource,
  { sessionId, tabId, index }: SegmentInfo,
): Promise<Segment> {
  const segment = await source.getSegment(sessionId, tabId, index);
  if (!segment) throw new WaymarkError("damaged", "is listed but not there.");
  return segment;
}

/**
 * The tail as the one run that sealing would make of it: in time order, equal times as they came.
 * So pointers into it hold afterwards, as long as it fits one segment.
 */
export function joinTail(batches: readonly TailBatch[]): {
  run: RawRun | null;
  damaged: TailBatch[];
} {
  const events: RecordedEvent[] = [];
  const damaged: TailBatch[] = [];
  for (const batch of batches) {
    try {
      for (const event of JSON.parse(batch.json) as RecordedEvent[]) events.push(event);
    } catch {
      // Told to the caller as a gap.
      damaged.push(batch);
    }
  }
  if (events.length === 0) return { run: null, damaged };
  events.sort((a, b) => a.timestamp - b.timestamp);
  const run = {
    firstEventAt: events[0]?.timestamp ?? 0,
    lastEventAt: events.at(-1)?.timestamp ?? 0,
    eventCount: events.length,
    json: encodeUtf8(stringify(events)),
  };
  return { run, damaged };
}

/** What never arrived of a tab, in order of time. */
async function missingBatches(source: SessionSource, id: SessionId, tabId: TabId): Promise<Hole[]> {
  if (source.lacks.tail !== undefined) return [];
  const missing = await source.listMissing(id, tabId);
  return missing.flatMap(({ holes }) => holes).toSorted((a, b) => a.fromAt - b.fromAt);
}

function missingSegments(first: number, last: number): string {
  return first === last
    ? `Segment ${first} is missing.`
    : `Segments ${first} to ${last} are missing.`;
}

/** The events of a run. Throws `damaged` when they are no JSON array. */
export function parseRun(run: RawRun): unknown[] {
  let json: string;
  try {
    json = decodeUtf8(run.json);
  } catch (cause) {
    throw unreadable(cause);
  }
  return parseEventList(json);
}

function parseEventList(json: string): unknown[] {
  let events: unknown;
  try {
    events = JSON.parse(json);
  } catch (cause) {
    throw unreadable(cause);
  }
  if (Array.isArray(events)) return events;
  throw new WaymarkError("damaged", "holds no list of events.");
}

const unreadable = (cause: unknown) =>
  new WaymarkError("damaged", "holds no readable events.", { cause });

/** Events of one run of a tab, or the place where they should be. */
export type ParsedPart =
  | { kind: "events"; index: number; events: unknown[]; firstEventAt: number }
  | { kind: "gap"; gap: RecordingGap };

/** As `readTab`, parsed; a run that cannot be parsed is a gap, too. */
export async function* readTabEvents(
  source: SessionSource,
  contents: Contents,
  tabId: TabId,
  fromIndex = 0,
): AsyncGenerator<ParsedPart> {
  const { startedAt } = contents.session;
  for await (const part of readTab(source, contents, tabId, fromIndex)) {
    if (part.kind === "gap") {
      yield part;
      continue;
    }
    const { index, run } = part;
    let events: unknown[];
    try {
      events = parseRun(run);
    } catch (error) {
      if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
      const fromOffsetMs = run.firstEventAt - startedAt;
      const toOffsetMs = run.lastEventAt - startedAt;
      const why = `Segment ${index} ${messageOf(error)}`;
      yield { kind: "gap", gap: { tabId, fromOffsetMs, toOffsetMs, why } };
      continue;
    }
    yield { kind: "events", index, events, firstEventAt: run.firstEventAt };
  }
}

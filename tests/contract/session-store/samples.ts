import { expect } from "vitest";
import type { ErrorCode } from "../../../src/format/errors.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { Sanitized } from "../../../src/format/sanitized.ts";
import type {
  Annotation,
  Segment,
  Session,
  SessionPatch,
  TailBatch,
} from "../../../src/format/session.ts";
import type { SessionQuery, SessionStore } from "../../../src/store/session-store.ts";

/** A fixed moment, so that no case hangs on the clock. */
export const T0 = 1_760_000_000_000;

/** The suite plays the part of gate 2: what it makes up holds no secrets. */
export const clean = <T>(value: T): Sanitized<T> => value as Sanitized<T>;

type SessionOver = Omit<Partial<Session>, "counts"> & { counts?: Partial<Session["counts"]> };

export function aSession(id: string, over: SessionOver = {}): Sanitized<Session> {
  return clean<Session>({
    id,
    format: 1,
    title: `Session ${id}`,
    site: "shop.example",
    startedAt: T0,
    endedAt: null,
    state: "finished",
    origin: "extension",
    metadata: {},
    tabs: [],
    environment: {},
    privacy: { level: "balanced", hits: {} },
    labels: [],
    rev: 0,
    ...over,
    counts: {
      events: 0,
      bytes: 0,
      clicks: 0,
      navigations: 0,
      errors: 0,
      findings: 0,
      ...over.counts,
    },
  });
}

export const aPatch = (patch: SessionPatch): Sanitized<SessionPatch> => clean(patch);

/** Events at the given offsets from T0; `mark` tells them apart afterwards. */
export function eventsAt(offsets: readonly number[], mark = ""): RecordedEvent[] {
  return offsets.map((offset, i) => ({
    type: 3,
    data: { source: 1, mark: `${mark}${i}` },
    timestamp: T0 + offset,
  }));
}

/** `count` events, one a millisecond, from offset `from`. */
export function run(count: number, from = 0, mark = ""): RecordedEvent[] {
  return eventsAt(
    Array.from({ length: count }, (_, i) => from + i),
    mark,
  );
}

type BatchOver = Partial<Pick<TailBatch, "adds" | "hits" | "producer" | "tabId" | "eventCount">>;

/** A batch of session `s` in tab `t`, from producer `p` unless told otherwise. */
export function aBatch(
  sessionId: string,
  seq: number,
  events: RecordedEvent[],
  over: BatchOver = {},
): Sanitized<TailBatch> {
  const times = events.map((event) => event.timestamp);
  return clean<TailBatch>({
    sessionId,
    tabId: "t",
    producer: "p",
    seq,
    firstEventAt: times.reduce((a, b) => Math.min(a, b), Infinity),
    lastEventAt: times.reduce((a, b) => Math.max(a, b), -Infinity),
    eventCount: events.length,
    json: JSON.stringify(events),
    adds: {},
    hits: {},
    ...over,
  });
}

export async function aSegment(
  sessionId: string,
  index: number,
  events: RecordedEvent[],
  over: Partial<Segment> = {},
): Promise<Sanitized<Segment>> {
  const raw = utf8(JSON.stringify(events));
  return clean<Segment>({
    sessionId,
    tabId: "t",
    index,
    rev: 0,
    firstEventAt: events[0]?.timestamp ?? T0,
    lastEventAt: events.at(-1)?.timestamp ?? T0,
    eventCount: events.length,
    bytes: raw.length,
    sha256: await sha256(raw),
    gzip: await gzip(raw),
    ...over,
  });
}

export function anAnnotation(
  sessionId: string,
  id: string,
  over: Partial<Annotation> = {},
): Sanitized<Annotation> {
  return clean<Annotation>({
    id,
    sessionId,
    offsetMs: 1_000,
    kind: "bug",
    text: "The coupon does nothing",
    createdAt: T0,
    editedAt: T0,
    ...over,
  });
}

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

export async function gunzip(bytes: Uint8Array): Promise<string> {
  const raw = new Blob([new Uint8Array(bytes)])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return await new Response(raw).text();
}

export async function eventsOfSegment(
  store: SessionStore,
  sessionId: string,
  tabId: string,
  index: number,
): Promise<RecordedEvent[]> {
  const segment = await store.getSegment(sessionId, tabId, index);
  if (!segment) throw new Error(`Segment ${sessionId}/${tabId}/${index} is not there.`);
  return JSON.parse(await gunzip(segment.gzip)) as RecordedEvent[];
}

/** All stored events of a tab: the segments' in order, then the tail's. */
export async function storedEvents(
  store: SessionStore,
  sessionId: string,
  tabId = "t",
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (const { index } of await store.listSegments(sessionId, tabId)) {
    for (const event of await eventsOfSegment(store, sessionId, tabId, index)) events.push(event);
  }
  for (const batch of await store.readTail(sessionId, tabId)) {
    for (const event of JSON.parse(batch.json) as RecordedEvent[]) events.push(event);
  }
  return events;
}

export const marksOf = (events: readonly RecordedEvent[]): unknown[] =>
  events.map((event) => event.data["mark"]);

/** Walks all pages and returns ids in order. `limit` is the page size. */
export async function listAll(
  store: SessionStore,
  query: SessionQuery = {},
): Promise<{ ids: string[]; damaged: string[]; pages: number }> {
  const ids: string[] = [];
  const damaged: string[] = [];
  let pages = 0;
  let cursor: string | null = null;
  do {
    const page = await store.listSessions(cursor === null ? query : { ...query, cursor });
    ids.push(...page.sessions.map((session) => session.id));
    damaged.push(...page.damaged);
    cursor = page.nextCursor;
    pages++;
    if (pages > 1_000) throw new Error("The listing never ends.");
  } while (cursor !== null);
  return { ids, damaged, pages };
}

/** The promise must fail with a WaymarkError of this code; its text must say something. */
export async function refuses(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  const outcome = await promise.then(
    (value) => ({ resolved: value }),
    (error: unknown) => {
      const { name, code: got, message } = error as { name: string; code: string; message: string };
      return { name, code: got, says: message.length > 10 };
    },
  );
  expect(outcome).toEqual({ name: "WaymarkError", code, says: true });
}

/** The code of the error that a promise fails with, or what it resolved to. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => (error as { code?: string }).code ?? error);

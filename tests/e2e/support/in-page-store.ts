/** Bundled and evaluated in an extension page, so that tests read the store with the store's own code. */
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { Sanitized } from "../../../src/format/sanitized.ts";
import {
  type Annotation,
  NO_COUNTS,
  type Segment,
  type Session,
} from "../../../src/format/session.ts";
import { FORMAT_VERSION } from "../../../src/format/version.ts";
import { sanitizeSession } from "../../../src/privacy/gate2/sessions.ts";
import { decodeUtf8, encodeUtf8, gunzip, gzip, sha256Hex } from "../../../src/store/bytes.ts";
import { parseEvents } from "../../../src/store/event-json.ts";
import { openIndexedDbStore } from "../../../src/store/indexeddb/store.ts";
import { segmentToPut } from "../../../src/store/segment.ts";

export interface StoredSession {
  session: Session;
  /** Sealed and unsealed, in time order. */
  events: RecordedEvent[];
  segments: number;
  /** The same events by tab, each in time order. */
  byTab: Record<string, RecordedEvent[]>;
  /** Batches that never came, as `tab/producer#seq`. */
  missing: string[];
  /** Also those that were taken away. */
  marks: Annotation[];
}

export interface InPageStore {
  readSession(id: string): Promise<StoredSession>;
  /** Newest first. */
  listSessions(): Promise<Session[]>;
  /** Makes a session of about this many bytes on disk, which began `ageMs` ago. */
  makeSession(made: MadeSession): Promise<void>;
  /** Reads every segment and unsealed batch and returns what is wrong with them. */
  checkSession(id: string): Promise<string[]>;
}

export interface MadeSession {
  id: string;
  title: string;
  ageMs: number;
  bytes: number;
}

async function readSession(id: string): Promise<StoredSession> {
  const store = await openIndexedDbStore();
  try {
    const session = await store.getSession(id);
    if (!session) throw new Error(`There is no session ${id}.`);
    const byTab: Record<string, RecordedEvent[]> = {};
    const missing: string[] = [];
    const add = (tabId: string, json: string) => (byTab[tabId] ??= []).push(...JSON.parse(json));
    const segments = await store.listSegments(id);
    for (const { tabId, index, bytes } of segments) {
      const segment = (await store.getSegment(id, tabId, index))!;
      add(tabId, decodeUtf8(await gunzip(segment.gzip, bytes)));
    }
    for (const tabId of await store.listTails(id)) {
      for (const batch of await store.readTail(id, tabId)) add(tabId, batch.json);
    }
    for (const [tabId, own] of Object.entries(byTab)) {
      own.sort((a, b) => a.timestamp - b.timestamp);
      for (const { producer, seqs } of await store.listMissing(id, tabId)) {
        missing.push(...seqs.map((seq) => `${tabId}/${producer}#${seq}`));
      }
    }
    return {
      session,
      events: Object.values(byTab)
        .flat()
        .sort((a, b) => a.timestamp - b.timestamp),
      segments: segments.length,
      byTab,
      missing,
      marks: await store.listAnnotations(id),
    };
  } finally {
    await store.close();
  }
}

async function listSessions(): Promise<Session[]> {
  const store = await openIndexedDbStore();
  try {
    return (await store.listSessions({ limit: 500 })).sessions;
  } finally {
    await store.close();
  }
}

/** Noise, so that packing does not shrink it. */
function noise(bytes: number): string {
  let text = "";
  while (text.length < bytes * 1.3) {
    const part = crypto.getRandomValues(new Uint8Array(30_000));
    text += btoa(String.fromCharCode(...part));
  }
  return text;
}

async function makeSession({ id, title, ageMs, bytes }: MadeSession): Promise<void> {
  const store = await openIndexedDbStore();
  try {
    const startedAt = Date.now() - ageMs;
    const tab = { id: "t1", title, url: "https://shop.example/", startedAt };
    await store.putSession(
      sanitizeSession({
        id,
        format: FORMAT_VERSION,
        title,
        site: "shop.example",
        startedAt,
        endedAt: startedAt + 60_000,
        state: "finished",
        origin: "extension",
        metadata: {},
        tabs: [tab],
        environment: {},
        privacy: { level: "balanced", hits: {} },
        labels: [],
        counts: { ...NO_COUNTS },
        rev: 0,
      }),
    );
    const json = encodeUtf8(
      JSON.stringify([
        { type: 5, data: { tag: "noise", payload: noise(bytes) }, timestamp: startedAt },
      ]),
    );
    await store.putSegment({
      sessionId: id,
      tabId: "t1",
      index: 0,
      rev: 0,
      firstEventAt: startedAt,
      lastEventAt: startedAt,
      eventCount: 1,
      bytes: json.length,
      sha256: await sha256Hex(json),
      gzip: await gzip(json),
    } as Sanitized<Segment>);
  } finally {
    await store.close();
  }
}

/** What a store checks when it is handed a segment: length, hash, number of events. */
async function checkSession(id: string): Promise<string[]> {
  const store = await openIndexedDbStore();
  const problems: string[] = [];
  const check = async (what: string, work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => problems.push(`${what}: ${String(error)}`));
  };
  try {
    for (const { tabId, index } of await store.listSegments(id)) {
      await check(`segment ${index}`, async () =>
        segmentToPut((await store.getSegment(id, tabId, index))!),
      );
    }
    for (const tabId of await store.listTails(id)) {
      for (const batch of await store.readTail(id, tabId)) {
        await check(`batch ${batch.seq}`, async () => parseEvents(batch.json, batch.eventCount));
      }
    }
    return problems;
  } finally {
    await store.close();
  }
}

(globalThis as { inPageStore?: InPageStore }).inPageStore = {
  readSession,
  listSessions,
  makeSession,
  checkSession,
};

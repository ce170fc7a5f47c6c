/** Bundled and evaluated in an extension page, so that tests read the store with the store's own code. */
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { Session } from "../../../src/format/session.ts";
import { decodeUtf8, gunzip } from "../../../src/store/bytes.ts";
import { openIndexedDbStore } from "../../../src/store/indexeddb/store.ts";

export interface StoredSession {
  session: Session;
  /** Sealed and unsealed, in time order. */
  events: RecordedEvent[];
  segments: number;
  /** The same events by tab, each in time order. */
  byTab: Record<string, RecordedEvent[]>;
  /** Batches that never came, as `tab/producer#seq`. */
  missing: string[];
}

export interface InPageStore {
  readSession(id: string): Promise<StoredSession>;
  /** Newest first. */
  listSessions(): Promise<Session[]>;
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

(globalThis as { inPageStore?: InPageStore }).inPageStore = { readSession, listSessions };

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
    const events: RecordedEvent[] = [];
    const segments = await store.listSegments(id);
    for (const { tabId, index, bytes } of segments) {
      const segment = (await store.getSegment(id, tabId, index))!;
      events.push(...JSON.parse(decodeUtf8(await gunzip(segment.gzip, bytes))));
    }
    for (const tabId of await store.listTails(id)) {
      for (const batch of await store.readTail(id, tabId)) events.push(...JSON.parse(batch.json));
    }
    return {
      session,
      events: events.toSorted((a, b) => a.timestamp - b.timestamp),
      segments: segments.length,
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

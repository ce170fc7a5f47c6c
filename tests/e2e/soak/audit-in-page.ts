/** Bundled and evaluated in an extension page: reads a long session segment by segment, not at once. */
import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../../../src/format/events.ts";
import type { Session } from "../../../src/format/session.ts";
import { decodeUtf8, gunzip } from "../../../src/store/bytes.ts";
import { openIndexedDbStore } from "../../../src/store/indexeddb/store.ts";

/** What is stored of what one document counted. */
export interface StoredDocument {
  /** The count in the document's snapshot; null where it had not begun to count by then. */
  snapshot: number | null;
  /** The first count that a change brought; Infinity when there is none. */
  from: number;
  last: number;
  /** Counts that a text or node change brought, each as often as it is stored. */
  changes: number;
  /** Of these, different ones. */
  distinct: number;
}

export interface Audit {
  session: Session;
  events: number;
  segments: number;
  /** Unpacked. */
  bytes: number;
  /** By the tab's id in the session. */
  tabs: Record<string, { events: number; clicks: number; snapshots: number; lastAt: number }>;
  /** By the document's own name. */
  documents: Record<string, StoredDocument>;
  /** Batches that never came, as `tab/producer#seq`. */
  missing: string[];
}

const COUNT = /"([a-z]\d+f?) made (\d+)"/g;

async function auditSession(id: string): Promise<Audit> {
  const store = await openIndexedDbStore();
  try {
    const session = await store.getSession(id);
    if (!session) throw new Error(`There is no session ${id}.`);
    const audit: Audit = {
      session,
      events: 0,
      segments: 0,
      bytes: 0,
      tabs: {},
      documents: {},
      missing: [],
    };
    const seen = new Map<string, Set<number>>();

    const noteCount = (doc: string, n: number, isChange: boolean) => {
      const known = (audit.documents[doc] ??= {
        snapshot: null,
        from: Infinity,
        last: n,
        changes: 0,
        distinct: 0,
      });
      known.last = Math.max(known.last, n);
      if (!isChange) {
        known.snapshot = Math.min(known.snapshot ?? n, n);
        return;
      }
      known.from = Math.min(known.from, n);
      known.changes++;
      const numbers = seen.get(doc) ?? new Set<number>();
      seen.set(doc, numbers.add(n));
      known.distinct = numbers.size;
    };
    const isIncrement = ({ type, data }: RecordedEvent, source: number) =>
      type === EventType.IncrementalSnapshot && data["source"] === source;
    const add = (tabId: string, json: string) => {
      const tab = (audit.tabs[tabId] ??= { events: 0, clicks: 0, snapshots: 0, lastAt: 0 });
      for (const event of JSON.parse(json) as RecordedEvent[]) {
        tab.events++;
        tab.lastAt = Math.max(tab.lastAt, event.timestamp);
        if (event.type === EventType.FullSnapshot) tab.snapshots++;
        if (isIncrement(event, IncrementalSource.MouseInteraction)) {
          if (event.data["type"] === MouseInteraction.Click) tab.clicks++;
        }
        const isChange =
          isIncrement(event, IncrementalSource.Mutation) && !event.data["isAttachIframe"];
        if (!isChange && event.type !== EventType.FullSnapshot && !event.data["isAttachIframe"]) {
          continue;
        }
        for (const [, doc, n] of JSON.stringify(event.data).matchAll(COUNT)) {
          noteCount(doc!, Number(n), isChange);
        }
      }
      audit.bytes += json.length;
    };

    for (const { tabId, index, bytes } of await store.listSegments(id)) {
      const segment = (await store.getSegment(id, tabId, index))!;
      audit.segments++;
      add(tabId, decodeUtf8(await gunzip(segment.gzip, bytes)));
    }
    for (const tabId of await store.listTails(id)) {
      for (const batch of await store.readTail(id, tabId)) add(tabId, batch.json);
    }
    for (const [tabId, { events }] of Object.entries(audit.tabs)) {
      audit.events += events;
      for (const { producer, seqs } of await store.listMissing(id, tabId)) {
        audit.missing.push(...seqs.map((seq) => `${tabId}/${producer}#${seq}`));
      }
    }
    return audit;
  } finally {
    await store.close();
  }
}

(globalThis as { auditSession?: typeof auditSession }).auditSession = auditSession;

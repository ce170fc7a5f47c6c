import { EventType, type RecordedEvent } from "../format/events.ts";
import { SEGMENT_BYTES, SEGMENT_EVENTS } from "../format/segment-limits.ts";
import { createGate2, type Gate2 } from "../privacy/gate2/gate2.ts";
import type { Batch } from "../record/protocol.ts";
import type { SessionStore } from "../store/session-store.ts";
import { decodeUtf8, gunzip } from "../store/bytes.ts";
import type { Recording } from "./recordings.ts";

interface Producer {
  gate: Gate2;
  nextSeq: number;
  /** The work of this producer, one batch after the other. */
  chain: Promise<void>;
}

/** How full a tab's tail is, so that it is sealed in time without reading it. */
interface TailSize {
  events: number;
  bytes: number;
  sealing: Promise<void> | null;
}

export interface Ingest {
  /** A new document reports: its batches start at 0 and its gate knows nothing yet. */
  open(recording: Recording, producer: string): void;
  /** Resolves when all batches are stored; batches that were stored before are fine. */
  append(recording: Recording, producer: string, batches: Batch[]): Promise<void>;
  /** A document left: what its gate knows is not needed any more. Something late is judged without. */
  close(recording: Recording, producer: string): void;
  /** Resolves when nothing of this session is under way, and forgets its producers. */
  settle(recording: Recording): Promise<void>;
}

/**
 * Takes batches from pages through gate 2 into the store, in order within each document, and seals
 * the tail as it fills.
 */
export function createIngest(store: SessionStore): Ingest {
  const producers = new Map<string, Producer>();
  const tails = new Map<string, TailSize>();

  async function producerOf(recording: Recording, id: string, firstSeq: number): Promise<Producer> {
    const key = `${recording.sessionId}/${id}`;
    const known = producers.get(key);
    if (known) return known;
    // The service worker died under this document: what gate 2 knew is read back from the store.
    const gate = createGate2(recording);
    const made: Producer = { gate, nextSeq: 0, chain: Promise.resolve() };
    producers.set(key, made);
    if (firstSeq > 0 && recording.producer === id) {
      made.chain = restore(store, recording, gate);
    }
    return made;
  }

  async function store1(recording: Recording, id: string, producer: Producer, batch: Batch) {
    if (batch.seq < producer.nextSeq) return;
    const passed = producer.gate.pass(batch.json, {
      sessionId: recording.sessionId,
      tabId: recording.tabId,
      producer: id,
      seq: batch.seq,
      pageHits: batch.hits,
    });
    if (passed) {
      const { stored } = await store.appendTail(passed);
      if (stored) noteTail(recording, passed.eventCount, passed.json.length);
    }
    producer.nextSeq = batch.seq + 1;
  }

  function noteTail(recording: Recording, events: number, bytes: number): void {
    const key = `${recording.sessionId}/${recording.tabId}`;
    const tail = tails.get(key) ?? { events: 0, bytes: 0, sealing: null };
    tails.set(key, tail);
    tail.events += events;
    tail.bytes += bytes;
    tail.sealing ??= isFull(tail) ? sealFull(recording, tail) : null;
  }

  async function sealFull({ sessionId, tabId }: Recording, tail: TailSize): Promise<void> {
    try {
      // What came while a segment was being packed may already fill the next.
      while (isFull(tail)) {
        const sealed = await store.seal(sessionId, tabId);
        // Nothing to cut yet: times that do not rise, or one huge snapshot that is still growing.
        if (sealed.length === 0) break;
        for (const segment of sealed) {
          tail.events -= segment.eventCount;
          tail.bytes -= segment.bytes;
        }
      }
    } catch (error) {
      // The tail stays as it is and replays all the same; the next batch tries again.
      console.warn("Waymark could not seal a segment yet:", error);
    } finally {
      tail.sealing = null;
    }
  }

  return {
    open(recording, id) {
      producers.set(`${recording.sessionId}/${id}`, {
        gate: createGate2(recording),
        nextSeq: 0,
        chain: Promise.resolve(),
      });
    },
    async append(recording, id, batches) {
      const producer = await producerOf(recording, id, batches[0]?.seq ?? 0);
      const done = producer.chain.then(async () => {
        for (const batch of batches) await store1(recording, id, producer, batch);
      });
      // A failed batch is the sender's to repeat; the ones behind it must still run.
      producer.chain = done.catch(() => {});
      return done;
    },
    close(recording, id) {
      producers.delete(`${recording.sessionId}/${id}`);
    },
    async settle({ sessionId }) {
      for (const [key, { chain }] of producers) {
        if (!key.startsWith(`${sessionId}/`)) continue;
        await chain;
        producers.delete(key);
      }
      for (const [key, { sealing }] of tails) {
        if (!key.startsWith(`${sessionId}/`)) continue;
        await sealing;
        tails.delete(key);
      }
    },
  };
}

/** Feeds gate 2 what is stored of the tab's current document: everything since its last full snapshot. */
async function restore(store: SessionStore, recording: Recording, gate: Gate2): Promise<void> {
  const { sessionId, tabId } = recording;
  const events: RecordedEvent[] = [];
  for (const batch of await store.readTail(sessionId, tabId)) {
    events.push(...(JSON.parse(batch.json) as RecordedEvent[]));
  }
  const segments = await store.listSegments(sessionId, tabId);
  for (let i = segments.length - 1; i >= 0 && !events.some(isSnapshot); i--) {
    const segment = await store.getSegment(sessionId, tabId, segments[i]!.index);
    if (!segment) continue;
    const json = decodeUtf8(await gunzip(segment.gzip, segment.bytes));
    events.unshift(...(JSON.parse(json) as RecordedEvent[]));
  }
  const from = events.findLastIndex(isSnapshot);
  // Its Meta, right before it, tells the gate which page this is.
  if (from >= 0) gate.restore(events.slice(Math.max(0, from - 1)));
}

const isFull = ({ events, bytes }: TailSize) => events >= SEGMENT_EVENTS || bytes >= SEGMENT_BYTES;

const isSnapshot = (event: RecordedEvent) => event.type === EventType.FullSnapshot;

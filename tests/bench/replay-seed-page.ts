import type { Sanitized } from "../../src/format/sanitized.ts";
import type { RecordedEvent } from "../../src/format/events.ts";
import { SEGMENT_BYTES, SEGMENT_EVENTS } from "../../src/format/segment-limits.ts";
import type { Session, SessionPatch, TailBatch } from "../../src/format/session.ts";
import { openIndexedDbStore } from "../../src/store/indexeddb/store.ts";
import { withKeyframesOnSeal } from "../../src/worker/replay/keyframes-on-seal.ts";
import { LONG_SESSION_START, makeLongSession } from "./long-session.ts";

/** Runs in an extension page; tests/bench/replay.ts bundles it. Its sessions are made data, so they may be called sanitized. */
export interface ReplaySeed {
  /** Writes a session as recording does: batches to the tail, sealed as it fills, keyframes with it. */
  write(id: string, count: number): Promise<{ durationMs: number; bytes: number }>;
  /** As after an update that writes keyframes otherwise, or on a session that came from elsewhere. */
  dropDerived(id: string): Promise<void>;
}

const BATCH_EVENTS = 200;
const TAB = "tab";

async function write(id: string, count: number): Promise<{ durationMs: number; bytes: number }> {
  const store = withKeyframesOnSeal(await openIndexedDbStore(), (message) => {
    throw new Error(message);
  });
  await store.putSession(newSession(id));
  let tail = { events: 0, bytes: 0 };
  let batch: RecordedEvent[] = [];
  let seq = 0;
  let bytes = 0;
  let lastAt = LONG_SESSION_START;

  async function append(): Promise<void> {
    const json = JSON.stringify(batch);
    const written: TailBatch = {
      sessionId: id,
      tabId: TAB,
      producer: "document",
      seq: seq++,
      json,
      firstEventAt: batch[0]!.timestamp,
      lastEventAt: (lastAt = batch.at(-1)!.timestamp),
      eventCount: batch.length,
      adds: {},
      hits: {},
    };
    await store.appendTail(written as Sanitized<TailBatch>);
    tail.events += batch.length;
    tail.bytes += json.length;
    bytes += json.length;
    batch = [];
    while (tail.events >= SEGMENT_EVENTS || tail.bytes >= SEGMENT_BYTES) {
      const sealed = await store.seal(id, TAB);
      if (sealed.length === 0) break;
      for (const { eventCount, bytes: size } of sealed) {
        tail = { events: tail.events - eventCount, bytes: tail.bytes - size };
      }
    }
  }

  for (const event of makeLongSession(count)) {
    batch.push(event);
    if (batch.length === BATCH_EVENTS) await append();
  }
  if (batch.length > 0) await append();
  await store.seal(id, TAB, { all: true });
  const ended: SessionPatch = { state: "finished", endedAt: lastAt };
  await store.patchSession(id, ended as Sanitized<SessionPatch>);
  await store.close();
  return { durationMs: lastAt - LONG_SESSION_START, bytes };
}

async function dropDerived(id: string): Promise<void> {
  const store = await openIndexedDbStore();
  await store.dropDerived(id);
  await store.close();
}

function newSession(id: string): Sanitized<Session> {
  const session: Session = {
    id,
    format: 1,
    title: `Benchmark ${id}`,
    site: "shop.example",
    startedAt: LONG_SESSION_START,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: {},
    tabs: [
      { id: TAB, title: "Stock", url: "https://shop.example/stock", startedAt: LONG_SESSION_START },
    ],
    environment: { viewport: { width: 1280, height: 800 } },
    privacy: { level: "balanced", hits: {} },
    labels: [],
    counts: { events: 0, bytes: 0, clicks: 0, navigations: 0, errors: 0, findings: 0 },
    rev: 0,
  };
  return session as Sanitized<Session>;
}

(globalThis as { replaySeed?: ReplaySeed }).replaySeed = { write, dropDerived };

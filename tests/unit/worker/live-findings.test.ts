import { expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readBack } from "../../../src/format/sanitized.ts";
import { NO_COUNTS, type Session } from "../../../src/format/session.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { countLiveFindings, MOST_SEGMENTS } from "../../../src/worker/live-findings.ts";
import { el, load, T0 } from "../dom/page.ts";

const session: Session = {
  id: "s",
  format: 1,
  title: "Shop",
  site: "shop.test",
  startedAt: T0,
  endedAt: null,
  state: "recording",
  origin: "extension",
  metadata: {},
  tabs: [{ id: "tab", title: "Shop", url: "http://shop.test/", startedAt: T0 }],
  environment: {},
  privacy: { level: "balanced", hits: {} },
  labels: [],
  counts: { ...NO_COUNTS },
  rev: 0,
};

const fault = (message: string, at: number) =>
  signalEvent(
    "waymark.error",
    {
      what: "error",
      message,
      name: "TypeError",
      stack: `TypeError: ${message}\n    at ${message} (http://shop.test/a.js:1:1)`,
    },
    T0 + at,
  );

let seq = 0;
async function append(store: SessionStore, events: RecordedEvent[]): Promise<void> {
  await store.appendTail(
    readBack({
      sessionId: "s",
      tabId: "tab",
      producer: "document",
      seq: seq++,
      json: JSON.stringify(events),
      eventCount: events.length,
      firstEventAt: events[0]!.timestamp,
      lastEventAt: events.at(-1)!.timestamp,
      adds: { events: events.length },
      hits: {},
    }),
  );
}

test("findings are counted while a session is recorded, and all of a long one are told as at least", async () => {
  const store = createMemoryStore();
  await store.putSession(readBack(session));
  await append(store, load([el(10, "main")]));
  expect(await countLiveFindings(store, "s")).toEqual({ count: 0, atLeast: false });

  await append(store, [fault("first", 1_000)]);
  expect(await countLiveFindings(store, "s")).toEqual({ count: 1, atLeast: false });

  // Each of these is sealed by itself; the newest are looked through, however many there are.
  for (let i = 0; i < MOST_SEGMENTS + 3; i++) {
    await append(store, [fault(`fault${"abcdefghijklmnopqrstu"[i]}`, 10_000 * (i + 1))]);
    await store.seal("s", "tab", { all: true });
  }
  const read: number[] = [];
  const watched: SessionStore = {
    ...store,
    getSegment(id, tabId, index) {
      read.push(index);
      return store.getSegment(id, tabId, index);
    },
  };
  await append(store, [fault("late", 500_000)]);
  expect(await countLiveFindings(watched, "s")).toEqual({
    count: MOST_SEGMENTS + 1,
    atLeast: true,
  });
  expect(read).toEqual(Array.from({ length: MOST_SEGMENTS }, (_, i) => i + 3));
});

import { expect, test, vi } from "vitest";
import { createRetention } from "../../../src/extension/retention.ts";
import type { Recordings } from "../../../src/extension/recordings.ts";
import { listAudit } from "../../../src/store/audit-log.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import { listRemovals, markRemovalsSeen, noteRemoval } from "../../../src/store/retention-log.ts";
import type { StoreLimits } from "../../../src/store/session-store.ts";
import {
  aPatch,
  aSegment,
  aSession,
  listAll,
  run,
  T0,
} from "../../contract/session-store/samples.ts";

const HOUR = 3_600_000;

/** a to e, a day apart, the oldest first; "e" began just now. */
async function setUp(limits: StoreLimits) {
  vi.spyOn(console, "info").mockImplementation(() => {});
  const store = createMemoryStore();
  const docs = createMemoryDocs();
  const clock = { now: T0 + 4 * 24 * HOUR, lastRun: null as number | null };
  for (const [i, id] of ["a", "b", "c", "d", "e"].entries()) {
    await store.putSession(aSession(id, { startedAt: T0 + i * 24 * HOUR }));
    await store.putSegment(await aSegment(id, 0, run(10)));
  }
  const recordings = { recordings: {}, last: {} } as Pick<Recordings, "recordings" | "last">;
  const retention = createRetention({
    store,
    docs,
    recordings,
    readLimits: async () => limits,
    readLastRun: async () => clock.lastRun,
    writeLastRun: async (at) => void (clock.lastRun = at),
    now: () => clock.now,
  });
  const left = async () => (await listAll(store, { descending: false })).ids;
  return { store, docs, clock, recordings, retention, left };
}

test("without a limit nothing is ever removed, and nothing is said", async () => {
  const { retention, left, docs } = await setUp({});
  expect((await retention.enforce()).evicted).toEqual([]);
  expect(await left()).toEqual(["a", "b", "c", "d", "e"]);
  expect(await listRemovals(docs)).toEqual([]);
});

test("what the preview shows is what goes, and the log says how many and how much", async () => {
  const { retention, left, docs, clock, store } = await setUp({ maxSessions: 3 });
  const size = await store.storedBytes("a");
  const { evicted } = await retention.preview({ maxSessions: 3 });
  expect(evicted.map(({ id }) => id)).toEqual(["a", "b"]);
  expect((await retention.enforce()).evicted).toEqual(evicted);
  expect(await left()).toEqual(["c", "d", "e"]);
  expect(await listRemovals(docs)).toEqual([
    { at: clock.now, sessions: 2, bytes: 2 * size, seen: false },
  ]);
  expect(JSON.stringify(await docs.list("retention-log"))).not.toContain("Session a");
  const noted = await listAudit(docs);
  expect(noted.map(({ at, act, sessionId }) => [at, act, sessionId])).toEqual([
    [clock.now, "purge", "a"],
    [clock.now, "purge", "b"],
  ]);
  expect(noted[0]?.detail).toContain("2025-10-09");
  expect(JSON.stringify(noted)).not.toContain("Session a");
  await retention.enforce();
  expect(await listRemovals(docs)).toHaveLength(1);
});

test("spares what is recorded, what a popup still offers, and what is pinned", async () => {
  const { retention, left, store, recordings } = await setUp({ maxAgeMs: 0 });
  recordings.recordings[1] = { sessionId: "a" } as Recordings["recordings"][number];
  recordings.last[2] = { id: "b" } as Recordings["last"][number];
  await store.patchSession("c", aPatch({ pinned: true }));
  const { evicted } = await retention.preview({ maxAgeMs: 0 });
  expect(evicted.map(({ id }) => id)).toEqual(["d"]);
  await retention.enforce();
  expect(await left()).toEqual(["a", "b", "c", "e"]);
});

test("runs when the browser starts and then once an hour, however often it is asked", async () => {
  const { retention, left, clock, store } = await setUp({ maxSessions: 4 });
  await retention.enforceIfDue();
  expect(await left()).toEqual(["b", "c", "d", "e"]);
  await store.putSession(aSession("f", { startedAt: clock.now }));
  clock.now += HOUR - 1;
  await retention.enforceIfDue();
  expect(await left()).toHaveLength(5);
  clock.now += 1;
  await retention.enforceIfDue();
  expect(await left()).toEqual(["c", "d", "e", "f"]);
  // A clock that was set back does not stop it.
  await store.putSession(aSession("g", { startedAt: clock.now }));
  clock.now -= 10 * HOUR;
  await retention.enforceIfDue();
  expect(await left()).toHaveLength(4);
});

test("the log keeps its last hundred entries, newest first, and who has seen them", async () => {
  const docs = createMemoryDocs();
  for (let i = 0; i < 103; i++) await noteRemoval(docs, { at: T0 + i, sessions: 1, bytes: i });
  const all = await listRemovals(docs);
  expect(all).toHaveLength(100);
  expect(all[0]).toEqual({ at: T0 + 102, sessions: 1, bytes: 102, seen: false });
  await markRemovalsSeen(docs);
  await noteRemoval(docs, { at: T0 + 200, sessions: 2, bytes: 5 });
  expect((await listRemovals(docs)).filter(({ seen }) => !seen)).toHaveLength(1);
  await docs.put("retention-log", "zzz", { at: "never" });
  expect(await listRemovals(docs)).toHaveLength(100);
});

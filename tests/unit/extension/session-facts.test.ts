import { beforeEach, expect, test, vi } from "vitest";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import type { Recording, Recordings, RunningSession } from "../../../src/extension/recordings.ts";
import { createIngest } from "../../../src/extension/ingest.ts";
import { createSessionFacts } from "../../../src/extension/session-facts.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { sanitizeSession } from "../../../src/privacy/gate2/sessions.ts";
import { aSession } from "../../contract/session-store/samples.ts";

const recording = {
  sessionId: "s1",
  tabId: "t1",
  startedAt: 1_000,
  producer: "doc",
  policy: DEFAULT_SITE_POLICY,
  canvasSites: [],
} as unknown as Recording;

let store: SessionStore;
let recordings: Recordings;
beforeEach(async () => {
  store = createMemoryStore();
  recordings = {
    sessions: { s1: { id: "s1" } as RunningSession },
    save: async () => {},
  } as unknown as Recordings;
  await store.putSession(sanitizeSession(aSession("s1", { startedAt: 1_000, metadata: {} })));
});

const record = async () => (await store.getSession("s1"))!;
const told = (metadata: Record<string, string | number | boolean>) => ({
  metadata,
  circumstances: null,
});

test("what a page says of itself is merged into the session's record, as texts", async () => {
  const facts = createSessionFacts(store, recordings);
  await facts.note(recording, told({ plan: "pro", seats: 3 }));
  await facts.note(recording, told({ plan: "team", trial: false }));
  expect((await record()).metadata).toEqual({ plan: "team", seats: "3", trial: "false" });
  const found = await store.listSessions({ text: "team" });
  expect(
    found.sessions.map(({ id }) => id),
    "and is found by it",
  ).toEqual(["s1"]);
});

test("R4 there is room for 50 names, however many pages tell at once", async () => {
  const facts = createSessionFacts(store, recordings);
  const names = (from: number) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`name${from + i}`, i]));
  await Promise.all([
    facts.note(recording, told(names(0))),
    facts.note(recording, told(names(20))),
    facts.note(recording, told(names(40))),
    facts.note(recording, told({ name3: "again", "": 1, ["__proto__"]: 2 })),
  ]);
  const { metadata } = await record();
  expect(Object.keys(metadata)).toHaveLength(50);
  expect(metadata["name3"]).toBe("again");
});

test("P5 values are redacted by the patterns of the page's site", async () => {
  const policy = {
    ...DEFAULT_SITE_POLICY,
    patterns: [{ name: "ticket", pattern: "SHOP-\\d+" }],
  };
  const facts = createSessionFacts(store, recordings);
  await facts.note({ ...recording, policy } as Recording, told({ ticket: "SHOP-412" }));
  expect((await record()).metadata).toEqual({ ticket: "[redacted]" });
});

test("the circumstances are those of the first document", async () => {
  const facts = createSessionFacts(store, recordings);
  const circumstances = (build: string) => ({ metadata: null, circumstances: { build } });
  await facts.note(recording, circumstances("1"));
  await facts.note(recording, circumstances("2"));
  expect((await record()).environment.build).toBe("1");
});

test("the build that a server names is the first that was heard, also where the first document was open before", async () => {
  const facts = createSessionFacts(store, recordings);
  const says = (circumstances: object) => ({ metadata: null, circumstances });
  await facts.note(recording, says({ build: "1", timeZone: "Europe/Berlin" }));
  await facts.note(recording, says({ build: "2", serverBuild: "jane@canary.example" }));
  await facts.note(recording, says({ build: "3", serverBuild: "late" }));
  expect((await record()).environment).toMatchObject({
    build: "1",
    timeZone: "Europe/Berlin",
    serverBuild: "[email]",
  });
});

test("R1 what a page says of itself is not lost with the service worker that should have written it", async () => {
  const failing: SessionStore["patchSession"] = vi
    .fn<SessionStore["patchSession"]>(store.patchSession)
    .mockRejectedValueOnce(new Error("gone"));
  const ingestOf = () => {
    const facts = createSessionFacts({ ...store, patchSession: failing }, recordings);
    return createIngest(store, (of, _, news) => facts.note(of, news));
  };
  const events = [signalEvent("waymark.identify", { metadata: { plan: "pro" } }, 2_000)];
  const batch = { seq: 0, count: 1, json: JSON.stringify(events), hits: {} };
  const before = ingestOf();
  before.open(recording, "doc");
  await expect(before.append(recording, "doc", [batch])).rejects.toThrow("gone");
  // Nobody acknowledged it, so it is sent to the next service worker again.
  await ingestOf().append(recording, "doc", [batch]);
  expect((await record()).metadata).toEqual({ plan: "pro" });
  expect((await store.readTail("s1", "t1")).length).toBe(1);
});

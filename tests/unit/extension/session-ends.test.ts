import { expect, test, vi } from "vitest";
import { WaymarkError } from "../../../src/format/errors.ts";
import type { Session } from "../../../src/format/session.ts";
import { NO_COUNTS } from "../../../src/format/session.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { sanitizePatch, sanitizeSession } from "../../../src/privacy/gate2/sessions.ts";
import {
  DEFAULT_PAGE_POLICY,
  DEFAULT_SITE_POLICY,
  type Level,
} from "../../../src/privacy/policy.ts";
import { DEFAULT_PRIVACY } from "../../../src/privacy/privacy-settings.ts";
import type { PageFacts } from "../../../src/record/uplink.ts";
import type { Recording, Recordings, RunningSession } from "../../../src/extension/recordings.ts";
import { listAudit } from "../../../src/store/audit-log.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import { aBatch, run, storedEvents } from "../../contract/session-store/samples.ts";

vi.stubGlobal("chrome", {
  runtime: { id: "w", getManifest: () => ({ version: "1.0" }) },
  action: { setBadgeText() {}, setBadgeBackgroundColor() {}, setTitle() {} },
  permissions: { getAll: async () => ({ origins: [] }) },
  scripting: { getRegisteredContentScripts: async () => [] },
  storage: { local: { get: async () => ({}) } },
});
const { recordingRole } = await import("../../../src/extension/role.ts");
const { createSessionEnd, recoverSessions } = await import("../../../src/extension/session-end.ts");
const { createSessionStop } = await import("../../../src/extension/session-stop.ts");
const { noteConsent } = await import("../../../src/extension/consent.ts");
const { freshSession, namesOf } = await import("../../../src/extension/fresh-session.ts");

const recordings = {
  recordings: {},
  waits: {},
  unclosed: {},
  save: async () => {},
} as unknown as Recordings;

function running(id: string): Session {
  return {
    id,
    format: 1,
    title: "Test",
    site: "shop.example",
    startedAt: 1_000,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: {},
    tabs: [{ id: "t1", title: "Test", url: "https://shop.example/", startedAt: 1_000 }],
    environment: {},
    privacy: { level: "balanced", hits: {} },
    labels: [],
    counts: { ...NO_COUNTS },
    rev: 0,
  };
}

const startOf = (sessionId: string) =>
  createGate2({ policy: DEFAULT_PAGE_POLICY }).pass(
    JSON.stringify([signalEvent("waymark.lifecycle", { what: "start" }, 1_000)]),
    { sessionId, tabId: "t1", producer: "p", seq: 0 },
  )!;

test("R1 a session that was killed before its first batch came leaves nothing", async () => {
  const store = createMemoryStore();
  for (const id of ["empty", "used"]) await store.putSession(sanitizeSession(running(id)));
  await store.appendTail(startOf("used"));
  await recoverSessions(store, recordings);
  expect(await store.getSession("empty")).toBeNull();
  expect((await store.getSession("used"))?.state).toBe("interrupted");
});

test("R7 one session that cannot be closed keeps neither the others nor the extension from going on", async () => {
  const store = createMemoryStore();
  for (const id of ["a", "b", "c"]) await store.putSession(sanitizeSession(running(id)));
  for (const id of ["a", "c"]) await store.appendTail(startOf(id));
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const broken: typeof store = {
    ...store,
    seal: (id, ...rest) =>
      id === "b" ? Promise.reject(new Error("torn")) : store.seal(id, ...rest),
  };
  expect((await recoverSessions(broken, recordings)).toSorted()).toEqual(["a", "c"]);
  expect(warn.mock.calls.flat().join(" ")).toContain("session b");
  expect((await store.getSession("a"))?.state).toBe("interrupted");
  warn.mockRestore();
});

function titleOf(title: string, level: Level = "balanced"): string {
  const recording = {
    sessionId: "s",
    tabId: "t1",
    startedAt: 1_000,
    openedAt: 1_000,
    policy: { ...DEFAULT_SITE_POLICY, level },
  } as Parameters<typeof freshSession>[0];
  const fresh = freshSession(recording, {
    url: "https://shop.example/",
    viewport: { width: 1, height: 1 },
    locale: "en",
    userAgent: "x",
    refusal: null,
  });
  const session = { ...fresh, ...sanitizePatch(namesOf(recording, fresh, title)) } as Session;
  return [session.title, session.tabs[0]?.title].join("|");
}

test("P5 a session's title is cut between words, so that no half of an address stays", () => {
  expect(titleOf("Cart of jane@example.com")).toBe("Cart of [email]|Cart of [email]");
  expect(titleOf(`${"word ".repeat(58)}jane.doe@example.com and more`)).not.toContain("jane");
});

test("P5 at level strict a session is named after its site", () => {
  expect(titleOf("Jane Roe, biopsy", "strict")).toBe("shop.example|");
});

test("R2 a session that ends on a full disk is forgotten by the recorder, replays, and is closed once there is room", async () => {
  const store = createMemoryStore();
  await store.putSession(sanitizeSession(running("s")));
  await store.appendTail(aBatch("s", 0, run(3), { tabId: "t1" }));
  let isFull = true;
  const noRoom = () => Promise.reject(new WaymarkError("quota", "The disk is full."));
  const full: typeof store = {
    ...store,
    seal: (...all) => (isFull ? noRoom() : store.seal(...all)),
    patchSession: (...all) => (isFull ? noRoom() : store.patchSession(...all)),
  };
  const recording = { browserTabId: 7, sessionId: "s", tabId: "t1" } as Recording;
  const session = { id: "s" } as RunningSession;
  const kept = {
    recordings: { 7: recording },
    sessions: { s: session },
    last: {},
    unclosed: {},
    starts: {},
    waits: {},
    tabsOf: () => [recording],
    save: async () => {},
  } as unknown as Recordings;
  const signals = {} as Parameters<typeof createSessionEnd>[3];
  const ingest = { settle: async () => {} } as unknown as Parameters<typeof createSessionEnd>[2];
  const ended = vi.fn<() => void>();
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});

  await createSessionEnd(
    full,
    kept,
    ingest,
    signals,
    recordingRole(kept, createMemoryDocs()),
    ended,
    async () => {},
  ).finish(session, "finished", "It is full.");
  expect(kept.sessions).toEqual({});
  expect(kept.recordings).toEqual({});
  expect(kept.last[7]).toMatchObject({ id: "s", events: 3 });
  expect(ended).toHaveBeenCalledTimes(1);
  expect(await storedEvents(store, "s", "t1")).toHaveLength(3);

  expect(await recoverSessions(full, kept)).toEqual(["s"]);
  expect((await store.getSession("s"))?.state).toBe("recording");
  isFull = false;
  await recoverSessions(full, kept);
  const closed = await store.getSession("s");
  expect(closed).toMatchObject({ state: "finished", endReason: "It is full." });
  expect(await store.listSegments("s")).toHaveLength(1);
  expect(kept.unclosed).toEqual({});
  warn.mockRestore();
});

test("P5 P7 the audit log keeps who asked for a consent and its version, redacted, each once and no longer than told", async () => {
  const store = createMemoryStore();
  const docs = createMemoryDocs();
  await store.putSession(sanitizeSession(running("s")));
  const session = { id: "s", privacy: { ...DEFAULT_PRIVACY, consent: ["shop.example"] } };
  const kept = {
    sessionOf: () => session,
    save: async () => {},
  } as unknown as Recordings;
  const deps = { store, recordings: kept, role: recordingRole(kept, docs) };
  const told = (source: string, version: string) =>
    noteConsent(deps, { sessionId: "s" } as Recording, DEFAULT_SITE_POLICY, {
      url: "https://shop.example/pay",
      consent: { source, version, at: 5 },
    } as PageFacts);
  await told("banner of jane@mail.example", "v".repeat(128));
  await told("banner of jane@mail.example", "v".repeat(128));
  await told("x".repeat(129), "3");
  const entries = await listAudit(docs);
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ act: "consent", sessionId: "s", site: "shop.example" });
  expect(entries[0]?.detail).toContain(
    `asked by "banner of [email]", version "${"v".repeat(128)}"`,
  );
  for (let turn = 0; turn < 60; turn++) await told("banner", `${turn}`);
  expect(await listAudit(docs)).toHaveLength(50);
});

test("P1 P5 what a page says as a recording ends reaches the audit log through the patterns only", async () => {
  const store = createMemoryStore();
  const docs = createMemoryDocs();
  await store.putSession(sanitizeSession(running("s")));
  const recording = { browserTabId: 7, sessionId: "s", tabId: "t1" } as Recording;
  const session = { id: "s" } as RunningSession;
  const kept = {
    recordings: { 7: recording },
    sessions: { s: session },
    last: {},
    starts: {},
    waits: {},
    tabsOf: () => [recording],
    save: async () => {},
  } as unknown as Recordings;
  const ingest = { settle: async () => {} } as unknown as Parameters<typeof createSessionEnd>[2];
  const role = recordingRole(kept, docs);
  const end = createSessionEnd(
    store,
    kept,
    ingest,
    {} as never,
    role,
    () => {},
    async () => {},
  );
  await end.finish(
    session,
    "interrupted",
    "The recorder failed for jane@example.com in this page.",
  );
  const entries = await listAudit(docs);
  expect(entries).toHaveLength(1);
  expect(entries[0]?.detail).toContain("The recorder failed for [email]");
  expect(JSON.stringify([entries, kept.last])).not.toContain("jane");
});

test("P1 P5 so does the reason for which a page does not want to be recorded", async () => {
  const store = createMemoryStore();
  const docs = createMemoryDocs();
  await store.putSession(sanitizeSession(running("s")));
  const recording = { browserTabId: 7, sessionId: "s", tabId: "t1", producer: "p" } as Recording;
  const session = { id: "s" } as RunningSession;
  const kept = {
    recordings: { 7: recording },
    sessions: { s: session },
    refusals: {},
    byTab: () => recording,
    sessionOf: () => session,
    tabsOf: () => [recording],
    save: async () => {},
  } as unknown as Recordings;
  const role = recordingRole(kept, docs);
  const end = {
    once: async (_: unknown, __: string, work: () => Promise<void>) => work(),
    discard() {},
  };
  const frames = { tell: async () => {} };
  const { refused } = createSessionStop(
    ...([store, kept, {}, role, frames, end, () => {}] as unknown as Parameters<
      typeof createSessionStop
    >),
  );
  await refused(7, "p", "opt-out", "No, says jane@example.com.");
  await refused(7, "p", "opt-out", "");
  expect((await listAudit(docs)).map(({ detail }) => detail)).toEqual([
    "No, says [email].",
    "The page does not want to be recorded.",
  ]);
});

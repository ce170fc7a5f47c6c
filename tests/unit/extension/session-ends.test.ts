import { expect, test, vi } from "vitest";
import type { Session } from "../../../src/format/session.ts";
import { NO_COUNTS } from "../../../src/format/session.ts";
import { signalEvent } from "../../../src/format/signals.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { sanitizeSession } from "../../../src/privacy/gate2/sessions.ts";
import { DEFAULT_PAGE_POLICY, type Level } from "../../../src/privacy/policy.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";

vi.stubGlobal("chrome", { runtime: { id: "w", getManifest: () => ({ version: "1.0" }) } });
const { recoverSessions } = await import("../../../src/extension/session-end.ts");
const { freshSession } = await import("../../../src/extension/fresh-session.ts");

const recordings = { recordings: {} } as Parameters<typeof recoverSessions>[1];

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

const aBatch = (sessionId: string) =>
  createGate2({ policy: DEFAULT_PAGE_POLICY }).pass(
    JSON.stringify([signalEvent("waymark.lifecycle", { what: "start" }, 1_000)]),
    { sessionId, tabId: "t1", producer: "p", seq: 0 },
  )!;

test("R1 a session that was killed before its first batch came leaves nothing", async () => {
  const store = createMemoryStore();
  for (const id of ["empty", "used"]) await store.putSession(sanitizeSession(running(id)));
  await store.appendTail(aBatch("used"));
  await recoverSessions(store, recordings);
  expect(await store.getSession("empty")).toBeNull();
  expect((await store.getSession("used"))?.state).toBe("interrupted");
});

test("R7 one session that cannot be closed keeps neither the others nor the extension from going on", async () => {
  const store = createMemoryStore();
  for (const id of ["a", "b", "c"]) await store.putSession(sanitizeSession(running(id)));
  for (const id of ["a", "c"]) await store.appendTail(aBatch(id));
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
    policy: { ...DEFAULT_PAGE_POLICY, level },
  } as Parameters<typeof freshSession>[0];
  const session = sanitizeSession(
    freshSession(recording, {
      url: "https://shop.example/",
      title,
      viewport: { width: 1, height: 1 },
      locale: "en",
      userAgent: "x",
      refusal: null,
    }),
  );
  return [session.title, session.tabs[0]?.title].join("|");
}

test("P5 a session's title is cut between words, so that no half of an address stays", () => {
  expect(titleOf("Cart of jane@example.com")).toBe("Cart of [email]|Cart of [email]");
  expect(titleOf(`${"word ".repeat(58)}jane.doe@example.com and more`)).not.toContain("jane");
});

test("P5 at level strict a session is named after its site", () => {
  expect(titleOf("Jane Roe, biopsy", "strict")).toBe("shop.example|");
});

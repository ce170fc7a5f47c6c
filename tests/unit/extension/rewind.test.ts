import { beforeEach, expect, test, vi } from "vitest";
import { DEFAULT_PRIVACY, type PrivacySettings } from "../../../src/privacy/privacy-settings.ts";
import type { PageFacts } from "../../../src/record/uplink.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { aBatch, run } from "../../contract/session-store/samples.ts";

/** What rewind asks of the browser, over tabs that the test holds. */
const tabs = new Map<number, { id: number; url: string; incognito: boolean; status: string }>();
const settings = {
  privacy: DEFAULT_PRIVACY as PrivacySettings,
  rewind: { sites: ["shop.example"], minutes: 2 },
};
vi.stubGlobal("chrome", {
  runtime: { id: "w", getManifest: () => ({ version: "1.0" }) },
  storage: {
    session: { get: async () => ({}), set: async () => {} },
    local: { get: async () => ({ settings }) },
  },
  tabs: {
    get: async (id: number) => {
      const tab = tabs.get(id);
      if (!tab) throw new Error(`No tab with id: ${id}`);
      return tab;
    },
    sendMessage: async () => ({ ok: true }),
  },
  webNavigation: { getAllFrames: async () => [] },
  permissions: { contains: async () => true, getAll: async () => ({ origins: [] }) },
  scripting: { executeScript: async () => [], getRegisteredContentScripts: async () => [] },
  action: { setBadgeText() {}, setBadgeBackgroundColor() {}, setTitle() {} },
});
const { createRewind } = await import("../../../src/extension/rewind.ts");
const { loadRecordings } = await import("../../../src/extension/recordings.ts");

const URL = "https://shop.example/";
const page: PageFacts = {
  url: URL,
  viewport: { width: 800, height: 600 },
  locale: "en",
  userAgent: "x",
  refusal: null,
};

let store: SessionStore;
let rewind: ReturnType<typeof createRewind>;
beforeEach(async () => {
  tabs.clear();
  settings.privacy = DEFAULT_PRIVACY;
  store = createMemoryStore();
  rewind = createRewind({
    store,
    library: createMemoryStore(),
    rewinds: await loadRecordings("rewinds"),
    storage: { trouble: async () => null },
    evict: async () => null,
    isTaken: () => false,
    keepEarlyScripts: async () => {},
    onSaved() {},
  });
});

const openTab = (id: number, more: { url?: string; incognito?: boolean } = {}) =>
  tabs.set(id, { id, url: URL, incognito: false, status: "complete", ...more });
const hello = (id: number, change: Partial<PageFacts> = {}) =>
  rewind.hello(id, `doc-${id}`, { ...page, ...change }, null);
const keptSessions = async () => (await store.listSessions()).sessions;

/** A tab of which something is kept. */
async function keep(id: number): Promise<void> {
  openTab(id);
  expect((await hello(id)).record).toBe(true);
  const { sessionId, tabId } = rewind.rewinds.byTab(id)!;
  await store.appendTail(aBatch(sessionId, 7, run(3), { tabId }));
}

test("P7 rewind keeps nothing of private windows, nor of sites that are not named", async () => {
  openTab(1, { incognito: true });
  expect(await hello(1)).toEqual({ record: false });
  openTab(2, { url: "https://bank.example/" });
  expect(await hello(2, { url: "https://bank.example/" })).toEqual({ record: false });
  expect(await keptSessions()).toEqual([]);
  await keep(3);
  expect(await keptSessions()).toHaveLength(1);
});

test("P7 rewind keeps nothing of a site that the settings forbid", async () => {
  openTab(1);
  for (const list of [{ deny: ["shop.example"] }, { allow: ["other.example"] }]) {
    settings.privacy = { ...DEFAULT_PRIVACY, ...list };
    expect(await hello(1)).toEqual({ record: false });
  }
  expect(await keptSessions()).toEqual([]);
});

test("P7 what rewind keeps of a tab goes when the tab closes", async () => {
  await keep(1);
  tabs.delete(1);
  await rewind.recorder.tabClosed(1);
  await vi.waitFor(async () => expect(await keptSessions()).toEqual([]));
});

test("P7 what rewind keeps of a tab goes when a recording begins in it", async () => {
  await keep(1);
  await rewind.yield(1);
  await vi.waitFor(async () => expect(await keptSessions()).toEqual([]));
});

test("P7 what rewind keeps of a tab goes when a page in it opts out", async () => {
  await keep(1);
  expect(await hello(1, { refusal: { code: "opt-out", why: "cookie" } })).toEqual({
    record: false,
  });
  await vi.waitFor(async () => expect(await keptSessions()).toEqual([]));
});

test("P7 what rewind keeps of a tab goes when the tab was elsewhere for the minutes set", async () => {
  await keep(1);
  const elsewhere = "https://bank.example/";
  openTab(1, { url: elsewhere });
  await rewind.navigated(1, { url: elsewhere });
  await rewind.trim();
  expect(await keptSessions()).toHaveLength(1);
  const later = Date.now() + 2 * 60_000;
  vi.spyOn(Date, "now").mockReturnValue(later);
  await rewind.trim();
  await vi.waitFor(async () => expect(await keptSessions()).toEqual([]));
  vi.restoreAllMocks();
});

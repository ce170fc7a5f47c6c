import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Recordings, RunningSession } from "../../../src/extension/recordings.ts";

let settings: object = {};
let said: string[] = [];
let granted = false;
let opened: string[] = [];
let local: Record<string, unknown> = {};
const tabs = new Map<number, { url: string; incognito: boolean }>();

vi.stubGlobal("chrome", {
  runtime: { id: "w", getURL: (path: string) => `chrome-extension://w${path}` },
  storage: {
    local: {
      get: async () => ({ settings, ...local }),
      set: async (change: object) => void Object.assign(local, change),
    },
  },
  permissions: { contains: async () => granted },
  tabs: {
    create: async ({ url }: { url: string }) => void opened.push(url),
    get: async (id: number) => {
      const tab = tabs.get(id);
      if (!tab) throw new Error(`No tab with id: ${id}`);
      return tab;
    },
  },
  action: {
    setBadgeText: async ({ text }: { text: string }) => void said.push(text),
    setBadgeBackgroundColor: async () => {},
    setTitle: async () => {},
  },
});

const { createAutoRecord } = await import("../../../src/extension/auto-record.ts");
const { createSiteQuestion } = await import("../../../src/extension/site-question.ts");
const { createCountdown } = await import("../../../src/extension/countdown.ts");
const { greet } = await import("../../../src/extension/onboarding.ts");

let recordings: Recordings;
let started: number[];
const record = async (tabId: number) => void started.push(tabId);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_760_000_000_000 });
  settings = {};
  said = [];
  opened = [];
  local = {};
  granted = false;
  started = [];
  tabs.clear();
  tabs.set(1, { url: "https://shop.example/", incognito: false });
  recordings = {
    recordings: {},
    sessions: {},
    starts: {},
    waits: {},
    countdowns: {},
    charters: {},
    autoStarts: {},
    autoEnded: {},
    asks: {},
    refusals: {},
    last: {},
    byTab: (id: number) => recordings.recordings[id],
    tabsOf: () => [{ browserTabId: 1 }],
    save: async () => {},
  } as unknown as Recordings;
});
afterEach(() => vi.useRealTimers());

describe("a countdown before a recording", () => {
  test("counts on the button, then starts; a second start joins it", async () => {
    settings = { countdown: 3 };
    const countdown = createCountdown(recordings, record);
    await countdown.start(1);
    await countdown.start(1);
    await vi.advanceTimersByTimeAsync(2_900);
    expect([said, started]).toEqual([["3", "2", "1"], []]);
    await vi.advanceTimersByTimeAsync(200);
    expect([started, recordings.countdowns]).toEqual([[1], {}]);
  });

  test("cancelled it starts nothing, also when another is begun at once", async () => {
    settings = { countdown: 3 };
    const countdown = createCountdown(recordings, record);
    await countdown.start(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await countdown.cancel(1)).toBe(true);
    await countdown.start(1);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(started).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(started).toEqual([1]);
    expect(await countdown.cancel(1)).toBe(false);
  });

  test("R1 goes on when the service worker died meanwhile", async () => {
    recordings.countdowns[1] = Date.now() + 1_000;
    createCountdown(recordings, record).resume();
    await vi.advanceTimersByTimeAsync(1_100);
    expect(started).toEqual([1]);
  });

  test("of none, and where the page cannot be recorded anyway, the start is at once", async () => {
    await createCountdown(recordings, record).start(1);
    settings = { countdown: 5 };
    tabs.set(2, { url: "chrome://settings/", incognito: false });
    await createCountdown(recordings, record).start(2);
    expect(started).toEqual([1, 2]);
  });
});

describe("recording by a site's rule", () => {
  const URL = "https://shop.example/cart";
  let may = true;
  const auto = (stop = async (_: number, __: string) => {}) =>
    createAutoRecord({
      recordings,
      mayRecord: async () => may,
      decided: async () => {},
      ended: async () => {},
      record,
      stop,
    });
  const on = (...sites: string[]) => (settings = { autoRecord: { sites, ask: [] } });
  beforeEach(() => {
    may = true;
  });

  test("begins as a page of the site is opened, and is off by default", async () => {
    await auto().navigated(1, URL);
    expect(started).toEqual([]);
    on("shop.example");
    await auto().navigated(1, "https://other.example/");
    expect(started).toEqual([]);
    await auto().navigated(1, URL);
    expect(started).toEqual([1]);
  });

  test("P7 never in a private window, without permission or against the lists, or in a tab that is taken", async () => {
    on("shop.example");
    tabs.set(2, { url: URL, incognito: true });
    await auto().navigated(2, URL);
    may = false;
    await auto().navigated(1, URL);
    may = true;
    recordings.recordings[1] = {} as never;
    await auto().navigated(1, URL);
    recordings.recordings = {};
    recordings.waits[1] = {} as never;
    await auto().navigated(1, URL);
    expect(started).toEqual([]);
  });

  test("P7 what its user ended does not come back before the tab has left the site", async () => {
    on("shop.example");
    recordings.autoEnded[1] = ["shop.example"];
    await auto().navigated(1, URL);
    await auto().navigated(1, `${URL}?again`);
    expect(started).toEqual([]);
    await auto().navigated(1, "https://other.example/");
    await auto().navigated(1, URL);
    expect(started).toEqual([1]);
  });

  test("ends where its site is taken off the list, and goes on where another name still covers it", async () => {
    const stopped: [number, string][] = [];
    const stop = async (tabId: number, reason: string) => void stopped.push([tabId, reason]);
    const session = { id: "s", autoSites: ["shop.example"] } as RunningSession;
    recordings.sessions = { s: session };
    settings = { autoRecord: { sites: [], ask: ["shop.example"] } };
    await auto(stop).settingsChanged();
    expect([stopped, session.autoSites]).toEqual([[], ["shop.example"]]);
    on("*.shop.example");
    await auto(stop).settingsChanged();
    expect([stopped, session.autoSites]).toEqual([[], ["*.shop.example"]]);
    on();
    await auto(stop).settingsChanged();
    expect(stopped).toEqual([[1, "The rule that the site was recorded by was taken away."]]);
  });
});

describe("asking by a site's rule", () => {
  const CART = "https://shop.example/cart";
  let may: boolean;
  let allows: boolean;
  let looked: number[];
  let badges: string[];
  const question = () =>
    createSiteQuestion({
      recordings,
      mayRecord: async () => may,
      pageAllows: async (tabId) => {
        looked.push(tabId);
        return allows;
      },
      decided: async () => {},
      record,
      showBadge: async (_, look) => void badges.push(look),
    });
  const go = (url: string, tabId = 1) => {
    tabs.set(tabId, { url, incognito: tabs.get(tabId)?.incognito ?? false });
    return question().navigated(tabId, { url });
  };
  beforeEach(() => {
    may = allows = true;
    looked = [];
    badges = [];
    settings = { autoRecord: { sites: [], ask: ["shop.example"] } };
  });

  test("P7 asks as a page of the site is opened, and records nothing before a yes", async () => {
    settings = {};
    await go(CART);
    settings = { autoRecord: { sites: ["shop.example"] } };
    await go(CART);
    expect([recordings.asks, looked]).toEqual([{}, []]);
    settings = { autoRecord: { sites: ["shop.example"], ask: ["shop.example", "bank.example"] } };
    await go(CART);
    await createAutoRecord({
      recordings,
      mayRecord: async () => true,
      decided: async () => {},
      ended: async () => {},
      record,
      stop: async () => {},
    }).navigated(1, CART);
    expect([recordings.asks, badges, started]).toEqual([{ 1: ["shop.example"] }, ["asking"], []]);

    let startedBy: unknown;
    const yes = createSiteQuestion({
      recordings,
      mayRecord: async () => true,
      pageAllows: async () => true,
      decided: async () => {},
      record: async (tabId) => void (startedBy = recordings.autoStarts[tabId]),
      showBadge: async () => {},
    });
    await yes.accept(1);
    // The recording ends as the tab leaves what was asked about.
    expect([startedBy, recordings.asks, recordings.autoStarts]).toEqual([["shop.example"], {}, {}]);
  });

  test("P7 nobody is asked where the page, the lists or a private window say no, or a recording runs", async () => {
    allows = false;
    await go(CART);
    allows = true;
    may = false;
    await go(CART);
    may = true;
    tabs.set(2, { url: CART, incognito: true });
    await go(CART, 2);
    recordings.starts[1] = 1;
    await go(CART);
    expect([recordings.asks, badges]).toEqual([{}, []]);
    expect(looked, "no script runs in a page that the settings keep out").toEqual([1]);
    recordings.starts = {};
    await go(CART);
    expect(badges).toEqual(["asking"]);
    // Another page of the site that wants no recording takes the question back.
    allows = false;
    await go(`${CART}?no`);
    expect(recordings.asks).toEqual({});
  });

  test("P7 not now stands until the tab has left the site", async () => {
    await go(CART);
    await question().decline(1);
    expect([recordings.asks, badges]).toEqual([{}, ["asking", "none"]]);
    await go(`${CART}?again`);
    expect(recordings.asks).toEqual({});
    await go("https://other.example/");
    await go(CART);
    expect(recordings.asks).toEqual({ 1: ["shop.example"] });
  });

  test("a question goes as the tab leaves the site, is answered otherwise, or its rule goes", async () => {
    await go(CART);
    await go("https://other.example/");
    expect(recordings.asks).toEqual({});
    await question().accept(1);
    expect(started).toEqual([]);
    await go(CART);
    settings = { autoRecord: { sites: [], ask: [] } };
    await question().settingsChanged();
    expect([recordings.asks, badges.at(-1)]).toEqual([{}, "none"]);
  });

  test("R6 a page that goes meanwhile is not asked about, and a failed start says so", async () => {
    const gone = createSiteQuestion({
      recordings,
      mayRecord: async () => true,
      pageAllows: async () => {
        tabs.set(1, { url: "https://other.example/", incognito: false });
        return true;
      },
      decided: async () => {},
      record: async () => {
        throw new Error("No page answered.");
      },
      showBadge: async (_, look) => void badges.push(look),
    });
    await gone.navigated(1, { url: CART });
    expect([recordings.asks, badges]).toEqual([{}, []]);
    recordings.asks[1] = ["shop.example"];
    await expect(gone.accept(1)).rejects.toThrow("No page answered.");
    expect([recordings.asks, recordings.autoStarts]).toEqual([{}, {}]);
  });
});

describe("the page after the install", () => {
  test("opens once, as it is installed, and not where access to all sites came with that", async () => {
    granted = true;
    await greet({ reason: "install" });
    granted = false;
    await greet({ reason: "update" });
    await greet({ reason: "install", temporary: true });
    expect(opened).toEqual([]);
    await greet({ reason: "install" });
    await greet({ reason: "install" });
    expect(opened).toEqual(["chrome-extension://w/onboarding.html"]);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readSignal } from "../../../src/format/signals/signals.ts";
import { DEFAULT_PRIVACY, type PrivacySettings } from "../../../src/privacy/privacy-settings.ts";
import { earlyDocument } from "../../../src/record/early-document.ts";
import type { PageFacts } from "../../../src/record/uplink.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";

/** What the recorder asks of the browser, over tabs that the test holds. */
const tabs = new Map<number, { id: number; url: string; incognito: boolean; status: string }>();
const granted = (origin: string) => !origin.includes("bank.example");
let kept: unknown;
let injected: number[] = [];
let settings: { privacy?: PrivacySettings } = {};
/** Tabs whose page takes no script: it crashed, could not be loaded, or is the browser's own. */
let closed = new Set<number>();
/** Tabs whose page hangs: it answers nothing. */
let hung = new Set<number>();
/** Pages take so long to answer what they are told. */
let answering: Promise<void> | undefined;
/** What each tab's page was told. */
const commands = new Map<number, string[]>();
const never = new Promise<never>(() => {});

vi.stubGlobal("chrome", {
  runtime: { id: "w", getManifest: () => ({ version: "1.0" }) },
  storage: {
    session: {
      get: async () => structuredClone({ kept }),
      set: async (change: { kept: unknown }) => void (kept = structuredClone(change.kept)),
    },
    local: { get: async () => ({ settings: structuredClone(settings) }) },
  },
  tabs: {
    get: async (id: number) => {
      const tab = tabs.get(id);
      if (!tab) throw new Error(`No tab with id: ${id}`);
      return tab;
    },
    sendMessage: async (id: number, { command }: { command?: { type: string } }) => {
      if (!tabs.has(id)) throw new Error("Could not establish connection");
      if (hung.has(id)) return never;
      if (command) commands.set(id, [...(commands.get(id) ?? []), command.type]);
      await answering;
      return { ok: true };
    },
  },
  webNavigation: {
    getAllFrames: async ({ tabId }: { tabId: number }) => {
      const tab = tabs.get(tabId);
      return tab ? [{ frameId: 0, parentFrameId: -1, url: tab.url }] : [];
    },
  },
  permissions: {
    contains: async ({ origins }: { origins: string[] }) => origins.every(granted),
    getAll: async () => ({ origins: ["https://shop.example/*"] }),
  },
  scripting: {
    executeScript: async ({
      target,
      func,
    }: {
      target: { tabId: number };
      func?: () => unknown;
    }) => {
      if (hung.has(target.tabId)) return never;
      if (closed.has(target.tabId)) throw new Error("Frame with ID 0 is showing error page");
      if (!func) injected.push(target.tabId);
      return [{ result: ["https://shop.example/next", "Late title"] }];
    },
    getRegisteredContentScripts: async () => [],
    registerContentScripts: async () => {},
    unregisterContentScripts: async () => {},
    updateContentScripts: async () => {},
  },
  action: {
    setBadgeText: async () => {},
    setBadgeBackgroundColor: async () => {},
    setTitle: async () => {},
  },
});

type StorageWatch = Parameters<typeof createRecorder>[2];
const { createRecorder } = await import("../../../src/extension/recorder.ts");
const { recordingRole } = await import("../../../src/extension/role.ts");
const { loadRecordings } = await import("../../../src/extension/recordings.ts");
const { MOST_OPEN_TABS } = await import("../../../src/extension/tab-limits.ts");

type Recorder = ReturnType<typeof createRecorder>;
let store: SessionStore;
let recorder: Recorder;

/** What a service worker does when it comes to life. */
async function wake(): Promise<void> {
  const roomy = { trouble: async () => null } as unknown as StorageWatch;
  const recordings = await loadRecordings();
  recorder = createRecorder(
    store,
    recordings,
    roomy,
    recordingRole(recordings, createMemoryDocs()),
    () => {},
  );
}

beforeEach(async () => {
  tabs.clear();
  commands.clear();
  kept = undefined;
  injected = [];
  settings = {};
  closed = new Set();
  hung = new Set();
  answering = undefined;
  store = createMemoryStore();
  await wake();
  await start(1);
});
afterEach(() => {
  vi.useRealTimers();
});

function facts(url: string, change: Partial<PageFacts> = {}): PageFacts {
  const viewport = { width: 800, height: 600 };
  return { url, viewport, locale: "en", userAgent: "x", refusal: null, ...change };
}

function openTab(id: number, url = "https://shop.example/", incognito = false): void {
  tabs.set(id, { id, url, incognito, status: "complete" });
}

const hello = (id: number, url = "https://shop.example/") =>
  recorder.hello(id, `doc-${id}`, facts(url), null);

async function start(id: number): Promise<void> {
  openTab(id);
  const started = recorder.start(id);
  await vi.waitFor(() => expect(injected).toContain(id));
  expect((await hello(id)).record).toBe(true);
  await started;
}

/** A link opens a tab, as Chromium tells of it: first the tab, then its opener, then its document. */
async function follow(from: number, id: number, url = "https://shop.example/next"): Promise<void> {
  openTab(id, url);
  await recorder.tabCreated(id, false, from);
  await recorder.tabOpened(from, id, url, Date.now());
  await recorder.navigated(id, { url }, "link");
}

const sessions = async () => (await store.listSessions()).sessions;
const onlySession = async () => (await sessions())[0]!;

async function streams(): Promise<Record<string, string[]>> {
  const { id } = await onlySession();
  const told: Record<string, string[]> = {};
  for (const tabId of await tabsWithEvents(id)) {
    const events: RecordedEvent[] = [];
    for (const batch of await store.readTail(id, tabId)) events.push(...JSON.parse(batch.json));
    told[tabId] = events.flatMap((event) => {
      const browser = readSignal(event, "waymark.browser");
      const life = readSignal(event, "waymark.lifecycle");
      return [browser?.what, browser?.tab, life?.what, life?.origin].filter(Boolean).join(" ");
    });
  }
  return told;
}
const tabsWithEvents = (id: string) => store.listTails(id);

describe("a tab that a recorded tab opens", () => {
  test("joins the session, and is named at its first hello", async () => {
    await follow(1, 2);
    expect((await onlySession()).tabs.map(({ id }) => id)).toEqual(["t1"]);
    expect(await hello(2)).toMatchObject({ record: true, because: "start" });
    expect((await onlySession()).tabs.map(({ id }) => id)).toEqual(["t1", "t2"]);
    expect(await sessions()).toHaveLength(1);
    expect(await streams()).toEqual({ t1: ["tab-opened t2"] });
  });

  test("joins also where its document's hello is heard before its opener", async () => {
    openTab(2);
    await recorder.tabCreated(2, false);
    await recorder.navigated(2, { url: "https://shop.example/next" }, "link");
    const answer = hello(2);
    await recorder.tabOpened(1, 2, "https://shop.example/next", Date.now());
    expect(await answer).toMatchObject({ record: true });
    // It went there before anyone knew that it is to be recorded.
    expect(injected.filter((id) => id === 2).length).toBeGreaterThan(0);
  });

  test("joins also where only its opener's id tells, and a page sends it somewhere", async () => {
    openTab(2, "about:blank");
    await recorder.tabCreated(2, false, 1);
    await recorder.navigated(2, { url: "about:blank" }, "link");
    await wake();
    await recorder.navigated(2, { url: "https://shop.example/next" }, "link");
    expect(await hello(2)).toMatchObject({ record: true });
  });

  test("does not join where the user typed the address", async () => {
    openTab(2, "about:blank");
    await recorder.tabCreated(2, false, 1);
    await recorder.navigated(2, { url: "https://shop.example/typed" }, "typed");
    expect(await hello(2)).toEqual({ record: false });
    await recorder.navigated(2, { url: "https://shop.example/more" }, "link");
    expect(await hello(2)).toEqual({ record: false });
  });

  test("P7 does not join from a window of the other profile mode", async () => {
    openTab(2, "https://shop.example/next", true);
    await recorder.tabCreated(2, true, 1);
    await recorder.tabOpened(1, 2, "https://shop.example/next", Date.now());
    expect(await hello(2)).toEqual({ record: false });
  });

  test("stays in the session that it is recorded in", async () => {
    await start(2);
    await recorder.tabOpened(1, 2, "https://shop.example/next", Date.now());
    await recorder.navigated(2, { url: "https://shop.example/next" }, "link");
    expect((await hello(2)).record).toBe(true);
    expect((await sessions()).map((session) => session.tabs.length)).toEqual([1, 1]);
  });

  test("without permission for its site is a gap that names it in a stream of its own, and resumes", async () => {
    await follow(1, 2, "https://bank.example/authorize?code=4711");
    expect(injected).not.toContain(2);
    expect(await streams()).toMatchObject({ t2: ["gap https://bank.example"] });
    expect((await onlySession()).tabs[1]).toMatchObject({ id: "t2", title: "" });
    expect(JSON.stringify(await onlySession())).not.toContain("4711");
    await recorder.navigated(2, { url: "https://shop.example/back" }, "link");
    expect(await hello(2, "https://shop.example/back")).toMatchObject({ record: true });
    expect((await onlySession()).tabs[1]?.url).toBe("https://shop.example/back");
  });

  test("P7 takes no title of a page that came after the one that was heard", async () => {
    await follow(1, 2);
    await recorder.hello(2, "doc-2", facts("https://shop.example/next"), null);
    const batch = { seq: 0, count: 0, json: "[]", hits: {} };
    await recorder.batches(2, "doc-2", [batch], false, "https://shop.example/before");
    await new Promise((next) => setTimeout(next, 20));
    expect((await onlySession()).tabs[1]).toMatchObject({ title: "" });
    await recorder.batches(
      2,
      "doc-2",
      [{ ...batch, seq: 1 }],
      false,
      "https://shop.example/next?a#b",
    );
    await vi.waitFor(async () =>
      expect((await onlySession()).tabs[1]).toMatchObject({ title: "Late title" }),
    );
  });

  test("gets its title once its page has one", async () => {
    await follow(1, 2);
    await recorder.hello(2, "doc-2", facts("https://shop.example/next"), null);
    await recorder.batches(2, "doc-2", [{ seq: 0, count: 0, json: "[]", hits: {} }], false);
    await vi.waitFor(async () =>
      expect((await onlySession()).tabs[1]).toMatchObject({
        title: "Late title",
        url: "https://shop.example/next",
      }),
    );
  });
});

test("a page that opens 200 tabs fills the session, which says so once", async () => {
  for (let id = 2; id <= 201; id++) await follow(1, id);
  const told = (await streams())["t1"]!;
  expect(told.filter((word) => word.startsWith("tab-opened t"))).toHaveLength(MOST_OPEN_TABS - 1);
  expect(told.filter((word) => word === "tab-opened")).toHaveLength(200 - MOST_OPEN_TABS + 1);
  expect(told.filter((word) => word === "tab-limit")).toHaveLength(1);
  expect(await hello(2)).toMatchObject({ record: true });
  expect(await hello(201)).toEqual({ record: false });
});

test("Pause, Resume and Stop in one tab act on all, also after the service worker died", async () => {
  await follow(1, 2);
  await hello(2);
  await recorder.pause(2);
  await wake();
  expect(await hello(1)).toEqual({ record: false });
  expect(await hello(2)).toEqual({ record: false });
  await recorder.resume(1);
  expect(await hello(2)).toMatchObject({ record: true });
  await recorder.stop(2, "Stopped by the user.");
  expect((await onlySession()).state).toBe("finished");
  await expect(recorder.pause(1)).rejects.toThrow("not being recorded");
});

test("R1 what a service worker did not get to tell, when it died under Pause or Resume, it tells when it wakes", async () => {
  await follow(1, 2);
  await hello(2);
  for (const turned of ["pause", "resume"] as const) {
    hung.add(2);
    void recorder[turned](1);
    await vi.waitFor(() => expect(commands.get(1)?.at(-1)).toBe(turned));
    hung.clear();
    await wake();
    await recorder.finishTurns();
    expect(commands.get(2)?.at(-1)).toBe(turned);
    expect((await onlySession()).state).toBe(turned === "pause" ? "paused" : "recording");
  }
  // Once all have heard of it, nobody is told again.
  const before = commands.get(2)?.length;
  await wake();
  await recorder.finishTurns();
  expect(commands.get(2)).toHaveLength(before!);
});

describe("Pause and Resume, the one over the other", () => {
  test("R1 are heard in the order in which they were pressed, and the last one holds", async () => {
    let answer = () => {};
    answering = new Promise((resolve) => (answer = resolve));
    const pressed = [recorder.pause(1)];
    await vi.waitFor(() => expect(commands.get(1)).toEqual(["pause"]));
    pressed.push(recorder.resume(1));
    await new Promise((later) => setTimeout(later, 20));
    expect(commands.get(1)).toEqual(["pause"]);
    answer();
    await Promise.all(pressed);
    expect(commands.get(1)).toEqual(["pause", "resume"]);
    expect((await onlySession()).state).toBe("recording");
  });

  test("R1 leave out what was taken back before its turn", async () => {
    let answer = () => {};
    answering = new Promise((resolve) => (answer = resolve));
    const pressed = [recorder.pause(1)];
    await vi.waitFor(() => expect(commands.get(1)).toEqual(["pause"]));
    pressed.push(recorder.resume(1), recorder.pause(1));
    answer();
    await Promise.all(pressed);
    expect(commands.get(1)).toEqual(["pause", "pause"]);
    expect((await onlySession()).state).toBe("paused");
  });
});

describe("which tab is in front", () => {
  test("is told in that tab's stream, once it has one; other tabs are only told as none", async () => {
    await follow(1, 2);
    await recorder.tabShown(2, Date.now());
    expect((await streams())["t2"]).toBeUndefined();
    await hello(2);
    await recorder.tabShown(1, Date.now());
    await recorder.tabShown(99, Date.now());
    expect(await streams()).toEqual({
      t1: ["tab-opened t2", "tab-activated", "tab-left"],
      t2: ["tab-activated"],
    });
  });

  test("is not told while paused, but after", async () => {
    await follow(1, 2);
    await hello(2);
    await recorder.pause(1);
    await recorder.tabShown(2, Date.now());
    expect((await streams())["t2"]).toBeUndefined();
    await recorder.resume(1);
    expect((await streams())["t2"]).toEqual(["tab-activated"]);
  });
});

describe("tabs that close", () => {
  const close = async (id: number) => {
    tabs.delete(id);
    await recorder.tabClosed(id);
  };

  test("end their own stream, and the session with the last of them, even both at once", async () => {
    await follow(1, 2);
    await hello(2);
    await Promise.all([close(1), close(2)]);
    expect(await onlySession()).toMatchObject({
      state: "finished",
      endReason: "The tab was closed.",
    });
  });

  test("R1 a tab that crashed has its end marked while the others go on", async () => {
    await follow(1, 2);
    await hello(2);
    await hello(1);
    await wake();
    await close(2);
    expect((await onlySession()).state).toBe("recording");
    const { id } = await onlySession();
    expect((await store.listSegments(id, "t2")).length).toBeGreaterThan(0);
    expect(await hello(1)).toMatchObject({ record: true });
  });
});

describe("P7 a site that is never recorded", () => {
  const DENIED = "https://clinic.example/patient";
  const denies: PrivacySettings = { ...DEFAULT_PRIVACY, deny: ["clinic.example"] };
  const early = () => {
    const page = { location: { href: DENIED }, innerWidth: 1, innerHeight: 1 };
    const click = { target: { localName: "a" }, x: 1, y: 1, at: 2_000 };
    return JSON.stringify(earlyDocument(page as Window, [click as never]));
  };

  beforeEach(async () => {
    settings = { privacy: denies };
    await start(2);
  });

  test("is not recorded where a recorded tab goes to it and its early script says hello", async () => {
    await recorder.navigated(2, { url: DENIED }, "link");
    expect(await hello(2, DENIED)).toEqual({ record: false });
    await recorder.navigated(2, { url: "https://shop.example/back" }, "link");
    expect(await hello(2)).toMatchObject({ record: true });
  });

  test("is not recorded either where its hello is heard before the browser tells of it", async () => {
    expect(await hello(2, DENIED)).toEqual({ record: false });
  });

  test("gives nothing away as it is left before anything ran in it", async () => {
    await recorder.navigated(2, { url: DENIED }, "link");
    const batch = { seq: 0, count: 3, json: early(), hits: {} };
    for (const url of [DENIED, undefined]) {
      await recorder.batches(2, `early-${url}`, [batch], true, url);
    }
    for (const { id } of await sessions()) {
      for (const tabId of await store.listTails(id)) {
        for (const { json } of await store.readTail(id, tabId))
          expect(json).not.toContain("patient");
      }
    }
  });

  test("is not what a start ends up with that was asked for elsewhere", async () => {
    openTab(3);
    const started = recorder.start(3);
    await vi.waitFor(() => expect(injected).toContain(3));
    expect(await hello(3, DENIED)).toEqual({ record: false });
    await expect(started).rejects.toThrow("may not record");
  });
});

describe("R1 a page that no script reaches", () => {
  const leave = (id: number) =>
    recorder.batches(id, `doc-${id}`, [], true, "https://shop.example/");

  test("is a gap where the page before it left in good order: it could not be loaded", async () => {
    await leave(1);
    closed.add(1);
    await recorder.checkTabs();
    await recorder.checkTabs();
    expect((await onlySession()).state).toBe("recording");
    expect((await streams())["t1"]).toEqual(["gap"]);
    // The server is back.
    closed.clear();
    await recorder.navigated(1, { url: "https://shop.example/next" }, "reload");
    expect(await hello(1)).toMatchObject({ record: true, because: "resume" });
  });

  test("is a gap where it takes no recorder either, as a document that the browser draws itself", async () => {
    closed.add(1);
    openTab(1, "https://shop.example/terms.pdf");
    await recorder.navigated(1, { url: "https://shop.example/terms.pdf" }, "link");
    expect((await streams())["t1"]).toEqual(["gap https://shop.example"]);
    await recorder.checkTabs();
    await recorder.checkTabs();
    expect((await onlySession()).state).toBe("recording");
  });

  test("has crashed where it said nothing of leaving", async () => {
    closed.add(1);
    await recorder.checkTabs();
    expect((await onlySession()).state).toBe("recording");
    await recorder.checkTabs();
    expect((await onlySession()).state).toBe("interrupted");
  });

  test("keeps neither Stop nor Pause nor the check of other tabs from their end where it hangs", async () => {
    await follow(1, 2);
    await hello(2);
    hung.add(2);
    vi.useFakeTimers();
    const paused = recorder.pause(1);
    await vi.advanceTimersByTimeAsync(20_000);
    await paused;
    expect((await onlySession()).state).toBe("paused");
    const checked = recorder.checkTabs();
    await vi.advanceTimersByTimeAsync(6_000);
    await checked;
    const stopped = recorder.stop(1, "Stopped by the user.");
    await vi.advanceTimersByTimeAsync(20_000);
    await stopped;
    expect((await onlySession()).state).toBe("finished");
  });
});

describe("a session that is being ended", () => {
  test("P7 for new settings is ended by the next service worker, and records nothing more", async () => {
    hung.add(1);
    settings = { privacy: { ...DEFAULT_PRIVACY, deny: ["shop.example"] } };
    void recorder.privacyChanged(settings.privacy!);
    await vi.waitFor(() =>
      expect(JSON.stringify(kept)).toContain("The privacy settings for a site in it were changed."),
    );
    await wake();
    hung.clear();
    expect(await hello(1)).toEqual({ record: false });
    const { sessions: running } = (kept as { kept?: never; sessions: object }) ?? {};
    const [session] = Object.values(running) as { stopping: string }[];
    await recorder.stop(1, session!.stopping);
    expect(await onlySession()).toMatchObject({
      state: "finished",
      endReason: "The privacy settings for a site in it were changed.",
    });
  });

  test("takes no tab any more", async () => {
    hung.add(1);
    openTab(2, "https://shop.example/next");
    void recorder.stop(1, "Stopped by the user.");
    await vi.waitFor(() => expect(JSON.stringify(kept)).toContain("Stopped by the user."));
    await recorder.tabCreated(2, false, 1);
    await recorder.tabOpened(1, 2, "https://shop.example/next", Date.now());
    await recorder.navigated(2, { url: "https://shop.example/next" }, "link");
    expect(await hello(2)).toEqual({ record: false });
  });
});

describe("a start", () => {
  test("that its user took back while the session was being made leaves none", async () => {
    settings = { privacy: { ...DEFAULT_PRIVACY, consent: ["shop.example"] } };
    openTab(4);
    const started = recorder.start(4);
    await vi.waitFor(() => expect(injected).toContain(4));
    expect(await hello(4)).toMatchObject({ record: false, waits: {} });
    await started;
    let goOn: () => void = () => {};
    const { putSession } = store;
    store.putSession = async (...given) => {
      await new Promise<void>((done) => (goOn = done));
      return putSession(...given);
    };
    const consent = { source: "banner", version: "1", at: 5 };
    const agreed = recorder.hello(4, "doc-4", facts("https://shop.example/", { consent }), null);
    await vi.waitFor(() => expect(goOn).not.toBe(undefined));
    await new Promise((next) => setTimeout(next, 20));
    await recorder.stop(4, "Stopped by the user.");
    goOn();
    expect(await agreed).toEqual({ record: false });
    expect(await sessions()).toHaveLength(1);
  });

  test("makes one session though two pages say hello to it", async () => {
    openTab(4);
    const started = recorder.start(4);
    await vi.waitFor(() => expect(injected).toContain(4));
    const both = await Promise.all(
      ["doc-a", "doc-b"].map((producer) =>
        recorder.hello(4, producer, facts("https://shop.example/"), null),
      ),
    );
    await started;
    expect(both.map(({ record }) => record)).toEqual([true, true]);
    expect(await sessions()).toHaveLength(2);
  });

  test("on a page that comes back from the cache, and knows another session, asks it once more", async () => {
    openTab(4);
    const started = recorder.start(4);
    await vi.waitFor(() => expect(injected).toContain(4));
    injected = [];
    const returning = recorder.hello(
      4,
      "doc-4",
      facts("https://shop.example/"),
      "an older session",
    );
    expect(await returning).toEqual({ record: false });
    await vi.waitFor(() => expect(injected).toContain(4));
    expect(await hello(4)).toMatchObject({ record: true });
    await started;
  });
});

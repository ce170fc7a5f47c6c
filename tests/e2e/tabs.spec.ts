import { expect, type Page, test } from "@playwright/test";
import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../../src/format/events.ts";
import { readSignal } from "../../src/format/signals/signals.ts";
import { MOST_OPEN_TABS } from "../../src/extension/tab-limits.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import type { StoredSession } from "./support/in-page-store.ts";
import { testLong } from "./support/long.ts";
import {
  sessionOffered,
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "./support/session.ts";
import { killServiceWorker } from "./support/service-worker.ts";
import { expectPosition, openReplay } from "./support/viewer.ts";

let fixtures: FixtureServer;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
});
test.beforeEach(async () => {
  browser = await launchExtension();
});
test.afterEach(async () => {
  await browser?.close();
});
test.afterAll(async () => {
  await fixtures?.close();
});

async function open(name = "main"): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/tabs/?name=${name}`);
  return page;
}

/** Clicks what opens another tab, and gives that tab when it is recorded. */
async function opens(page: Page, testId: string): Promise<Page> {
  const [opened] = await Promise.all([
    browser.context.waitForEvent("page"),
    page.getByTestId(testId).click(),
  ]);
  await opened.waitForLoadState();
  await recorded(opened);
  return opened;
}

/** The recorder has put `window.Waymark` into the page: it records. */
async function recorded(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => "Waymark" in globalThis), { message: "the page is recorded" })
    .toBe(true);
}

const clicks = (events: readonly RecordedEvent[] = []): number =>
  events.filter(
    ({ type, data }) =>
      type === EventType.IncrementalSnapshot &&
      data["source"] === IncrementalSource.MouseInteraction &&
      data["type"] === MouseInteraction.Click,
  ).length;

const urls = (events: readonly RecordedEvent[] = []): string[] =>
  events.filter(({ type }) => type === EventType.Meta).map(({ data }) => String(data["href"]));

function told(events: readonly RecordedEvent[] = []): string[] {
  const words = [];
  for (const event of events) {
    const browserSignal = readSignal(event, "waymark.browser");
    if (browserSignal?.what.startsWith("tab-")) {
      words.push([browserSignal.what, browserSignal.tab].filter(Boolean).join(" "));
    }
  }
  return words;
}

const ends = (events: readonly RecordedEvent[] = []): string[] =>
  events.flatMap((event) => {
    const lifecycle = readSignal(event, "waymark.lifecycle");
    return lifecycle?.what === "stop" ? [lifecycle.reason ?? ""] : [];
  });

function expectWhole({ session, events, missing }: StoredSession): void {
  expect(missing).toEqual([]);
  expect(session.counts.events).toBe(events.length);
}

test("R1 a link in a new tab joins the session with a stream of its own", async () => {
  const page = await open();
  const popup = await startRecording(browser, page);
  await page.getByTestId("act").click();
  const guide = await opens(page, "link");
  await guide.getByTestId("act").click();
  await guide.getByTestId("act").click();
  const apart = await opens(page, "apart");
  await apart.getByTestId("act").click();
  await page.bringToFront();
  await page.getByTestId("act").click();
  // A tab that is in front for less is not told of.
  await page.waitForTimeout(300);
  const counted = await Promise.all(
    [page, guide, apart].map(async (each) => Number(await each.getByTestId("count").textContent())),
  );
  const id = await stopRecording(popup);

  const stored = await storedSession(browser, id);
  expectWhole(stored);
  const { session, byTab } = stored;
  expect(session.tabs.map((tab) => [tab.id, tab.title])).toEqual([
    ["t1", "Tabs main"],
    ["t2", "Tabs guide"],
    ["t3", "Tabs apart"],
  ]);
  expect(["t1", "t2", "t3"].map((tabId) => clicks(byTab[tabId]))).toEqual(counted);
  expect(urls(byTab["t2"])).toEqual([expect.stringContaining("/tabs/")]);
  expect(told(byTab["t1"]).filter((what) => what !== "tab-left")).toEqual([
    "tab-opened t2",
    "tab-opened t3",
    "tab-activated",
  ]);
  expect(told(byTab["t2"])).toContain("tab-activated");
  expect(session.state).toBe("finished");
});

test("R1 a sign-in window on another origin, and the window that it opens, join and close; the opener goes on", async () => {
  const page = await open();
  const popup = await startRecording(browser, page);
  const login = await opens(page, "login");
  await login.getByTestId("act").click();
  const consent = await opens(login, "consent");
  await consent.getByTestId("act").click();
  await Promise.all([consent.waitForEvent("close"), consent.getByTestId("approve").click()]);
  await expect(login.getByRole("heading", { name: "Consent given" })).toBeVisible();
  await Promise.all([login.waitForEvent("close"), login.getByTestId("approve").click()]);
  await expect(page.getByTestId("user")).toHaveText("Signed in as Robin.");
  await page.bringToFront();
  await page.getByTestId("act").click();
  // The last tabs are gone after a moment of grace for what they still sent.
  await popup.bringToFront();
  await expect(popup.locator("dt", { hasText: "Tabs" })).toHaveCount(0);
  const id = await stopRecording(popup);

  const stored = await storedSession(browser, id);
  expectWhole(stored);
  const { session, byTab } = stored;
  expect(session.tabs.map((tab) => tab.id)).toEqual(["t1", "t2", "t3"]);
  expect(new URL(session.tabs[1]!.url).origin).toBe(fixtures.otherUrl);
  expect(JSON.stringify([session, stored.events])).not.toContain("secret-state-4711");
  expect([clicks(byTab["t1"]), clicks(byTab["t2"]), clicks(byTab["t3"])]).toEqual([2, 3, 2]);
  expect(told(byTab["t2"])).toContain("tab-opened t3");
  expect(ends(byTab["t2"])).toEqual(["The tab was closed."]);
  expect(ends(byTab["t3"])).toEqual(["The tab was closed."]);
  expect(ends(byTab["t1"])).toEqual(["Stopped by the user."]);
  expect(session.state).toBe("finished");
});

test("an empty window that is sent somewhere later joins; a tab that the user opens does not", async () => {
  const page = await open();
  const popup = await startRecording(browser, page);
  const [empty] = await Promise.all([
    browser.context.waitForEvent("page"),
    page.getByTestId("empty").click(),
  ]);
  const typed = await open("typed");
  await typed.getByTestId("act").click();
  await page.bringToFront();
  await page.getByTestId("send").click();
  await empty.waitForURL(/name=sent/);
  await recorded(empty);
  await empty.getByTestId("act").click();
  const id = await stopRecording(popup);

  const stored = await storedSession(browser, id);
  expectWhole(stored);
  expect(stored.session.tabs.map((tab) => tab.title)).toEqual(["Tabs main", "Tabs sent"]);
  expect(clicks(stored.byTab["t2"])).toBe(1);
  expect(JSON.stringify(stored.events)).not.toContain("typed");
  expect(await typed.evaluate(() => "Waymark" in globalThis)).toBe(false);
});

test("the session goes on when the opener is closed first, and ends with its last tab", async () => {
  const page = await open();
  const popup = await startRecording(browser, page);
  const guide = await opens(page, "link");
  await page.close({ runBeforeUnload: true });
  await guide.getByTestId("act").click();
  const deeper = await opens(guide, "link");
  await deeper.getByTestId("act").click();
  await guide.close({ runBeforeUnload: true });
  const inDeeper = await browser.openPopup(deeper);
  await expect(inDeeper.getByRole("button", { name: "Pause" })).toBeVisible();
  await deeper.close({ runBeforeUnload: true });
  await expect(async () => {
    expect((await storedSessions(browser))[0]!.state).toBe("finished");
  }).toPass({ timeout: 10_000 });

  const stored = await storedSession(browser, (await storedSessions(browser))[0]!.id);
  expectWhole(stored);
  expect(["t1", "t2", "t3"].map((tabId) => clicks(stored.byTab[tabId]))).toEqual([1, 2, 1]);
  expect(["t1", "t2", "t3"].map((tabId) => ends(stored.byTab[tabId]))).toEqual([
    ["The tab was closed."],
    ["The tab was closed."],
    ["The tab was closed."],
  ]);
  await popup.close();
});

test("Pause, Resume and Stop in any tab act on all of them", async () => {
  const page = await open();
  const first = await startRecording(browser, page);
  const guide = await opens(page, "link");
  const inGuide = await browser.openPopup(guide);
  await expect(inGuide.locator("dt", { hasText: "Tabs" })).toBeVisible();
  await inGuide.getByRole("button", { name: "Pause" }).click();
  await expect(inGuide.getByRole("button", { name: "Resume" })).toBeVisible();
  await expect(first.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.bringToFront();
  await page.getByTestId("act").click();
  await guide.bringToFront();
  await guide.getByTestId("act").click();
  // Opened while paused: it joins, and is recorded from Resume on.
  const [late] = await Promise.all([
    browser.context.waitForEvent("page"),
    guide.getByTestId("link").click(),
  ]);
  await late.waitForLoadState();
  await late.getByTestId("act").click();
  await first.bringToFront();
  await first.getByRole("button", { name: "Resume" }).click();
  await expect(first.getByRole("button", { name: "Pause" })).toBeVisible();
  for (const each of [page, guide, late]) {
    await each.bringToFront();
    await recorded(each);
    await each.getByTestId("act").click();
  }
  const id = await stopRecording(inGuide);
  await first.bringToFront();
  expect(await sessionOffered(first)).toBe(id);

  const stored = await storedSession(browser, id);
  expectWhole(stored);
  expect(["t1", "t2", "t3"].map((tabId) => clicks(stored.byTab[tabId]))).toEqual([2, 1, 1]);
  expect(stored.session.state).toBe("finished");
});

test("R1 a service worker that dies between and under the tabs costs nothing", async () => {
  const page = await open();
  const popup = await startRecording(browser, page);
  await killServiceWorker(browser);
  await page.bringToFront();
  const guide = await opens(page, "link");
  await guide.getByTestId("act").click();
  await killServiceWorker(browser);
  await guide.bringToFront();
  const deeper = await opens(guide, "apart");
  await deeper.getByTestId("act").click();
  await guide.getByTestId("act").click();
  await killServiceWorker(browser);
  await page.bringToFront();
  await page.getByTestId("act").click();
  const id = await stopRecording(popup);

  const stored = await storedSession(browser, id);
  expectWhole(stored);
  expect(["t1", "t2", "t3"].map((tabId) => clicks(stored.byTab[tabId]))).toEqual([2, 3, 1]);
  expect(stored.session.tabs).toHaveLength(3);
  expect(stored.session.state).toBe("finished");
});

test("R1 one tab that crashes has its end marked, and the session goes on in the others", async () => {
  const page = await open();
  const popup = await startRecording(browser, page);
  const guide = await opens(page, "link");
  await guide.getByTestId("act").click();
  await expect
    .poll(async () => clicks((await storedSession(browser, await running())).byTab["t2"]))
    .toBe(1);
  await guide.goto("chrome://crash").catch(() => undefined);
  await page.bringToFront();
  await page.getByTestId("act").click();
  const id = await stopRecording(popup);

  const { session, byTab } = await storedSession(browser, id);
  expect(session.state).toBe("finished");
  expect(clicks(byTab["t1"])).toBe(2);
  expect(clicks(byTab["t2"])).toBe(1);
  expect(ends(byTab["t2"])).toEqual([expect.stringContaining("crashed")]);
  const gaps = byTab["t2"]!.map((event) => readSignal(event, "waymark.lifecycle"));
  expect(gaps.filter((gap) => gap?.what === "gap")).toHaveLength(1);
});

const running = async () =>
  (await storedSessions(browser)).find(({ state }) => state === "recording")!.id;

testLong(
  "a page that opens more tabs than a session holds fills it and says so, and nothing breaks",
  async () => {
    test.setTimeout(180_000);
    const page = await browser.context.newPage();
    await page.goto(`${fixtures.url}/tabs/?name=main&many=36`);
    const popup = await startRecording(browser, page);
    await page.getByTestId("many").click();
    const id = await running();
    await expect
      .poll(async () => (await storedSession(browser, id)).session.tabs.length, {
        timeout: 100_000,
      })
      .toBe(MOST_OPEN_TABS);
    await page.bringToFront();
    await page.getByTestId("act").click();
    expect(await stopRecording(popup)).toBe(id);
    const stored = await storedSession(browser, id);
    expectWhole(stored);
    const words = told(stored.byTab["t1"]);
    expect(words.filter((word) => word.startsWith("tab-opened t"))).toHaveLength(
      MOST_OPEN_TABS - 1,
    );
    expect(words.filter((word) => word.startsWith("tab-opened"))).toHaveLength(36);
    expect(words.filter((word) => word === "tab-limit")).toHaveLength(1);
    expect(clicks(stored.byTab["t1"])).toBe(2);
    expect(stored.session.state).toBe("finished");
  },
);

test("the viewer follows the tab in front, shows a lane for each, and stays in a chosen one", async () => {
  const page = await open();
  const popup = await startRecording(browser, page);
  await page.getByTestId("act").click();
  const guide = await opens(page, "link");
  await guide.getByTestId("act").click();
  await page.bringToFront();
  await page.getByTestId("act").click();
  const login = await opens(page, "login");
  await login.getByTestId("act").click();
  await Promise.all([login.waitForEvent("close"), login.getByTestId("approve").click()]);
  await page.bringToFront();
  await expect(page.getByTestId("user")).toHaveText("Signed in as Robin.");
  await page.getByTestId("act").click();
  const id = await stopRecording(popup);
  const { session, byTab } = await storedSession(browser, id);
  const clickAt = (tabId: string, n: number) => {
    const found = byTab[tabId]!.filter((event) => clicks([event]) > 0);
    return found.at(n)!.timestamp - session.startedAt;
  };

  const viewer = await openReplay(browser, id, clickAt("t1", 0));
  const lanes = viewer.getByRole("group", { name: "Tabs over time" }).getByRole("button");
  await expect(lanes).toHaveCount(3);
  await expect(lanes.nth(1)).toHaveAccessibleName(/^Tabs guide: open from .* in front for/);
  const follow = viewer.getByRole("checkbox", { name: /Follow/ });
  await expect(follow).toBeChecked();
  const shown = viewer.frameLocator("iframe").first().locator("h1");
  const goTo = async (offsetMs: number, tab = "") => {
    await viewer.evaluate(
      (query) => (location.hash = location.hash.replace(/\?.*/, query)),
      `?t=${Math.round(offsetMs)}${tab}`,
    );
    await expectPosition(viewer, offsetMs);
  };
  await expect(shown).toHaveText("Page main");
  await goTo(clickAt("t2", -1));
  await expect(shown).toHaveText("Page guide");
  await expect(lanes.nth(1)).toHaveAttribute("aria-pressed", "true");
  await goTo(clickAt("t3", 0));
  await expect(shown).toHaveText("Sign in");
  await goTo(clickAt("t1", -1));
  await expect(shown).toHaveText("Page main");

  await lanes.nth(1).focus();
  await viewer.keyboard.press("Enter");
  await expect(shown).toHaveText("Page guide");
  await expect(follow).not.toBeChecked();
  await expect(viewer).toHaveURL(/tab=t2/);
  await goTo(clickAt("t3", 0), "&tab=t2");
  await expect(shown).toHaveText("Page guide");
  await follow.check();
  await expect(shown).toHaveText("Sign in");
  await expect(viewer).not.toHaveURL(/tab=/);

  // Played from the start, it goes along through all of them on its own.
  await goTo(clickAt("t1", 0));
  await viewer.evaluate(() => {
    const seen: string[] = ((globalThis as Seen).seen = []);
    const note = () => {
      const tab = document.querySelector<HTMLElement>(".lane[aria-pressed=true]")?.dataset["tab"];
      if (tab && tab !== seen.at(-1)) seen.push(tab);
    };
    note();
    const attributeFilter = ["aria-pressed"];
    new MutationObserver(note).observe(document.body, { subtree: true, attributeFilter });
  });
  await viewer.getByRole("button", { name: "Play", exact: true }).click();
  await expect
    .poll(() => viewer.evaluate(() => (globalThis as Seen).seen), { timeout: 20_000 })
    .toEqual(["t1", "t2", "t1", "t3", "t1"]);
  await expect(shown).toHaveText("Page main");
  await expect(follow).toBeChecked();
});

type Seen = typeof globalThis & { seen: string[] };

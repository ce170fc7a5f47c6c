import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../../src/format/events.ts";
import { readSignal } from "../../src/format/signals/signals.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { countRecords } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import {
  sessionOffered,
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "./support/session.ts";
import { killServiceWorker } from "./support/service-worker.ts";
import { IS_LONG, testLong } from "./support/long.ts";

let fixtures: FixtureServer;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension();
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

const isClick = ({ type, data }: RecordedEvent) =>
  type === EventType.IncrementalSnapshot &&
  data["source"] === IncrementalSource.MouseInteraction &&
  data["type"] === MouseInteraction.Click;

const isGap = (event: RecordedEvent) => readSignal(event, "waymark.lifecycle")?.what === "gap";

/** Clicks links that each navigate, and says what the page itself counted. */
async function clickThrough(page: Page, clicks: number, onStep?: (n: number) => Promise<void>) {
  for (let n = 1; n <= clicks; n++) {
    await page.getByTestId("next").click();
    await page.waitForURL((url) => url.searchParams.get("n") === String(n));
    await onStep?.(n);
  }
  return Number(await page.getByTestId("click-count").textContent());
}

/** Clicks on links: a slice each time, all of them in `npm run test:long`. */
const CLICKS = IS_LONG ? 200 : 30;

test(`R1 ${CLICKS} clicks on links, each of which navigates, are all stored`, async () => {
  test.setTimeout(150_000);
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/links/`);
  const popup = await startRecording(browser, page);
  const counted = await clickThrough(page, CLICKS);
  const id = await stopRecording(popup);

  expect(counted).toBe(CLICKS);
  const { session, events } = await storedSession(browser, id);
  expect(events.filter(isClick)).toHaveLength(CLICKS);
  expect(events.filter(({ type }) => type === EventType.FullSnapshot).length).toBeGreaterThan(
    CLICKS,
  );
  expect(session.counts.clicks).toBe(CLICKS);
  expect(session.counts.events).toBe(events.length);
  expect(session.state).toBe("finished");
  await page.close();
  await popup.close();
});

/** What a document that leaves sends to a service worker that does not run never arrives. */
async function clickThroughKills(beforeClick: (page: Page) => Promise<unknown>) {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/links/`);
  const popup = await startRecording(browser, page);
  const counted = await clickThrough(page, 24, async (n) => {
    if (n % 6 !== 0) return;
    await page.mouse.move(300, 300);
    await expect.poll(() => clicksAndGaps()).toBe(n);
    await killServiceWorker(browser);
    await beforeClick(page);
  });
  const id = await stopRecording(popup);
  expect(counted).toBe(24);
  const stored = await storedSession(browser, id);
  expect(stored.session.state).toBe("finished");
  await page.close();
  await popup.close();
  return stored.events;
}

/** In the session that began last. */
async function clicksAndGaps(): Promise<number> {
  const [newest] = await storedSessions(browser);
  const { events } = await storedSession(browser, newest!.id);
  return events.filter((event) => isClick(event) || isGap(event)).length;
}

testLong(
  "R1 a service worker that dies again and again costs nothing where it wakes before the click",
  async () => {
    const events = await clickThroughKills(async (page) => {
      await page.mouse.move(50, 126);
      // Its batch goes out after half a second.
      await page.waitForTimeout(900);
    });
    expect(events.filter(isClick)).toHaveLength(24);
    expect(events.filter(isGap)).toEqual([]);
  },
);

test("R1 a service worker that dies right before a click that leads away costs that click, and a gap says so", async () => {
  const events = await clickThroughKills(async () => {});
  const gaps = events.filter(isGap).length;
  expect(events.filter(isClick).length + gaps).toBe(24);
  // The last one dies before the stop.
  expect(gaps).toBeLessThanOrEqual(3);
});

test("R1 an early hook that the browser runs after the recorder changes nothing", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/links/`);
  const popup = await startRecording(browser, page);
  const tabId = await browser.tabId(page);
  const runHook = (id: number) =>
    chrome.scripting.executeScript({
      target: { tabId: id },
      world: "MAIN",
      files: ["/hook.js"],
      injectImmediately: true,
    });
  for (let n = 1; n <= 5; n++) {
    await expect.poll(() => page.evaluate(() => "Waymark" in globalThis)).toBe(true);
    await popup.evaluate(runHook, tabId);
    const gets = await page.evaluate(() => {
      const box: { kit?: unknown } = {};
      dispatchEvent(new CustomEvent("waymark:take", { detail: box }));
      return Boolean(box.kit);
    });
    expect(gets, "the page gets hold of a hook's kit").toBe(false);
    // Of a click that a hook thinks nobody saw it would tell a document of its own at pagehide.
    await page.evaluate((text) => document.body.append(text), `before leaving ${n}.`);
    await page.getByTestId("next").click();
    await page.waitForURL((url) => url.searchParams.get("n") === String(n));
  }
  const { events } = await storedSession(browser, await stopRecording(popup));
  const text = JSON.stringify(events);
  for (let n = 1; n <= 5; n++) expect(text).toContain(`before leaving ${n}.`);
  expect(events.filter(isClick)).toHaveLength(5);
  expect(events.filter(({ type }) => type === EventType.FullSnapshot)).toHaveLength(6);
  await page.close();
  await popup.close();
});

test("pausing records nothing, also across a navigation, and resuming goes on", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/links/`);
  const popup = await startRecording(browser, page);
  await clickThrough(page, 2);
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Pause" }).click();
  await expect(popup.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.bringToFront();
  await page.getByTestId("next").click();
  await page.waitForURL(/n=3/);
  await page.getByTestId("next").click();
  await page.waitForURL(/n=4/);
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Resume" }).click();
  await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.bringToFront();
  await page.getByTestId("next").click();
  await page.waitForURL(/n=5/);
  const id = await stopRecording(popup);

  const { events } = await storedSession(browser, id);
  expect(events.filter(isClick)).toHaveLength(3);
  const marks = events
    .filter(({ data }) => data["tag"] === "waymark.lifecycle")
    .map(({ data }) => (data["payload"] as { what: string }).what);
  expect(marks).toContain("pause");
  expect(marks).toContain("resume");
  await page.close();
  await popup.close();
});

test("R1 a tab that crashes leaves a session that says interrupted and opens", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/links/`);
  const popup = await startRecording(browser, page);
  await clickThrough(page, 3);
  await page.waitForTimeout(700);
  await page.goto("chrome://crash").catch(() => undefined);
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Stop" }).click();
  await expect(popup.getByText(/crashed/).first()).toBeVisible({ timeout: 15_000 });
  const id = await sessionOffered(popup);
  const { session, events } = await storedSession(browser, id);
  expect(session.state).toBe("interrupted");
  expect(events.filter(isClick)).toHaveLength(3);

  const viewer = await browser.context.newPage();
  await viewer.goto(browser.url(`viewer.html#/sessions/${id}`));
  await expect(viewer.getByText(/interrupted/i).first()).toBeVisible();
  await expect(viewer.locator("iframe").first()).toBeVisible();
  await page.close();
  await popup.close();
  await viewer.close();
});

test("closing the recorded tab finishes the session with what it had", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/links/`);
  const popup = await startRecording(browser, page);
  await clickThrough(page, 2);
  await page.close({ runBeforeUnload: true });
  await expect(async () => {
    const [newest] = await storedSessions(browser);
    expect(newest!.state).toBe("finished");
    expect(newest!.counts.clicks).toBe(2);
  }).toPass({ timeout: 10_000 });
  await popup.close();
});

test("a step to a site without permission shows as a gap that names it", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/links/`);
  const popup = await startRecording(browser, page);
  await page.goto("chrome://version");
  await page.goto(`${fixtures.url}/links/`);
  const id = await stopRecording(popup);
  const { events } = await storedSession(browser, id);
  const gaps = events
    .filter(({ data }) => data["tag"] === "waymark.lifecycle")
    .map(({ data }) => data["payload"] as { what: string; origin?: string })
    .filter(({ what }) => what === "gap");
  expect(gaps.map(({ origin }) => origin)).toEqual(["chrome:"]);
  await page.close();
  await popup.close();
});

test("what other tabs of a granted site carry while a session runs stays under 4 KB gzip", async () => {
  let bytes = 0;
  for (const name of ["hook.js", "gate.js"]) {
    const file = new URL(`../../.output/chrome-mv3-e2e/${name}`, import.meta.url);
    bytes += gzipSync(await readFile(file), { level: 9 }).length;
  }
  expect(bytes).toBeLessThanOrEqual(4096);

  const recorded = await browser.context.newPage();
  await recorded.goto(`${fixtures.url}/links/`);
  const popup = await startRecording(browser, recorded);
  const other = await browser.context.newPage();
  await other.goto(`${fixtures.url}/plain/`);
  await other.getByRole("heading").first().click();
  const id = await stopRecording(popup);
  const { events } = await storedSession(browser, id);
  expect(JSON.stringify(events)).not.toContain("/plain/");
  expect(await other.evaluate(() => "Waymark" in globalThis)).toBe(false);
  for (const page of [recorded, other, popup]) await page.close();
});

test.describe("where recording is refused, a sentence says why and nothing is stored", () => {
  async function expectRefused(
    url: string,
    sentence: RegExp,
    prepare?: (page: Page) => Promise<unknown>,
  ) {
    const page = await browser.context.newPage();
    await prepare?.(page);
    await page.goto(url);
    const popup = await browser.openPopup(page);
    const before = await countRecords(popup);
    const start = popup.getByRole("button", { name: "Start recording" });
    if (await start.isEnabled()) await start.click();
    await expect(popup.getByText(sentence).first()).toBeVisible({ timeout: 12_000 });
    const sessions = ({ ["waymark/sessions"]: n }: Record<string, number>) => n;
    // A page may refuse behind its hello; then what was begun goes again.
    await expect.poll(async () => sessions(await countRecords(popup))).toBe(sessions(before));
    await page.close();
    await popup.close();
  }

  test("a browser page", () =>
    expectRefused("chrome://version", /does not let Waymark see this page/));

  test("one of our own pages", () =>
    expectRefused(browser.url("options.html"), /does not record extension pages/));

  test("P7 a page that opts out by meta tag", () =>
    expectRefused(`${fixtures.url}/optout/`, /opt/i));

  test("P7 a page where Global Privacy Control is on", () =>
    expectRefused(`${fixtures.url}/plain/`, /Global Privacy Control/, (page) =>
      page.addInitScript(() =>
        Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true }),
      ),
    ));

  test("a page that is gone", async () => {
    const page = await browser.context.newPage();
    await page.goto(`${fixtures.url}/plain/`);
    const popup = await browser.openPopup(page);
    await page.close();
    await popup
      .getByRole("button", { name: "Start recording" })
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await expect(popup.getByText(/gone/).first()).toBeVisible();
    await popup.close();
  });
});

import { expect, type Page, test } from "@playwright/test";
import { EventType } from "../../../src/format/events.ts";
import { readSignal } from "../../../src/format/signals/signals.ts";
import { type FixtureServer, serveFixtures } from "../../fixtures/serve.ts";
import { type BuildCopy, copyBuild } from "../support/build-copy.ts";
import { type ExtensionBrowser, launchExtension } from "../support/extension.ts";
import { killServiceWorker } from "../support/service-worker.ts";
import { startRecording, stopRecording, storedSession } from "../support/session.ts";
import {
  clickAlong,
  type Loss,
  moreTicks,
  type Shown,
  stopCounting,
  watchCounter,
} from "./counter.ts";
import { replays } from "./replays.ts";
import { keepLoss, rounds, someTicks } from "./results.ts";

let fixtures: FixtureServer;
let browser: ExtensionBrowser;
let build: BuildCopy;

/** The driver switches it off; people have it on. */
const WITH_CACHE = { without: ["--disable-back-forward-cache"] };

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  // As people have it who did not grant more: see the last test.
  build = await copyBuild();
  await build.changeManifest(({ permissions }) => ({
    permissions: permissions.filter((name) => name !== "webRequest"),
  }));
  browser = await launchExtension({ ...WITH_CACHE, extension: build.folder });
});
test.afterAll(async () => {
  await browser?.close();
  await build?.remove();
  await fixtures?.close();
});

async function openCounter(): Promise<{ page: Page; shown: Shown }> {
  const page = await browser.context.newPage();
  const shown = watchCounter(page);
  await page.goto(`${fixtures.url}/counter/?from=0`);
  return { page, shown };
}

/**
 * The browser stops listening to a document a moment before it freezes it. What the document does by
 * itself then is told when it returns, and never if it does not; no act of the user is in it. What
 * comes after its pagehide nobody sees: the counter page says so, and it is not counted here.
 */
function expectAMomentAtMost({ ms, clicks }: Loss): void {
  expect(clicks).toBe(0);
  expect(ms).toBeLessThanOrEqual(500);
}

/** Goes through the history. The driver waits for no load event then: a cached document has none. */
async function travel(page: Page, shown: Shown, direction: "back" | "forward"): Promise<void> {
  const returns = () => [...shown.said].filter((line) => line.startsWith("pageshow true")).length;
  const before = returns();
  const go = { back: () => page.goBack, forward: () => page.goForward }[direction]();
  await go.call(page, { waitUntil: "commit" });
  await expect.poll(returns).toBe(before + 1);
}

test("R1 navigations from page to page, each of which goes into the cache, lose no act and a moment at most", async () => {
  test.setTimeout(rounds(60_000, 200_000));
  const page = await browser.context.newPage();
  const shown = watchCounter(page);
  await page.goto(`${fixtures.url}/counter/`);
  const popup = await startRecording(browser, page);
  for (let n = 0; n < rounds(4, 15); n++) {
    await clickAlong(page, shown, someTicks(20, 40));
    await page.getByTestId("next").click();
  }
  await moreTicks(page, shown, 5);
  await stopCounting(page);
  const id = await stopRecording(popup);
  const { loss } = await replays(browser, id, shown, { state: "finished" });
  keepLoss(loss, {
    fault: "navigation, the page left behind goes into the back-forward cache",
    made: "clicks on links, many in one session",
    says: "finished, without a gap",
  });
  expectAMomentAtMost(loss);
  await page.close();
  await popup.close();
});

test("R1 back and forward through the cache: no act is lost, each return starts with a snapshot", async () => {
  test.setTimeout(rounds(90_000, 240_000));
  const { page, shown } = await openCounter();
  const popup = await startRecording(browser, page);
  await clickAlong(page, shown, someTicks(10, 30));
  // Another count, so that numbers tell which document they are from.
  await page.goto(`${fixtures.url}/counter/?from=100000`);
  await clickAlong(page, shown, someTicks(10, 30));
  const turns = rounds(2, 5);
  for (let turn = 0; turn < turns; turn++) {
    await travel(page, shown, "back");
    // Not in the moment of leaving: see docs/reliability.md.
    if (turn === 1) await killServiceWorker(browser);
    await page.bringToFront();
    await clickAlong(page, shown, someTicks(3, 20));
    await travel(page, shown, "forward");
    await clickAlong(page, shown, someTicks(3, 20));
  }
  await stopCounting(page);
  const id = await stopRecording(popup);

  const { events } = await storedSession(browser, id);
  const returns = events.filter((e) => readSignal(e, "waymark.navigation")?.how === "bfcache");
  expect(returns).toHaveLength(2 * turns);
  for (const { timestamp } of returns) {
    const next = events.find(
      (event) => event.timestamp >= timestamp && event.type === EventType.FullSnapshot,
    );
    expect(next!.timestamp - timestamp).toBeLessThan(200);
  }
  expect(new Set(shown.complaints)).toEqual(new Set());
  const { session, loss } = await replays(browser, id, shown, { state: "finished" });
  expect(session.tabs).toHaveLength(1);
  keepLoss(loss, {
    fault: "back and forward through the back-forward cache",
    made: "history traversal, `pageshow.persisted` asserted; the service worker dies once between",
    says: "finished, without a gap, in one tab",
  });
  expectAMomentAtMost(loss);
  await page.close();
  await popup.close();
});

test("R1 a document that returns after its session was stopped is silent, and joins a new one", async () => {
  const { page, shown } = await openCounter();
  const popup = await startRecording(browser, page);
  await moreTicks(page, shown, 10);
  await page.goto(`${fixtures.url}/links/`);
  const first = await stopRecording(popup);
  await page.bringToFront();
  await travel(page, shown, "back");
  await moreTicks(page, shown, 15);
  const whole = await storedSession(browser, first);
  expect(whole.session.state).toBe("finished");

  // Here the document returns into another session than the one it knows.
  await page.goto(`${fixtures.url}/links/?n=1`);
  const again = await startRecording(browser, page);
  await travel(page, shown, "back");
  const from = shown.ticks.size;
  await moreTicks(page, shown, 20);
  await stopCounting(page);
  const second = await stopRecording(again);
  const { session, events } = await storedSession(browser, second);
  expect(session.state).toBe("finished");
  const last = [...shown.ticks.keys()].at(-1)!;
  expect(from).toBeLessThan(shown.ticks.size);
  expect(JSON.stringify(events)).toContain(`"tick ${last}"`);
  const { events: untouched } = await storedSession(browser, first);
  expect(untouched).toHaveLength(whole.events.length);
  await page.close();
  await popup.close();
  await again.close();
});

test("a document that was paused while it lay in the cache goes on when resumed", async () => {
  const { page, shown } = await openCounter();
  const popup = await startRecording(browser, page);
  await moreTicks(page, shown, 10);
  await page.goto(`${fixtures.url}/links/`);
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Pause" }).click();
  await expect(popup.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.bringToFront();
  await travel(page, shown, "back");
  await moreTicks(page, shown, 15);
  const paused = [...shown.ticks.keys()].at(-2)!;
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Resume" }).click();
  await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.bringToFront();
  await moreTicks(page, shown, 20);
  await stopCounting(page);
  const last = [...shown.ticks.keys()].at(-1)!;
  const id = await stopRecording(popup);
  const text = JSON.stringify((await storedSession(browser, id)).events);
  expect(text).not.toContain(`"tick ${paused}"`);
  expect(text).toContain(`"tick ${last}"`);
  await page.close();
  await popup.close();
});

test("where the browser tells of requests, a restart of the service worker empties the cache: pages are loaded anew, and nothing is lost", async () => {
  const granted = await launchExtension(WITH_CACHE);
  try {
    const page = await granted.context.newPage();
    const shown = watchCounter(page);
    await page.goto(`${fixtures.url}/counter/?from=0`);
    const popup = await startRecording(granted, page);
    await clickAlong(page, shown, 10);
    await page.goto(`${fixtures.url}/counter/?from=100000`);
    await clickAlong(page, shown, 10);
    // No listener has come or gone since: what was left while it was recorded is in the cache.
    await travel(page, shown, "back");
    await clickAlong(page, shown, 10);
    await page.goto(`${fixtures.url}/counter/?from=200000`);
    await clickAlong(page, shown, 10);
    await killServiceWorker(granted);
    // The next thing said wakes it, and it listens anew.
    await clickAlong(page, shown, 30);
    await page.goBack();
    const shows = () => [...shown.said].filter((line) => line.startsWith("pageshow"));
    await expect.poll(() => shows().at(-1)).toContain("pageshow false");
    await expect.poll(() => shows().length).toBe(5);
    await clickAlong(page, shown, 10);
    await stopCounting(page);
    const id = await stopRecording(popup);
    const { loss } = await replays(granted, id, shown, { state: "finished" });
    expectAMomentAtMost(loss);
  } finally {
    await granted.close();
  }
});

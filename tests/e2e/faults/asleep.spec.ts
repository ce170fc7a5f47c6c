import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as passes } from "node:timers/promises";
import { expect, type Page, test } from "@playwright/test";
import { readSignal } from "../../../src/format/signals/signals.ts";
import { type FixtureServer, serveFixtures } from "../../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "../support/extension.ts";
import { browserPids, rendererPids, signal } from "../support/processes.ts";
import { startRecording, stopRecording, storedSession } from "../support/session.ts";
import { clickAlong, moreTicks, type Shown, stopCounting, watchCounter } from "./counter.ts";
import { type Expected, replays } from "./replays.ts";
import { keepLoss, rounds } from "./results.ts";

let fixtures: FixtureServer;
let profile: string;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  profile = await mkdtemp(join(tmpdir(), "waymark-faults-"));
  // The driver's flags would keep hidden tabs as awake as shown ones.
  browser = await launchExtension({
    profile,
    without: [
      "--disable-background-timer-throttling",
      "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding",
    ],
  });
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
  await rm(profile, { recursive: true, force: true });
});

async function recordCounter(): Promise<{ page: Page; popup: Page; shown: Shown }> {
  const page = await browser.context.newPage();
  const shown = watchCounter(page);
  await page.goto(`${fixtures.url}/counter/`);
  const popup = await startRecording(browser, page);
  await clickAlong(page, shown, 15);
  return { page, popup, shown };
}

/** Nothing of what the page showed is missing. */
async function expectWhole(
  row: { fault: string; made: string; says: string },
  id: string,
  shown: Shown,
  expected: Expected = { state: "finished" },
): Promise<void> {
  const { loss } = await replays(browser, id, shown, expected);
  keepLoss(loss, row);
  expect(loss.events).toBe(0);
}

test("R1 a computer that sleeps: nothing is lost, and the time in between is just that", async () => {
  const { page, popup, shown } = await recordCounter();
  const sleepMs = rounds(3_000, 8_000);
  const pids = await browserPids(profile);
  signal(pids, "SIGSTOP");
  await passes(sleepMs);
  signal(pids, "SIGCONT");
  await moreTicks(page, shown, 15);
  await clickAlong(page, shown, 10);
  await stopCounting(page);
  const id = await stopRecording(popup);

  const { session, events } = await storedSession(browser, id);
  const times = events.map(({ timestamp }) => timestamp);
  const pauses = times.slice(1).map((at, i) => at - times[i]!);
  expect(Math.max(...pauses)).toBeGreaterThan(sleepMs * 0.8);
  expect(times.at(-1)!).toBeLessThanOrEqual(session.endedAt!);
  expect(times[0]!).toBeGreaterThanOrEqual(session.startedAt - 1_000);
  await expectWhole(
    {
      fault: "the computer sleeps",
      made: "SIGSTOP to all of the browser's processes for seconds, then SIGCONT",
      says: "finished; the time asleep is a stretch without events",
    },
    id,
    shown,
  );
  await page.close();
  await popup.close();
});

test("R1 a background that stands still for seconds: batches wait, none is lost or doubled", async () => {
  const { page, popup, shown } = await recordCounter();
  const pids = await rendererPids(profile, "extension");
  signal(pids, "SIGSTOP");
  const from = shown.ticks.size;
  while (shown.ticks.size < from + rounds(50, 200)) await page.waitForEvent("console");
  signal(pids, "SIGCONT");
  await clickAlong(page, shown, 15);
  await stopCounting(page);
  const id = await stopRecording(popup);
  await expectWhole(
    {
      fault: "the background stands still",
      made: "SIGSTOP to the extension's process for seconds, then SIGCONT",
      says: "finished, without a gap",
    },
    id,
    shown,
  );
  await page.close();
  await popup.close();
});

test("R1 a background that is slower than the page: a backlog is handed over in the end, and Stop waits for it", async () => {
  test.setTimeout(120_000);
  const { page, popup, shown } = await recordCounter();
  const pids = await rendererPids(profile, "extension");
  const slow = new AbortController();
  /** It runs for a moment every few seconds, in which time the page sends more batches than it has turns. */
  const slowing = (async () => {
    while (!slow.signal.aborted) {
      signal(pids, "SIGSTOP");
      await passes(2_980);
      signal(pids, "SIGCONT");
      await passes(20);
    }
  })();
  const from = shown.ticks.size;
  while (shown.ticks.size < from + rounds(150, 800)) await page.waitForEvent("console");
  await stopCounting(page);
  const stopped = stopRecording(popup, 60_000);
  await passes(15_000);
  slow.abort();
  await slowing;
  await expectWhole(
    {
      fault: "the background is too slow",
      made: "SIGSTOP to the extension's process for all but 20 ms of every 3 s, over Stop too",
      says: "finished, without a gap",
    },
    await stopped,
    shown,
  );
  await page.close();
  await popup.close();
});

test("R1 a discarded tab: its last events are there, the time until it is shown again is a gap", async () => {
  const { popup, shown } = await recordCounter();
  const tabId = Number(new URL(popup.url()).searchParams.get("tab"));
  await popup.bringToFront();
  const discarded = await popup.evaluate(async (id) => (await chrome.tabs.discard(id))?.id, tabId);
  expect(discarded).toBeDefined();
  const alive = shown.ticks.size;
  await passes(1_500);
  expect(shown.ticks.size).toBe(alive);

  const back = browser.context.waitForEvent("page");
  await popup.evaluate((id) => chrome.tabs.update(id!, { active: true }), discarded);
  const again = await back;
  const after = watchCounter(again);
  await moreTicks(again, after, 15);
  await stopCounting(again);
  const popupAgain = await browser.openPopup(again);
  const id = await stopRecording(popupAgain);
  const { events } = await storedSession(browser, id);
  const starts = events
    .map((event) => readSignal(event, "waymark.lifecycle"))
    .filter((payload) => payload?.what === "resume");
  expect(starts).toHaveLength(1);
  const last = [...after.ticks.keys()].at(-1)!;
  expect(JSON.stringify(events)).toContain(`"tick ${last}"`);
  const { loss } = await replays(browser, id, shown, { state: "finished", gap: /save memory/ });
  keepLoss(loss, {
    fault: "the browser discards the tab",
    made: "`tabs.discard` from the extension; the tab is shown again later",
    says: "finished, with a gap until the tab is shown again",
  });
  expect(loss.ms).toBeLessThanOrEqual(1_000);
  await again.close();
  await popup.close();
  await popupAgain.close();
});

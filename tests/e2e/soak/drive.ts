import { expect, type Frame, type Page } from "@playwright/test";
import type { FixtureServer } from "../../fixtures/serve.ts";
import type { Cdp } from "../support/cdp.ts";
import type { ExtensionBrowser } from "../support/extension.ts";
import { startRecording, stopRecording } from "../support/session.ts";
import type { Sample } from "./flatness.ts";
import { pageHeap, serviceWorkerHeap } from "./heap.ts";

/** How long and how hard. The run's pace is that of the pages' own counters, never of a clock. */
export interface SoakPlan {
  tabs: number;
  navigations: number;
  /** Changes that the pages count, all together. */
  changes: number;
  /** Changes a second that each tab strives for. */
  rate: number;
  sampleEveryMs: number;
}

/** What one tab, or the frame in one, counted by its own word. */
export interface Said {
  tabId: string;
  isFrame: boolean;
  documents: Record<string, { made: number; clicks: number }>;
}

export interface SoakRun {
  id: string;
  said: Said[];
  /** The text of each tab when nothing changed any more, by the tab's id in the session. */
  shown: Record<string, string>;
  pages: Sample[];
  serviceWorker: Sample[];
  navigations: { links: number; reloads: number; views: number };
  /** From Stop until the session can be opened. */
  stopMs: number;
  ms: number;
}

interface SoakTab {
  tabId: string;
  page: Page;
}

type WithSoak = typeof globalThis & {
  aim(to: Record<string, string>): void;
  soak: { doc: string; said(): Said["documents"]; stop(): Promise<void> };
};

const FRAME = "/soak/frame.html";

/** Real clicks, but the driver need not wait until a page that never rests does. */
const AT_ONCE = { force: true } as const;

/**
 * A document that was left says its last words in the background, for which the browser gives it half
 * a second; a sample, which has every page collect its garbage, must not take that time from it.
 */
const LEAVING_MS = 1_000;

/** Of a busy machine: the last events of six tabs are handed over, sealed, and given keyframes. */
const MOST_STOP_MS = 60_000;

/** Rows of the table; 9 nodes each. */
const ROWS = 550;

/**
 * Records one session: opens tabs from the first, goes from document to document in all of them but
 * the first, which stays in one document for the whole time, and clicks and types in between.
 */
export async function soak(
  browser: ExtensionBrowser,
  cdp: Cdp,
  fixtures: FixtureServer,
  plan: SoakPlan,
): Promise<SoakRun> {
  const startedAt = performance.now();
  const first = await browser.context.newPage();
  await first.goto(`${fixtures.url}/soak/?tab=a&rate=${plan.rate}&rows=${ROWS}`);
  const popup = await startRecording(browser, first);
  const tabs: SoakTab[] = [{ tabId: "t1", page: first }];
  for (let n = 1; n < plan.tabs; n++) {
    // The second one shows a page of the other origin.
    const frame: Record<string, string> = n === 1 ? { frame: `${fixtures.otherUrl}${FRAME}` } : {};
    const page = await openTab(browser, first, { tab: "abcdefghij"[n]!, ...frame });
    tabs.push({ tabId: `t${n + 1}`, page });
  }

  const run: SoakRun = {
    id: "",
    said: [],
    shown: {},
    pages: [],
    serviceWorker: [],
    navigations: { links: 0, reloads: 0, views: 0 },
    stopMs: 0,
    ms: 0,
  };
  let nextSampleAt = 0;
  async function sample(): Promise<void> {
    const atMs = performance.now() - startedAt;
    if (atMs < nextSampleAt) return;
    nextSampleAt = atMs + plan.sampleEveryMs;
    run.pages.push({ atMs, bytes: await pageHeap(cdp) });
    run.serviceWorker.push({ atMs, bytes: await serviceWorkerHeap(cdp) });
  }

  for (let n = 1; n <= plan.navigations; n++) {
    await changesMade(tabs, (plan.changes * n) / plan.navigations, sample);
    const tab = tabs[n % tabs.length]!;
    await actIn(tab.page, n);
    run.navigations[await navigate(tab, Math.floor(n / tabs.length))]++;
    await tab.page.waitForTimeout(LEAVING_MS);
    await sample();
  }

  // A frame that came with the last navigation is asked to join a moment later.
  for (const { page } of tabs) {
    for (const frame of [page.mainFrame(), ...framesIn(page)]) await isRecorded(frame);
  }
  // Nothing changes any more when Stop is pressed, so that all that was shown is recorded.
  for (const { tabId, page } of tabs) {
    for (const frame of [page.mainFrame(), ...framesIn(page)]) {
      await frame.evaluate(() => (globalThis as WithSoak).soak.stop());
      const isFrame = frame !== page.mainFrame();
      run.said.push({ tabId, isFrame, documents: await said(frame) });
    }
    run.shown[tabId] = await page.evaluate(() => document.body.innerText);
  }
  const stopAt = performance.now();
  run.id = await stopRecording(popup, MOST_STOP_MS);
  run.stopMs = performance.now() - stopAt;
  run.ms = performance.now() - startedAt;
  for (const { page } of tabs) await page.close();
  await popup.close();
  return run;
}

const said = (frame: Frame) => frame.evaluate(() => (globalThis as WithSoak).soak.said());

const framesIn = (page: Page) => page.frames().filter((frame) => frame.url().includes(FRAME));

async function openTab(
  browser: ExtensionBrowser,
  from: Page,
  to: Record<string, string>,
): Promise<Page> {
  await from.bringToFront();
  await from.evaluate((aimed) => (globalThis as WithSoak).aim(aimed), to);
  const [opened] = await Promise.all([
    browser.context.waitForEvent("page"),
    from.getByTestId("opens").click(AT_ONCE),
  ]);
  await opened.waitForLoadState();
  await isRecorded(opened.mainFrame());
  return opened;
}

const isRecorded = (frame: Frame) =>
  expect
    .poll(() => frame.evaluate(() => "Waymark" in globalThis), {
      message: `${frame.url()} is recorded`,
      timeout: 30_000,
    })
    .toBe(true);

/** Resolves when the pages have counted so many changes, all together. */
async function changesMade(
  tabs: readonly SoakTab[],
  wanted: number,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const made = async () => {
    await meanwhile();
    let sum = 0;
    for (const { page } of tabs) {
      for (const each of Object.values(await said(page.mainFrame()))) sum += each.made;
    }
    return sum;
  };
  await expect
    .poll(made, { message: `${wanted} changes are made`, intervals: [300], timeout: 120_000 })
    .toBeGreaterThanOrEqual(wanted);
}

/** What a user does between two pages: looks around, clicks, types. */
async function actIn(page: Page, n: number): Promise<void> {
  await page.bringToFront();
  await page.getByTestId("count").click(AT_ONCE);
  await page.mouse.move(300, 400);
  await page.mouse.wheel(0, n % 2 ? 400 : -300);
  await page.getByTestId("note").click(AT_ONCE);
  await page.keyboard.type(`n${n % 10}`);
}

async function navigate(
  { tabId, page }: SoakTab,
  round: number,
): Promise<keyof SoakRun["navigations"]> {
  const kind = tabId === "t1" ? "views" : (["links", "reloads", "views"] as const)[round % 3]!;
  if (kind === "views") {
    await page.getByTestId("route").click(AT_ONCE);
    return kind;
  }
  const docOf = () => page.evaluate(() => (globalThis as WithSoak).soak?.doc);
  const before = await docOf();
  if (kind === "reloads") await page.reload();
  else await page.getByTestId("next").click(AT_ONCE);
  // While the documents change places there is nobody to ask.
  await expect(async () => expect(await docOf()).not.toBe(before)).toPass({ timeout: 60_000 });
  await page.waitForLoadState();
  return kind;
}

import { expect, type Page } from "@playwright/test";
import type { Cdp } from "../support/cdp.ts";
import type { ExtensionBrowser } from "../support/extension.ts";
import { expectPosition, openReplay } from "../support/viewer.ts";
import type { Audit } from "./audit-in-page.ts";
import type { SoakRun } from "./drive.ts";
import { median } from "./flatness.ts";
import { viewerHeap } from "./heap.ts";

export interface Replayed {
  /** Bytes, page and workers: after the first seeks and after all of them. */
  heapAfterFew: number;
  heapAfterAll: number;
  seekMs: number;
  longestSeekMs: number;
  complaints: string[];
}

/** The heap is first measured after so many seeks. */
const FEW = 5;

/** Plays, seeks all over the session, and holds each tab's last moment against what the page showed. */
export async function replaySoak(
  browser: ExtensionBrowser,
  cdp: Cdp,
  run: SoakRun,
  audit: Audit,
  seeks: number,
): Promise<Replayed> {
  const { id, startedAt, endedAt } = audit.session;
  const durationMs = endedAt! - startedAt;
  const viewer = await openReplay(browser, id, durationMs / 2);
  const complaints: string[] = [];
  viewer.on("pageerror", (error) => complaints.push(String(error)));
  viewer.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  // The events of the whole session are read once, in a worker of their own that ends with it.
  await expect(viewer.getByRole("progressbar")).toHaveCount(0, { timeout: 180_000 });
  await play(viewer);

  /** Always at the same moment: a tab that has no picture yet takes less. */
  async function heapNow(): Promise<number> {
    await goTo(viewer, id, Object.keys(audit.tabs)[0]!, durationMs / 2);
    return viewerHeap(cdp);
  }

  const times: number[] = [];
  let heapAfterFew = 0;
  for (let n = 1; n <= seeks; n++) {
    const offsetMs = Math.round(durationMs * (0.02 + 0.96 * Math.random()));
    const tabId = Object.keys(audit.tabs)[n % Object.keys(audit.tabs).length]!;
    const asked = performance.now();
    await goTo(viewer, id, tabId, offsetMs);
    times.push(performance.now() - asked);
    if (n === FEW) heapAfterFew = await heapNow();
  }
  const heapAfterAll = await heapNow();

  for (const [tabId, text] of Object.entries(run.shown)) {
    await goTo(viewer, id, tabId, durationMs);
    await expect
      .poll(() => shownText(viewer), { message: `${tabId} ends as the page did`, timeout: 15_000 })
      .toBe(text);
  }
  await viewer.close();
  return {
    heapAfterFew,
    heapAfterAll,
    seekMs: median(times),
    longestSeekMs: Math.max(...times),
    complaints,
  };
}

async function goTo(viewer: Page, id: string, tabId: string, offsetMs: number): Promise<void> {
  await viewer.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#/sessions/${id}?t=${Math.round(offsetMs)}&tab=${tabId}`,
  );
  await expectPosition(viewer, offsetMs);
  await expect(viewer.locator(".stage").first()).toHaveAttribute("data-state", "ready");
}

/** Until the replay has moved on by itself. */
async function play(viewer: Page): Promise<void> {
  const at = async () =>
    Number(await viewer.locator("[data-position-ms]").first().getAttribute("data-position-ms"));
  const from = await at();
  await viewer.keyboard.press("Space");
  await expect.poll(at, { timeout: 30_000 }).toBeGreaterThan(from + 3_000);
  await viewer.keyboard.press("Space");
}

const shownText = (viewer: Page) =>
  viewer.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>(".stage iframe");
    return frame?.contentDocument?.body?.innerText ?? "";
  });

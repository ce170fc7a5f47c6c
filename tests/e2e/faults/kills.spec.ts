import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type FixtureServer, serveFixtures } from "../../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "../support/extension.ts";
import { browserPids, rendererPids, signal } from "../support/processes.ts";
import {
  sessionOffered,
  startRecording,
  stopRecording,
  storedSessions,
} from "../support/session.ts";
import { clickAlong, type Loss, type Shown, untilNow, watchCounter } from "./counter.ts";
import { replays } from "./replays.ts";
import { keepLoss, rounds, someTicks } from "./results.ts";

let fixtures: FixtureServer;
let profile: string;
let browser: ExtensionBrowser;

test.beforeEach(async () => {
  fixtures = await serveFixtures();
  profile = await mkdtemp(join(tmpdir(), "waymark-faults-"));
  browser = await launchExtension({ profile });
});
test.afterEach(async () => {
  await browser.close();
  await fixtures.close();
  await rm(profile, { recursive: true, force: true });
});

/** Opens the counter, records it and clicks along to a random moment. */
async function recordAWhile(): Promise<{ page: Page; popup: Page; shown: Shown }> {
  const page = await browser.context.newPage();
  const shown = watchCounter(page);
  await page.goto(`${fixtures.url}/counter/`);
  const popup = await startRecording(browser, page);
  await clickAlong(page, shown, someTicks(15, 60));
  return { page, popup, shown };
}

/** Rule R1, by the page's own count. A click is handed over at once, so none is in that second. */
function expectTheLastSecondAtMost({ ms, clicks, holes }: Loss): void {
  expect(holes).toEqual([]);
  expect(clicks).toBe(0);
  expect(ms).toBeLessThanOrEqual(1_000);
}

const RENDERER_FAULTS = [
  {
    fault: "the renderer crashes",
    made: "`Page.crash` over CDP, at a random moment",
    strike: async (page: Page) => {
      const cdp = await browser.context.newCDPSession(page);
      // It never answers: the page is dead.
      cdp.send("Page.crash").catch(() => undefined);
    },
  },
  {
    fault: "the renderer is killed",
    made: "SIGKILL to the page's process, at a random moment",
    strike: async () => signal(await rendererPids(profile, "pages"), "SIGKILL"),
  },
];

for (const { fault, made, strike } of RENDERER_FAULTS) {
  test(`R1 ${fault}: at most the last second is missing`, async () => {
    test.setTimeout(rounds(90_000, 300_000));
    for (let round = 0; round < rounds(1, 3); round++) {
      const { page, popup, shown } = await recordAWhile();
      const crashed = page.waitForEvent("crash");
      await strike(page);
      await crashed;
      await popup.bringToFront();
      await popup.getByRole("button", { name: "Stop" }).click();
      const id = await sessionOffered(popup);
      const { loss } = await replays(browser, id, shown, {
        state: "interrupted",
        because: /crashed or stopped answering/,
        gap: /crashed or stopped answering/,
      });
      keepLoss(loss, {
        fault,
        made,
        says: "interrupted: the page crashed",
      });
      expectTheLastSecondAtMost(loss);
      await popup.close();
      await page.close();
    }
  });
}

test("R1 a crashed page that is loaded again goes on, and the stretch between is a gap", async () => {
  const { page, popup, shown } = await recordAWhile();
  const crashed = page.waitForEvent("crash");
  signal(await rendererPids(profile, "pages"), "SIGKILL");
  await crashed;
  const before = untilNow(shown);
  const navigations = (await storedSessions(browser))[0]!.counts.navigations;
  // The driver gives up on a page that crashed; a person would press Reload.
  const tabId = Number(new URL(popup.url()).searchParams.get("tab"));
  await popup.evaluate((id) => chrome.tabs.reload(id), tabId);
  await expect(async () => {
    const [session] = await storedSessions(browser);
    expect(session!.counts.navigations).toBeGreaterThan(navigations);
  }).toPass({ timeout: 15_000 });
  const { loss } = await replays(browser, await stopRecording(popup), before, {
    state: "finished",
    gap: /crashed or stopped answering/,
  });
  keepLoss(loss, {
    fault: "the renderer is killed and the tab loaded again",
    made: "SIGKILL to the page's process, then `tabs.reload`",
    says: "finished, with a gap that says the page crashed",
  });
  expectTheLastSecondAtMost(loss);
});

test("R1 the browser is killed and opened again: at most the last second is missing", async () => {
  test.setTimeout(rounds(90_000, 400_000));
  for (let round = 0; round < rounds(1, 4); round++) {
    const { shown } = await recordAWhile();
    const gone = browser.context.waitForEvent("close");
    signal(await browserPids(profile), "SIGKILL");
    await gone;

    browser = await launchExtension({ profile });
    await expect(async () => {
      const sessions = await storedSessions(browser);
      expect(sessions.map(({ state }) => state)).toEqual(sessions.map(() => "interrupted"));
    }).toPass({ timeout: 15_000 });
    const { id } = (await storedSessions(browser))[0]!;
    const { loss } = await replays(browser, id, shown, {
      state: "interrupted",
      because: /closed while it was recording/,
    });
    keepLoss(loss, {
      fault: "the browser is killed",
      made: "SIGKILL to all its processes at a random moment; the same profile is opened again",
      says: "interrupted: the browser was closed",
    });
    expectTheLastSecondAtMost(loss);
  }
});

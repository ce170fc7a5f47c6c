import { expect, type Page, test } from "@playwright/test";
import { type FixtureServer, serveFixtures } from "../../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "../support/extension.ts";
import { openWorkerKiller, type WorkerKiller } from "../support/service-worker.ts";
import {
  sessionOffered,
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "../support/session.ts";
import { clickAlong, moreTicks, type Shown, stopCounting, watchCounter } from "./counter.ts";
import { replays } from "./replays.ts";
import { keepLoss, rounds, someTicks } from "./results.ts";

let fixtures: FixtureServer;
let browser: ExtensionBrowser;
let killer: WorkerKiller;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension();
  killer = await openWorkerKiller(browser);
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

async function openCounter(query = ""): Promise<{ page: Page; shown: Shown }> {
  const page = await browser.context.newPage();
  const shown = watchCounter(page);
  await page.goto(`${fixtures.url}/counter/${query}`);
  return { page, shown };
}

/** Rule R1: a service worker's death costs nothing at all. */
async function expectNothingLost(id: string, shown: Shown, fault: string, made: string) {
  const { loss } = await replays(browser, id, shown, { state: "finished" });
  keepLoss(loss, {
    fault,
    made,
    says: "finished, without a gap",
  });
  expect(loss.events).toBe(0);
}

/** Stops when nothing new is shown any more, so that all that was shown is recorded. */
async function stopAt(page: Page, popup: Page): Promise<string> {
  await stopCounting(page);
  return stopRecording(popup);
}

test("R1 a service worker that is stopped at random moments, again and again, costs nothing", async () => {
  test.setTimeout(rounds(90_000, 400_000));
  const { page, shown } = await openCounter();
  const popup = await startRecording(browser, page);
  let kills = 0;
  for (let round = 0; round < rounds(10, 40); round++) {
    await clickAlong(page, shown, someTicks(1, 12));
    if (await killer.kill()) kills++;
  }
  expect(kills).toBeGreaterThan(rounds(5, 20));
  const id = await stopAt(page, popup);
  await expectNothingLost(
    id,
    shown,
    "the service worker is stopped, many times in one session",
    "`ServiceWorker.stopWorker` over CDP at random moments of steady recording",
  );
  await page.close();
  await popup.close();
});

test("R1 a service worker that is stopped while it seals costs nothing", async () => {
  test.setTimeout(rounds(60_000, 200_000));
  const { page, shown } = await openCounter();
  const popup = await startRecording(browser, page);
  for (let round = 0; round < rounds(1, 3); round++) {
    // More than a segment's worth at once: the background seals as it takes it in.
    await page.evaluate(async () => {
      const list = document.body.appendChild(document.createElement("ul"));
      for (let turn = 0; turn < 60; turn++) {
        for (let i = 0; i < 100; i++) {
          const item = list.appendChild(document.createElement("li"));
          item.textContent = `row ${turn} ${i} ${"word ".repeat(20)}`;
        }
        await new Promise((next) => setTimeout(next, 5));
      }
      list.remove();
    });
    await moreTicks(page, shown, someTicks(1, 14));
    await killer.kill();
  }
  await moreTicks(page, shown, 15);
  const id = await stopAt(page, popup);
  expect((await storedSession(browser, id)).segments).toBeGreaterThan(1);
  await expectNothingLost(
    id,
    shown,
    "the service worker is stopped in the middle of sealing",
    "1 MB of changes at once, then `stopWorker` within 700 ms",
  );
  await page.close();
  await popup.close();
});

test("R1 a service worker that is stopped right at Start: it records, or nothing is left behind", async () => {
  test.setTimeout(rounds(90_000, 300_000));
  for (let round = 0; round < rounds(1, 3); round++) {
    const { page, shown } = await openCounter();
    const popup = await browser.openPopup(page);
    const before = (await storedSessions(browser)).length;
    const start = popup.getByRole("button", { name: "Start recording" });
    await start.click();
    await popup.waitForTimeout(Math.random() * 250);
    await killer.kill();
    const stop = popup.getByRole("button", { name: "Stop" });
    await expect(async () => {
      // Where the start died with the service worker, a second press must do.
      if (await start.isVisible()) await start.click({ timeout: 500 });
      await expect(stop).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    await page.bringToFront();
    await moreTicks(page, shown, 15);
    const id = await stopAt(page, popup);
    expect((await storedSessions(browser)).length).toBe(before + 1);
    await expectNothingLost(
      id,
      shown,
      "the service worker is stopped right at Start",
      "`stopWorker` within 250 ms of the press; Start is pressed again where it died with it",
    );
    await page.close();
    await popup.close();
  }
});

test("R1 a service worker that is stopped right at Stop: the session is finished, and whole", async () => {
  test.setTimeout(rounds(90_000, 300_000));
  for (let round = 0; round < rounds(1, 3); round++) {
    const { page, shown } = await openCounter();
    const popup = await startRecording(browser, page);
    await clickAlong(page, shown, 20);
    await stopCounting(page);
    await popup.bringToFront();
    await popup.getByRole("button", { name: "Stop" }).click();
    await popup.waitForTimeout(Math.random() * 150);
    await killer.kill();
    const id = await sessionOffered(popup);
    await expectNothingLost(
      id,
      shown,
      "the service worker is stopped right at Stop",
      "`stopWorker` within 150 ms of the press",
    );
    await page.close();
    await popup.close();
  }
});

import { expect, test } from "@playwright/test";
import { serveFixtures, type FixtureServer } from "../../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "../support/extension.ts";
import { startRecording, stopRecording, storedSessions } from "../support/session.ts";
import { clickAlong, moreTicks, stopCounting, watchCounter } from "./counter.ts";
import { replays, showsGap } from "./replays.ts";
import { keepLoss } from "./results.ts";

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

test("R1 a batch that never arrives is a gap in the viewer, while it records and once it is sealed", async () => {
  const page = await browser.context.newPage();
  const shown = watchCounter(page);
  await page.goto(`${fixtures.url}/counter/`);
  // The page itself keeps one of its batches back: it was there before the recorder took its built-ins.
  await page.evaluate(() => {
    const { dispatchEvent } = EventTarget.prototype;
    EventTarget.prototype.dispatchEvent = function (event) {
      const isThird =
        event.type === "batches" &&
        String((event as CustomEvent).detail).startsWith("undefined\n3 ");
      return isThird || dispatchEvent.call(this, event);
    };
  });
  const popup = await startRecording(browser, page);
  await moreTicks(page, shown, 80);

  const [live] = await storedSessions(browser);
  const viewer = await browser.context.newPage();
  await viewer.goto(browser.url(`viewer.html#/sessions/${live!.id}`));
  await showsGap(viewer, /1 batch never arrived/);
  await viewer.close();

  await page.bringToFront();
  await stopCounting(page);
  const id = await stopRecording(popup);
  const { loss } = await replays(browser, id, shown, {
    state: "finished",
    gap: /1 batch never arrived/,
  });
  keepLoss(loss, {
    fault: "a batch never arrives",
    made: "the page keeps one event of the recorder back",
    says: "finished, with a gap where the batch is missing",
  });
  // That one batch and nothing else.
  expect(loss.holes.length).toBeGreaterThan(0);
  expect(loss.holes.at(-1)! - loss.holes[0]!).toBe(loss.holes.length - 1);
  await page.close();
  await popup.close();
});

test("R1 a database that fails for a while: batches are sent again, none is lost or doubled", async () => {
  const page = await browser.context.newPage();
  const shown = watchCounter(page);
  await page.goto(`${fixtures.url}/counter/`);
  const popup = await startRecording(browser, page);
  await clickAlong(page, shown, 15);
  const worker = await browser.worker();
  await worker.evaluate(() => {
    const { add } = IDBObjectStore.prototype;
    const counts = globalThis as unknown as { failed: number };
    counts.failed = 0;
    IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args) {
      if (this.name === "tail" && counts.failed < 6) {
        counts.failed++;
        throw new DOMException("The disk hums.", "UnknownError");
      }
      return add.apply(this, args);
    };
  });
  await expect
    .poll(() => worker.evaluate(() => (globalThis as unknown as { failed: number }).failed), {
      timeout: 30_000,
    })
    .toBe(6);
  await clickAlong(page, shown, 15);
  await stopCounting(page);
  const id = await stopRecording(popup);
  const { loss } = await replays(browser, id, shown, { state: "finished" });
  keepLoss(loss, {
    fault: "the database fails for a while",
    made: "six writes in a row throw in the service worker",
    says: "finished, without a gap",
  });
  expect(loss.events).toBe(0);
  await page.close();
  await popup.close();
});

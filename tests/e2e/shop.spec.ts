import { expect, test } from "@playwright/test";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { secretStrings } from "../fixtures/shop/secrets.ts";
import { EXPECTED, HONEST, runStory, VOLATILE_SELECTOR } from "../fixtures/shop/story.ts";
import {
  describeLive,
  describeReplay,
  type DocumentFacts,
  expectSameDocument,
} from "./support/compare.ts";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { expectPosition, openReplay } from "./support/viewer.ts";

/** One recording of the whole story serves all tests here. */
let fixtures: FixtureServer;
let browser: ExtensionBrowser;
let id: string;
const checkpoints: { name: string; at: number; live: DocumentFacts }[] = [];

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(150_000);
  fixtures = await serveFixtures();
  browser = await launchExtension();
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/shop/index.html`);
  const popup = await startRecording(browser, page);
  await runStory(page, fixtures.url, {
    pace: 0.3,
    onCheckpoint: async (name) => {
      // Scroll and style transitions come to rest first; the replay is read a moment later too.
      await page.waitForTimeout(500);
      const live = await describeLive(page, VOLATILE_SELECTOR);
      checkpoints.push({ name, live, at: await page.evaluate(() => Date.now()) });
      await page.waitForTimeout(300);
    },
  });
  id = await stopRecording(popup);
  await page.close();
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

test("the replay shows at five checkpoints what the live page showed", async () => {
  const { session } = await storedSession(browser, id);
  expect(checkpoints.length).toBeGreaterThanOrEqual(5);
  for (const { name, at, live } of checkpoints) {
    const viewer = await openReplay(browser, id, at - session.startedAt);
    expectSameDocument(await describeReplay(viewer, VOLATILE_SELECTOR), live, name);
    await viewer.close();
  }
});

test("the planted rage and dead clicks are found, the honest controls are left alone", async () => {
  const viewer = await openReplay(browser, id, 0);
  await viewer.getByRole("tab", { name: /Findings/ }).click();
  const items = viewer.locator("[data-finding]");
  await expect(items.first()).toBeVisible();
  const found = await items.evaluateAll((all) =>
    all.map((item) => ({
      kind: item.getAttribute("data-kind")!,
      selector: item.getAttribute("data-selector")!,
    })),
  );
  const wanted = EXPECTED.filter(({ kind }) => kind === "rage-click" || kind === "dead-click");
  for (const { kind, testIds } of wanted) {
    const hit = found.filter(
      (one) => one.kind === kind && testIds.some((testId) => one.selector.includes(testId)),
    );
    expect(hit, `${kind} on ${testIds.join(" or ")}`).toHaveLength(1);
  }
  for (const { testId, never } of HONEST) {
    const wrong = found.filter(
      ({ kind, selector }) => never.some((one) => one === kind) && selector.includes(`"${testId}"`),
    );
    expect(wrong, `findings on the honest ${testId}`).toEqual([]);
  }
  const clicks = found.filter(({ kind }) => kind === "rage-click" || kind === "dead-click");
  expect(clicks).toHaveLength(wanted.length);
  await viewer.close();
});

test("P1 P2 P3 none of the secrets typed or shown is stored anywhere", async () => {
  const page = await browser.context.newPage();
  await page.goto(browser.url("options.html"));
  const everything = await dumpStorage(page);
  expect(everything.length).toBeGreaterThan(100_000);
  // What must be there, so that storing nothing is not the way to pass.
  expect(everything).toContain("Apply coupon");
  for (const secret of secretStrings()) {
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      btoa(unescape(encodeURIComponent(secret))),
    ]) {
      expect(everything.includes(spelling), `"${spelling}" is stored`).toBe(false);
    }
  }
  await page.close();
});

test("the library lists the session and opens it; a deep link stands where it says", async () => {
  const { session } = await storedSession(browser, id);
  const library = await browser.context.newPage();
  await library.goto(browser.url("viewer.html#/"));
  await expect(library.getByText(session.title).first()).toBeVisible();
  const duration = session.endedAt! - session.startedAt;
  for (const share of [0.2, 0.9, 0.5]) {
    await library.goto(
      browser.url(`viewer.html#/sessions/${id}?t=${Math.round(duration * share)}`),
    );
    await expectPosition(library, Math.round(duration * share));
  }
  await library.close();
});

test("keyboard, speed and seeking by click move the replay, not only the clock", async () => {
  const viewer = await openReplay(browser, id, 1_000);
  await viewer.keyboard.press("ArrowRight");
  await expectPosition(viewer, 6_000);
  const slider = viewer.getByRole("slider").first();
  const box = (await slider.boundingBox())!;
  await viewer.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2);
  await expect
    .poll(async () => Number(await slider.getAttribute("aria-valuenow")))
    .toBeGreaterThan(8_000);
  const at = Number(await slider.getAttribute("aria-valuenow"));
  await expectPosition(viewer, at);
  await viewer.keyboard.press("Space");
  await expect
    .poll(async () => Number(await slider.getAttribute("aria-valuenow")))
    .toBeGreaterThan(at + 400);
  await viewer.keyboard.press("Space");
  await viewer.close();
});

import { expect, type Page, test } from "@playwright/test";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";
import { watchLive, type Watched, watchReplay } from "./support/watched.ts";
import { IS_LONG } from "./support/long.ts";

/** What page scripts change without the markup telling must be in the replay as it was live. */
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

/** Takes the page's steps one after the other and compares the replay after each with what was live. */
async function expectSteps(path: string, steps: readonly string[]): Promise<void> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}${path}`);
  await expect(page.locator("html[data-ready=true]")).toBeAttached();
  const popup = await startRecording(browser, page);
  const moments: { step: string; at: number; live: Watched }[] = [];
  for (const step of steps) {
    await page.evaluate(`steps.${step}()`);
    // Long enough for what is recorded a little later, e.g. the last position of a scroll.
    await page.waitForTimeout(500);
    moments.push({ step, live: await watchLive(page), at: await page.evaluate(() => Date.now()) });
    await page.waitForTimeout(100);
  }
  const id = await stopRecording(popup);
  const { session } = await storedSession(browser, id);
  for (const { step, live, at } of moments) {
    const viewer = await openReplay(browser, id, at - session.startedAt);
    expect.soft(await settled(viewer, live), `after ${step}`).toEqual(live);
    await viewer.close();
  }
  await page.close();
  await popup.close();
}

/** Sheets of the replay may be adopted a moment later; what differs then is returned as it is. */
async function settled(viewer: Page, live: Watched): Promise<Watched> {
  await expect
    .poll(() => watchReplay(viewer), { timeout: 2_000 })
    .toEqual(live)
    .catch(() => {});
  return watchReplay(viewer);
}

test("rules inserted, deleted, nested, declared and assigned by script are in the replay", async () => {
  test.setTimeout(120_000);
  await expectSteps("/platform/", ["rules", "moreRules", "declarations", "assignments", "cssText"]);
});

test("adopted sheets are in the replay: shared, pushed, replaced, taken away", async () => {
  test.setTimeout(120_000);
  await expectSteps("/platform/", ["adopt", "push", "replace", "attach", "unadopt"]);
});

test("controls, dialogs and popovers that scripts set are in the replay", async () => {
  test.setTimeout(120_000);
  await expectSteps("/platform/", ["controls", "reset", "layers", "closeLayers"]);
});

test("fonts that scripts load are in the replay", async () => {
  test.setTimeout(60_000);
  await expectSteps("/platform/", ["fonts"]);
});

test("elements that scroll together end in the replay where they ended", async () => {
  test.setTimeout(120_000);
  await expectSteps("/platform/", ["scroll"]);
});

test("a root element that replaces another, and a document written anew, are in the replay", async () => {
  test.setTimeout(120_000);
  const steps = ["replaceRoot", "goOn", "passBy", "goOn", "writeAnew", "goOn"];
  await expectSteps("/platform/root.html", steps);
});

// What Prototype replaces is in canary.spec.ts too.
const LIBRARIES = ["zone", "core-js", ...(IS_LONG ? ["prototype"] : [])];
for (const library of LIBRARIES) {
  test(`a page whose platform ${library} has patched is in the replay as it was`, async () => {
    test.setTimeout(120_000);
    await expectSteps(`/platform/?with=${library}`, [
      "rules",
      "adopt",
      "push",
      "attach",
      "controls",
      "reset",
      "scroll",
    ]);
  });
}

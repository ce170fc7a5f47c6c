import { expect, type Page, test } from "@playwright/test";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import {
  describeLive,
  describeReplay,
  type DocumentFacts,
  expectSameDocument,
} from "./support/compare.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { testLong } from "./support/long.ts";
import { startRecording, stopRecording, storedSession, storedSessions } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";

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

type Checkpoint = { name: string; at: number; live: DocumentFacts };

/** Records what `act` does on the page at `path` and compares the replay at each of its checkpoints. */
async function recordAndCompare(
  path: string,
  act: (page: Page, checkpoint: (name: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}${path}`);
  await expect(page.locator("html[data-ready=true]")).toBeAttached();
  const popup = await startRecording(browser, page);
  const checkpoints: Checkpoint[] = [];
  await act(page, async (name) => {
    await page.waitForTimeout(600);
    const live = await describeLive(page);
    checkpoints.push({ name, live, at: await page.evaluate(() => Date.now()) });
    await page.waitForTimeout(300);
  });
  const id = await stopRecording(popup);
  const { session } = await storedSession(browser, id);
  expect(checkpoints).toHaveLength(5);
  for (const { name, live, at } of checkpoints) {
    const viewer = await openReplay(browser, id, at - session.startedAt);
    expectSameDocument(await describeReplay(viewer), live, name);
    await viewer.close();
  }
  await page.close();
  await popup.close();
}

testLong("swagger-ui replays as it was: routes expanded, inputs typed", async () => {
  test.setTimeout(120_000);
  await recordAndCompare("/swagger/", async (page, checkpoint) => {
    const routes = page.locator(".opblock-summary-control");
    await expect(routes.first()).toBeVisible();
    await checkpoint("closed");
    await routes.nth(0).click();
    await expect(page.locator(".opblock-body").first()).toBeVisible();
    await checkpoint("first route");
    await page.getByRole("button", { name: "Try it out" }).first().click();
    await checkpoint("try it out");
    const input = page.locator(".opblock-body input[type=text]").first();
    if (await input.count()) await input.pressSequentially("42 typed", { delay: 30 });
    await page.getByRole("button", { name: "Execute" }).first().click();
    await checkpoint("executed");
    await routes.nth(1).click();
    await routes.nth(2).click();
    await checkpoint("three routes");
  });
});

test("P3 a rich editor replays its structure; what is written in it is masked", async () => {
  test.setTimeout(120_000);
  const secret = "the vault opens at dawn";
  await recordAndCompare("/quill/", async (page, checkpoint) => {
    await checkpoint("empty");
    await page.locator(".ql-editor").click();
    await page.keyboard.type(secret, { delay: 15 });
    await checkpoint("typed");
    await page.keyboard.press("ControlOrMeta+a");
    await page.locator("button.ql-bold").click();
    await checkpoint("bold");
    await page.locator("button.ql-list[value=bullet]").click();
    await checkpoint("list");
    await page.getByTestId("publish").click();
    await expect(page.getByTestId("published")).toContainText("characters published");
    await checkpoint("published");
  });
  const { events } = await storedSession(browser, (await storedSessions(browser))[0]!.id);
  expect(JSON.stringify(events)).not.toContain(secret);
  expect(JSON.stringify(events)).toContain("characters published");
});

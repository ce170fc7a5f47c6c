import { expect, test } from "@playwright/test";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { atTestHost, TEST_HOSTS } from "./support/test-hosts.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";

/**
 * Sites without TLS that are not this machine, as within a company: browsers keep `crypto.randomUUID`,
 * `crypto.subtle`, the clipboard and more from pages that came that way. All other fixtures are at a
 * loopback address, which counts as secure.
 */
let fixtures: FixtureServer;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension({ args: [TEST_HOSTS] });
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

test("a site that came without TLS is recorded and replays", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${atTestHost(fixtures.url, "shop.test")}/shop/`);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  const popup = await startRecording(browser, page);
  await page.bringToFront();
  await page.getByRole("link").first().click();
  await page.waitForFunction("'Waymark' in globalThis");
  const id = await stopRecording(popup);
  const { session, events } = await storedSession(browser, id);
  expect(session.state).toBe("finished");
  expect(events.filter(({ type }) => type === 2).length).toBeGreaterThanOrEqual(2);
  const viewer = await openReplay(browser, id, events.at(-1)!.timestamp - session.startedAt);
  await expect(viewer.frameLocator("iframe").first().locator("h1").first()).toBeVisible();
  for (const each of [page, popup, viewer]) await each.close();
});

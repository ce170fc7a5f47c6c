import { readdirSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";

/**
 * Recording changes nothing that a page can see of its platform: each part of
 * tests/fixtures/behaviour runs in a page that is not recorded, in one that is from its first script
 * on, and in one whose recording began later, and sees the same.
 */
const FOLDER = new URL("../fixtures/behaviour/", import.meta.url);
const PARTS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".js") && name !== "common.js")
  .map((name) => name.replace(/\.js$/, ""));

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

async function run(page: Page, part: string): Promise<unknown> {
  await page.addScriptTag({ url: `${fixtures.url}/behaviour/${part}.js` });
  return page.evaluate(`parts.${part}()`);
}

for (const part of PARTS) {
  test(`a page sees the same of ${part} whether it is recorded or not`, async () => {
    test.setTimeout(120_000);
    const page = await browser.context.newPage();
    const open = () => page.goto(`${fixtures.url}/behaviour/`);
    await open();
    const alone = await run(page, part);
    await open();
    expect(await run(page, part), "twice without a recording").toEqual(alone);

    await open();
    const popup = await startRecording(browser, page);
    expect(await run(page, part), "recorded from later on").toEqual(alone);
    await open();
    expect(await run(page, part), "recorded from the start").toEqual(alone);
    const { session, events } = await storedSession(browser, await stopRecording(popup));
    expect(session.state).toBe("finished");
    const failures = events.filter(({ data }) => data["tag"] === "waymark.capture");
    expect(failures, "parts of the capture that failed").toEqual([]);
    expect(await run(page, part), "after the recording").toEqual(alone);
    await page.close();
    await popup.close();
  });
}

import { expect, type Frame, type Page, test } from "@playwright/test";
import { readSignal } from "../../src/format/signals/signals.ts";
import { DEFAULT_PRIVACY, type PrivacySettings } from "../../src/privacy/privacy-settings.ts";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { addFrame, frameUrl, liveFrame } from "./support/frames.ts";
import { setPrivacy } from "./support/privacy-settings.ts";
import { sessionOffered, startRecording, stopRecording, storedSession } from "./support/session.ts";

/** What changes in the midst of a session stops it at once: nothing unsent, and nothing later, is stored. */
let fixtures: FixtureServer;
let browser: ExtensionBrowser;
let options: Page;
/** Another host: cookies do not tell ports apart. */
const elsewhere = () => fixtures.otherUrl.replace("127.0.0.1", "localhost");
const hostOf = (url: string) => new URL(url).host;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension();
  options = await browser.context.newPage();
  await options.goto(browser.url("options.html"));
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});
test.afterEach(async () => {
  await setPrivacy(browser, {});
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  for (const url of [fixtures.url, elsewhere()]) {
    await page.goto(`${url}/plain/`);
    await page.evaluate("localStorage.clear()");
  }
  await page.close();
});

async function write(page: Page | Frame, text: string): Promise<void> {
  await page.evaluate((value) => {
    document.querySelector("h1")!.textContent = value;
  }, text);
}

async function expectStored(text: string): Promise<void> {
  await expect.poll(() => dumpStorage(options), { timeout: 10_000 }).toContain(text);
}

/** By a page that is open already: what is unsent must still be so. */
const change = (privacy: Partial<PrivacySettings>) =>
  options.evaluate((next) => chrome.storage.local.set({ settings: { privacy: next } }), {
    ...DEFAULT_PRIVACY,
    ...privacy,
  });

interface Tabs {
  page: Page;
  /** Of the same site, not recorded. */
  other: Page;
}

const CHANGES: Record<
  string,
  { run(tabs: Tabs): Promise<unknown>; before?: Partial<PrivacySettings> }
> = {
  "optOut() in the page": { run: ({ page }) => page.evaluate("Waymark.optOut()") },
  "an opt-out in the storage by another tab": {
    run: ({ other }) => other.evaluate('localStorage.setItem("waymark_optout", "1")'),
  },
  "an opt-out cookie by another tab": {
    run: ({ other }) => other.evaluate('document.cookie = "waymark_optout=1; path=/"'),
  },
  "an opt-out cookie by a script of the page": {
    run: ({ page }) => page.evaluate('document.cookie = "waymark_optout=1; path=/"'),
  },
  "a consent that is taken away": {
    before: { consent: ["SITE"] },
    run: ({ other }) =>
      other.evaluate(
        'localStorage.removeItem("waymark_consent"); document.cookie = "waymark_consent=; path=/; max-age=0"',
      ),
  },
  "its site on the list of those never recorded": {
    run: () => change({ deny: ["SITE"].map(site) }),
  },
  "a list of sites to record without it": { run: () => change({ allow: ["shop.example"] }) },
  "its site on the list of those that need consent": {
    run: () => change({ consent: ["SITE"].map(site) }),
  },
  "another level": {
    run: () => change({ policy: { ...DEFAULT_PRIVACY.policy, level: "strict" } }),
  },
};
const site = (name: string) => (name === "SITE" ? hostOf(fixtures.url) : name);

for (const [what, { run, before }] of Object.entries(CHANGES)) {
  test(`P7 ${what} stops the session at once and drops what is unsent`, async () => {
    if (before) await setPrivacy(browser, { ...before, consent: before.consent?.map(site) ?? [] });
    const other = await browser.context.newPage();
    await other.goto(`${fixtures.url}/plain/second.html`);
    const page = await browser.context.newPage();
    await page.goto(`${fixtures.url}/plain/`);
    const popup = await startRecording(browser, page);
    if (before) await page.evaluate('Waymark.optIn({ source: "banner", version: "1" })');
    await write(page, `kept with ${what}`);
    await expectStored(`kept with ${what}`);
    await page.bringToFront();
    // At once, as what gathers is sent after half a second.
    await Promise.all([write(page, "unsent-text"), run({ page, other })]);
    // Nothing happens in the page, and yet it ends.
    await expect.poll(() => page.evaluate("typeof Waymark")).toBe("undefined");
    await write(page, "later-text");
    await page.getByTestId("field").fill("later-value");
    const id = await sessionOffered(popup);
    await page.waitForTimeout(700);
    const { session, events } = await storedSession(browser, id);
    expect(session.state).toBe("finished");
    const stored = JSON.stringify(events);
    expect(stored).toContain(`kept with ${what}`);
    expect(stored).not.toMatch(/unsent-text|later-text/);
    expect(await dumpStorage(options)).not.toMatch(/unsent-text|later-text|later-value/);
    for (const tab of [page, other, popup]) await tab.close();
  });
}

test("P7 optOut() in a frame empties its place and drops what is unsent; the page goes on", async () => {
  const page = await browser.context.newPage();
  await page.goto(frameUrl(fixtures.url, { name: "top" }));
  const popup = await startRecording(browser, page);
  await addFrame(page, { at: elsewhere(), name: "inner" });
  const inner = await liveFrame(page, "inner");
  await write(inner, "frame-kept");
  await expectStored("frame-kept");
  await page.bringToFront();
  await inner.evaluate(
    'document.querySelector("h1").textContent = "unsent-text"; Waymark.optOut()',
  );
  await write(inner, "later-text");
  await write(page, "page-goes-on");
  await expectStored("page-goes-on");
  const { events } = await storedSession(browser, await stopRecording(popup));
  expect(JSON.stringify(events)).not.toMatch(/unsent-text|later-text/);
  const told = events.map((event) => readSignal(event, "waymark.frame"));
  expect(told.some((said) => said?.what === "empty" && /opted out/.test(said.reason ?? ""))).toBe(
    true,
  );
  for (const tab of [page, popup]) await tab.close();
});

test("P7 a page that opts out in a session of many tabs is left, and its popup says why", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/tabs/`);
  const popup = await startRecording(browser, page);
  const [second] = await Promise.all([
    page.waitForEvent("popup"),
    page.evaluate((url) => void window.open(url), `${elsewhere()}/plain/`),
  ]);
  await expect.poll(() => second.evaluate("typeof Waymark")).toBe("object");
  await second.evaluate(
    'document.querySelector("h1").textContent = "unsent-text"; Waymark.optOut()',
  );
  const secondPopup = await browser.openPopup(second);
  await expect(secondPopup.getByText("This page is not recorded")).toBeVisible();
  await expect(secondPopup.getByText(/opted out/)).toBeVisible();
  await expect(secondPopup.getByRole("button", { name: "Stop" })).toBeVisible();
  await write(page, "first-goes-on");
  await expectStored("first-goes-on");
  const { events } = await storedSession(browser, await stopRecording(popup));
  expect(JSON.stringify(events)).not.toContain("unsent-text");
  for (const tab of [page, second, popup, secondPopup]) await tab.close();
});

for (const [where, script] of Object.entries({
  storage: 'localStorage.setItem("waymark_optout", "1")',
  cookie: 'document.cookie = "waymark_optout=1; path=/"',
})) {
  test(`P7 a page at rest hears of an opt-out in the ${where} by another tab`, async () => {
    const other = await browser.context.newPage();
    await other.goto(`${fixtures.url}/plain/second.html`);
    const page = await browser.context.newPage();
    await page.goto(`${fixtures.url}/plain/`);
    const popup = await startRecording(browser, page);
    await write(page, `at rest by ${where}`);
    await expectStored(`at rest by ${where}`);
    // No batch is under way any more that would be looked at.
    await page.waitForTimeout(1_500);
    await other.evaluate(script);
    await expect.poll(() => page.evaluate("typeof Waymark")).toBe("undefined");
    await sessionOffered(popup);
    for (const tab of [page, other, popup]) await tab.close();
  });
}

import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { INDICATOR_TAG } from "../../src/format/indicator.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { badge, pressKeys } from "./support/button.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import {
  sessionOffered,
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "./support/session.ts";

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

async function openShop(path = "/shop/"): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}${path}`);
  return page;
}

async function openOwn(page: string): Promise<Page> {
  const own = await browser.context.newPage();
  await own.goto(browser.url(page));
  return own;
}

/** Saves "How recordings begin". */
async function begin(options: Page, { sites = "", ask = "", countdown = "None" }): Promise<void> {
  const form = options.getByRole("form", { name: "How recordings begin" });
  await form.getByLabel("Countdown after Start").selectOption(countdown);
  await form.getByLabel("Record automatically on these sites").fill(sites);
  await form.getByLabel("Ask on these sites").fill(ask);
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText(/^Saved\./)).toBeVisible();
}

const isRecorded = (page: Page) => page.evaluate(() => "Waymark" in globalThis);
const site = () => new URL(fixtures.url).host;

test("a start counts down where that is wanted, with Stop as the way back, and keeps its charter", async () => {
  const options = await openOwn("options.html");
  await begin(options, { countdown: "3 seconds" });
  const page = await openShop();
  const popup = await browser.openPopup(page);
  await popup.getByText("Say what this session is to explore").click();
  await popup.getByLabel("Charter").fill("Do vouchers work with gift cards?");
  await popup.getByRole("button", { name: "Start recording" }).click();
  await expect(popup.getByText(/Recording starts in \d seconds?\./)).toBeVisible();
  await popup.getByRole("button", { name: "Stop" }).click();
  await expect(popup.getByRole("button", { name: "Start recording" })).toBeVisible();
  expect(await isRecorded(page)).toBe(false);

  await popup.getByRole("button", { name: "Start recording" }).click();
  await expect(popup.getByText(/Recording starts in 3 seconds/)).toBeVisible();
  await expect(popup.getByRole("button", { name: "Mark", exact: true })).toBeVisible();
  await expect(popup.getByText("Do vouchers work with gift cards?").last()).toBeVisible();
  const id = await stopRecording(popup);
  expect((await storedSession(browser, id)).session.charter).toBe(
    "Do vouchers work with gift cards?",
  );
  await begin(options, {});
  for (const each of [page, popup, options]) await each.close();
});

test("the popup counts while it records, errors too, and Pause survives a navigation", async () => {
  const page = await openShop();
  const popup = await startRecording(browser, page);
  const fact = (name: string) => popup.locator("dt", { hasText: name }).locator("..").locator("dd");
  await page.evaluate(() => setTimeout(() => void Promise.reject(new Error("broken on purpose"))));
  await expect(fact("Errors")).toHaveText("1", { timeout: 15_000 });
  // On a slow machine the page's own speed may be one more.
  await expect(fact("Findings")).toHaveText(/^[1-9]/, { timeout: 15_000 });
  await expect(fact("Recorded time")).toHaveText(/^0:0[1-9]|^0:1/);
  await expect(fact("Size as JSON")).toHaveText(/B$/);
  await popup.getByRole("button", { name: "Pause" }).click();
  await page.goto(`${fixtures.url}/shop/cart.html`);
  await expect(popup.getByRole("button", { name: "Resume" })).toBeVisible();
  await expect.poll(async () => (await badge(browser, page)).text).toBe("II");
  const frozen = await fact("Recorded time").textContent();
  await page.waitForTimeout(1_200);
  expect(await fact("Recorded time").textContent()).toBe(frozen);
  await stopRecording(popup);
  for (const each of [page, popup]) await each.close();
});

test("why a recording ended without its user is on the button and in the popup", async () => {
  const page = await openShop();
  const popup = await startRecording(browser, page);
  await popup.close();
  const options = await openOwn("options.html");
  await options.getByLabel("Never record these sites").fill(site());
  await options.getByRole("button", { name: "Save privacy" }).click();
  await options.getByRole("button", { name: "Save and stop 1 recording" }).click();
  await expect(options.getByText("Privacy saved.")).toBeVisible();
  await expect
    .poll(async () => (await badge(browser, page)).title)
    .toBe("Recording stopped. Open Waymark to see why");
  const later = await browser.openPopup(page);
  await expect(
    later.getByText("The privacy settings for a site in it were changed."),
  ).toBeVisible();
  await options.evaluate(() => chrome.storage.local.clear());
  for (const each of [page, later, options]) await each.close();
});

test("P7 a site's rule records its pages from when they are opened, shows the sign, and ends as the tab leaves", async () => {
  const before = (await storedSessions(browser)).length;
  const options = await openOwn("options.html");
  const old = await openShop();
  await begin(options, { sites: site() });
  // What was open before is not recorded behind anyone's back.
  expect(await isRecorded(old)).toBe(false);

  const page = await openShop();
  await expect.poll(() => isRecorded(page)).toBe(true);
  await expect(page.locator(INDICATOR_TAG)).toHaveCount(1);
  const popup = await browser.openPopup(page);
  await expect(popup.getByText(/Recorded by the rule of its site/)).toBeVisible();
  await page.bringToFront();
  await page.goto(`${fixtures.url}/shop/cart.html`);
  await expect.poll(() => isRecorded(page)).toBe(true);

  await page.goto(`${fixtures.otherUrl}/shop/`);
  await popup.bringToFront();
  await expect(
    popup.getByText("The tab left the sites of the rule that it was recorded by."),
  ).toBeVisible();
  const id = await sessionOffered(popup);
  const { session, events } = await storedSession(browser, id);
  expect(session.state).toBe("finished");
  expect(JSON.stringify(events)).toContain("/shop/cart.html");
  expect(JSON.stringify(events)).not.toContain(fixtures.otherUrl);
  expect(await isRecorded(page)).toBe(false);

  // Back again it begins anew; what its user stops stays stopped on the site.
  await page.goto(`${fixtures.url}/shop/`);
  await expect.poll(() => isRecorded(page)).toBe(true);
  await pressKeys(browser, page, "toggle-recording");
  await expect.poll(() => isRecorded(page)).toBe(false);
  await page.goto(`${fixtures.url}/shop/cart.html`);
  await page.waitForTimeout(1_500);
  expect(await isRecorded(page)).toBe(false);

  expect((await storedSessions(browser)).length).toBe(before + 2);

  // A page that does not want to be recorded is not.
  const optedOut = await browser.context.newPage();
  await optedOut.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
  });
  await optedOut.goto(`${fixtures.url}/shop/`);
  await expect.poll(async () => (await badge(browser, optedOut)).text).toBe("!");
  expect(await isRecorded(optedOut)).toBe(false);

  // Where its rule asks, a yes records, and nothing else does.
  await begin(options, { ask: site() });
  await optedOut.reload();
  const asked = await openShop();
  await expect.poll(async () => (await badge(browser, asked)).text).toBe("?");
  expect((await badge(browser, optedOut)).text).toBe("");
  expect(await isRecorded(asked)).toBe(false);
  const question = await browser.openPopup(asked);
  await question.getByRole("button", { name: "Record this visit" }).click();
  await expect(question.getByText(/Recorded by the rule of its site/)).toBeVisible();
  expect(await isRecorded(asked)).toBe(true);
  await stopRecording(question);
  for (const each of [asked, question]) await each.close();

  await begin(options, {});
  const last = await openShop();
  await last.waitForTimeout(1_000);
  expect(await isRecorded(last)).toBe(false);
  for (const each of [options, old, page, popup, optedOut, last]) await each.close();
});

test("a stop ends a session in good order though its tab goes elsewhere over it, and no later page is recorded", async () => {
  const page = await openShop();
  for (const wait of [0, 60]) {
    await page.goto(`${fixtures.url}/shop/`);
    const popup = await startRecording(browser, page);
    await page.bringToFront();
    await page.waitForTimeout(300);
    await pressKeys(browser, page, "toggle-recording");
    await page.waitForTimeout(wait);
    await page.goto(`${fixtures.url}/shop/cart.html`);
    await popup.bringToFront();
    const { session } = await storedSession(browser, await sessionOffered(popup));
    expect(session, `left after ${wait} ms`).toMatchObject({
      state: "finished",
      endReason: "Stopped with the shortcut.",
    });
    await page.waitForTimeout(300);
    expect(await isRecorded(page), `left after ${wait} ms`).toBe(false);
    await popup.close();
  }
  await page.close();
});

test("the page after the install says what Waymark does, and which keys it has", async () => {
  const page = await openOwn("onboarding.html");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome to Waymark");
  for (const name of ["Record this now", "Privacy in three sentences", "What it may do, and why"]) {
    await expect(page.getByRole("heading", { name })).toBeVisible();
  }
  await expect(page.getByText("Mark this moment of the recording as a bug")).toBeVisible();
  await expect(page.getByRole("button", { name: "Change shortcuts" })).toBeVisible();
  // An all-sites build is a test's: nobody is greeted there.
  expect(browser.context.pages().filter((each) => each.url().includes("onboarding"))).toEqual([
    page,
  ]);
  await page.close();
});

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** What axe-core finds wrong, one line each. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axe, "utf8"));
  const violations = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[] }> };
    };
    return (await checker.run()).violations;
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`popup, options, onboarding and the marks of the viewer are accessible in ${colorScheme}`, async () => {
    test.setTimeout(90_000);
    const page = await openShop();
    const found: Record<string, string[]> = {};
    const check = async (name: string, own: Page) => {
      await own.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      found[name] = await findings(own);
    };
    for (const name of ["options.html", "onboarding.html"]) {
      const own = await openOwn(name);
      await expect(own.getByRole("heading", { name: "Keyboard shortcuts" })).toBeVisible();
      await check(name, own);
      await own.close();
    }
    const popup = await browser.openPopup(page);
    await expect(popup.getByRole("button", { name: "Start recording" })).toBeVisible();
    await popup.getByText("Say what this session is to explore").click();
    await check("popup, idle", popup);
    await popup.getByRole("button", { name: "Start recording" }).click();
    await popup.getByRole("button", { name: "Mark", exact: true }).click();
    await popup.getByLabel("Note").fill("Wrong colour");
    await check("popup, marking", popup);
    await popup.getByLabel("Note").press("Enter");
    await expect(popup.getByRole("button", { name: /^Edit .*Bug: Wrong colour/ })).toBeVisible();
    await check("popup, recording", popup);
    await popup.getByRole("button", { name: "Pause" }).click();
    await expect(popup.getByRole("button", { name: "Resume" })).toBeFocused();
    await check("popup, paused", popup);
    const id = await stopRecording(popup);
    await check("popup, stopped", popup);

    const viewer = await openOwn(`viewer.html#/sessions/${id}`);
    await viewer.getByRole("tab", { name: /^Marks/ }).click();
    await viewer.getByRole("button", { name: /^Add mark at/ }).click();
    await expect(viewer.getByLabel("Note")).toBeFocused();
    await check("viewer, marks", viewer);

    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
    for (const each of [page, popup, viewer]) await each.close();
  });
}

import { expect, type Frame, type Page, test } from "@playwright/test";
import { readSignal } from "../../src/format/signals/signals.ts";
import { DEFAULT_PRIVACY } from "../../src/privacy/privacy-settings.ts";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { countRecords, dumpOf, dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { addFrame, frameUrl, liveFrame } from "./support/frames.ts";
import { killServiceWorker } from "./support/service-worker.ts";
import { setPrivacy } from "./support/privacy-settings.ts";
import {
  sessionOffered,
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "./support/session.ts";

let fixtures: FixtureServer;
let browser: ExtensionBrowser;
const hostOf = (url: string) => new URL(url).host;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension();
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});
test.beforeEach(() => setPrivacy(browser, { consent: [hostOf(fixtures.url)] }));
test.afterEach(async () => {
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  for (const url of [fixtures.url, fixtures.otherUrl]) {
    await page.goto(`${url}/plain/`);
    await page.evaluate("localStorage.clear()");
  }
  await page.close();
});

const waits = (popup: Page) =>
  expect(popup.getByText("Waiting for the page's consent").first()).toBeVisible();

/** A page whose recording waits. */
async function openWaiting(path = "/plain/"): Promise<{ page: Page; popup: Page }> {
  const page = await browser.context.newPage();
  await page.goto(fixtures.url + path);
  const popup = await startRecording(browser, page);
  await waits(popup);
  return { page, popup };
}

async function write(page: Page | Frame, text: string): Promise<void> {
  await page.evaluate((value) => {
    document.querySelector("h1")!.textContent = value;
  }, text);
}

async function agree(page: Page | Frame, version = "3"): Promise<void> {
  await expect.poll(() => page.evaluate("typeof Waymark")).toBe("object");
  await page.evaluate(`Waymark.optIn({ source: "cookie-banner", version: "${version}" })`);
}

async function expectStored(text: string): Promise<void> {
  await expect.poll(() => dumpOf(browser), { timeout: 10_000 }).toContain(text);
}

/** What the toolbar button says of the tab of `page`. */
async function badge(page: Page): Promise<string> {
  const tabId = await browser.tabId(page);
  const own = await browser.ownPage();
  return own.evaluate((id) => chrome.action.getBadgeText({ tabId: id }), tabId);
}

async function sessionCount(): Promise<number> {
  const { "waymark/sessions": count = 0 } = await countRecords(await browser.ownPage());
  return count;
}

async function closeAll(...pages: Page[]): Promise<void> {
  for (const page of pages) await page.close();
}

test("P7 nothing of a page is kept before its consent, and all of it after", async () => {
  const before = await sessionCount();
  const { page, popup } = await openWaiting();
  await page.getByTestId("button").click();
  await write(page, "before-consent");
  await page.evaluate(() => void Promise.reject(new Error("early-error")));
  expect(await page.evaluate("Waymark.consent")).toBe("waiting");
  expect(await badge(page)).toBe("?");
  // More than a batch's age.
  await page.waitForTimeout(1_500);
  expect(await sessionCount()).toBe(before);
  expect(await dumpOf(browser)).not.toMatch(/before-consent|early-error|A plain page/);

  await write(page, "asked-text");
  await agree(page);
  expect(await page.evaluate("Waymark.consent")).toBe("given");
  await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible();
  await write(page, "after-consent");
  await expectStored("after-consent");
  const { session, events } = await storedSession(browser, await stopRecording(popup));
  expect(session.privacy.consent).toMatchObject({ source: "cookie-banner", version: "3" });
  expect(Math.abs(session.privacy.consent!.at - session.startedAt)).toBeLessThan(3_000);
  expect(session.counts.clicks).toBe(0);
  const text = JSON.stringify(events);
  expect(text).toContain("asked-text");
  expect(text).not.toMatch(/before-consent|early-error/);
  expect(readSignal(events[0]!, "waymark.lifecycle")?.what).toBe("start");
  // The snapshot that the recording begins with is no older than the consent.
  expect(events[0]!.timestamp).toBeGreaterThanOrEqual(session.privacy.consent!.at - 1);
  expect(await dumpOf(browser)).toMatch(/asked by \\?"cookie-banner\\?", version \\?"3/);
  await closeAll(page, popup);
});

test("P7 a consent that never comes leaves nothing, and the popup says so", async () => {
  const before = await sessionCount();
  const { page, popup } = await openWaiting();
  await write(page, "never-kept");
  await popup.getByRole("button", { name: "Stop" }).click();
  await expect(popup.getByText(/consent never came/)).toBeVisible();
  await expect(popup.getByRole("button", { name: "Start recording" })).toBeVisible();
  expect(await page.evaluate("typeof Waymark")).toBe("undefined");
  await page.reload();
  await page.waitForTimeout(500);
  expect(await page.evaluate("typeof Waymark")).toBe("undefined");
  expect(await sessionCount()).toBe(before);
  expect(await dumpOf(browser)).not.toContain("never-kept");
  await closeAll(page, popup);
});

test("P7 what is no consent is refused with a sentence and changes nothing", async () => {
  const { page, popup } = await openWaiting();
  for (const said of ["", "{}", '{ source: "x" }', '{ source: "x", version: " " }', "null"]) {
    await expect(page.evaluate(`Waymark.optIn(${said})`)).rejects.toThrow(/who asked/);
  }
  const long = `{ source: "x", version: "${"v".repeat(129)}" }`;
  await expect(page.evaluate(`Waymark.optIn(${long})`)).rejects.toThrow(/1 to 128/);
  // What passes as a text is redacted like any other of the page.
  await page.evaluate('Waymark.optIn({ source: "banner of ada@example.com", version: "1" })');
  await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible();
  const { session } = await storedSession(browser, await stopRecording(popup));
  expect(session.privacy.consent?.source).toBe("banner of [email]");
  expect(await dumpOf(browser)).not.toContain("ada@example.com");
  await closeAll(page, popup);
});

test("P7 the site's consent holds for its next documents until it is withdrawn", async () => {
  const { page, popup } = await openWaiting();
  await agree(page);
  await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.goto(`${fixtures.url}/plain/second.html`);
  await write(page, "second-page");
  await expectStored("second-page");
  await page.evaluate('document.querySelector("h1").textContent = "unsent-text"; Waymark.optOut()');
  const id = await sessionOffered(popup);
  const { session, events } = await storedSession(browser, id);
  expect(session.state).toBe("finished");
  expect(JSON.stringify(events)).not.toContain("unsent-text");
  expect(await page.evaluate("document.cookie + JSON.stringify(localStorage)")).not.toContain(
    "waymark_consent",
  );
  await closeAll(page, popup);
});

test("P7 a session that comes to a site without its consent leaves a gap there", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.otherUrl}/plain/`);
  const popup = await startRecording(browser, page);
  await write(page, "other-site");
  await expectStored("other-site");
  // Before the recorder is there: the early hook keeps it for that.
  await page.addInitScript(() => {
    setTimeout(() => {
      throw new Error("early-error");
    });
  });
  await page.goto(`${fixtures.url}/plain/`);
  await waits(popup);
  await page.getByTestId("button").click();
  await write(page, "waiting-text");
  // Left before it agreed: what the early hook and the recorder saw of it is told to nobody.
  await page.goto(`${fixtures.url}/plain/second.html`);
  await waits(popup);
  await write(page, "waiting-too");
  await agree(page);
  await write(page, "agreed-text");
  await expectStored("agreed-text");
  const { session, events } = await storedSession(browser, await stopRecording(popup));
  const text = JSON.stringify(events);
  expect(text).not.toMatch(/waiting-text|early-error/);
  const gaps = events.map((event) => readSignal(event, "waymark.lifecycle"));
  expect(gaps.filter((said) => /consent/.test(said?.reason ?? "")).length).toBe(2);
  expect(events.filter(({ data }) => data["source"] === 2 && data["type"] === 2)).toEqual([]);
  expect(session.privacy.consent?.version).toBe("3");
  await closeAll(page, popup);
});

test("P7 a frame of another origin stays empty until its page agrees", async () => {
  await setPrivacy(browser, { consent: [hostOf(fixtures.otherUrl)] });
  const page = await browser.context.newPage();
  await page.goto(frameUrl(fixtures.url, { name: "top" }));
  const popup = await startRecording(browser, page);
  await addFrame(page, { at: fixtures.otherUrl, name: "inner" });
  const inner = await liveFrame(page, "inner");
  await expectStored("Recording begins here when");
  await write(inner, "frame-before");
  await page.waitForTimeout(1_000);
  await write(inner, "frame-asked");
  await agree(inner, "frame-7");
  await write(inner, "frame-after");
  await expectStored("frame-after");
  const { session, events } = await storedSession(browser, await stopRecording(popup));
  const text = JSON.stringify(events);
  expect(text).not.toContain("frame-before");
  expect(session.privacy.consent?.version).toBe("frame-7");
  await closeAll(page, popup);
});

test("P7 Stop ends the wait of a frame too", async () => {
  await setPrivacy(browser, { consent: [hostOf(fixtures.otherUrl)] });
  const page = await browser.context.newPage();
  await page.goto(frameUrl(fixtures.url, { name: "top" }));
  const popup = await startRecording(browser, page);
  await addFrame(page, { at: fixtures.otherUrl, name: "inner" });
  const inner = await liveFrame(page, "inner");
  await expect.poll(() => inner.evaluate("typeof Waymark")).toBe("object");
  await stopRecording(popup);
  expect(await inner.evaluate("typeof Waymark")).toBe("undefined");
  await closeAll(page, popup);
});

test("P7 an opt-out and a change of the settings end the wait", async () => {
  const { page, popup } = await openWaiting();
  await page.evaluate("Waymark.optOut()");
  await expect(popup.getByText(/opted out/)).toBeVisible();
  expect(await page.evaluate("typeof Waymark")).toBe("undefined");
  await page.evaluate("localStorage.clear()");
  await browser.context.clearCookies();

  await popup.bringToFront();
  await popup.getByRole("button", { name: "Start recording" }).click();
  await waits(popup);
  await setPrivacy(browser, { deny: [hostOf(fixtures.url)] });
  await expect(popup.getByText(/were changed before its consent/)).toBeVisible();
  expect(await page.evaluate("typeof Waymark")).toBe("undefined");
  await closeAll(page, popup);
});

test("P7 a wait outlives the service worker and a reload", async () => {
  const { page, popup } = await openWaiting();
  await killServiceWorker(browser);
  await page.reload();
  await waits(popup);
  await expect.poll(() => page.evaluate("typeof Waymark")).toBe("object");
  await agree(page);
  await write(page, "after-reload");
  await expectStored("after-reload");
  await stopRecording(popup);
  await closeAll(page, popup);
});

test("P7 where no consent is needed, optIn starts nothing and the state says so", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.otherUrl}/plain/`);
  const popup = await startRecording(browser, page);
  await expect.poll(() => page.evaluate("globalThis.Waymark?.consent")).toBe("not-needed");
  await page.evaluate('Waymark.optIn(); Waymark.optIn({ source: "x", version: "1" })');
  const { session } = await storedSession(browser, await stopRecording(popup));
  expect(session.privacy.consent).toBeUndefined();
  const known = await storedSessions(browser);
  await page.waitForTimeout(300);
  expect(await storedSessions(browser)).toHaveLength(known.length);
  await closeAll(page, popup);
});

test("P7 rewind waits in the same way, and shows nothing on the page", async () => {
  const own = await browser.context.newPage();
  await own.goto(browser.url("options.html"));
  await own.evaluate(async (site) => {
    const { settings } = await chrome.storage.local.get("settings");
    const rewind = { sites: [site], minutes: 5 };
    await chrome.storage.local.set({ settings: { ...(settings as object), rewind } });
  }, hostOf(fixtures.url));
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/plain/`);
  await expect.poll(() => page.evaluate("globalThis.Waymark?.consent")).toBe("waiting");
  await write(page, "rewind-before");
  const popup = await browser.openPopup(page);
  await expect(popup.getByRole("region", { name: "Rewind" })).toContainText("user's consent");
  expect(await dumpStorage(own)).not.toContain("rewind-before");
  await page.bringToFront();
  await write(page, "rewind-asked");
  await agree(page);
  await write(page, "rewind-after");
  await expect.poll(() => dumpStorage(own), { timeout: 10_000 }).toContain("rewind-after");
  expect(await dumpStorage(own)).not.toContain("rewind-before");
  expect(await page.evaluate("document.querySelector('waymark-indicator')")).toBeNull();
  // A recording of the user's own begins anew, by the consent that the site has.
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Start recording" }).click();
  await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible({ timeout: 15_000 });
  await stopRecording(popup);
  await own.evaluate(async () => {
    const { settings } = await chrome.storage.local.get("settings");
    const rewind = { sites: [], minutes: 5 };
    await chrome.storage.local.set({ settings: { ...(settings as object), rewind } });
  });
  await closeAll(own, page, popup);
});

const REASONS: Record<string, { says: RegExp; privacy?: object; path?: string; before?: string }> =
  {
    gpc: {
      says: /Global Privacy Control/,
      before: 'Object.defineProperty(navigator, "globalPrivacyControl", { value: true })',
    },
    meta: { says: /opted out of here \(the page says so\)/, path: "/optout/" },
    cookie: { says: /\(by cookie\)/, before: 'document.cookie = "waymark_optout=1; path=/"' },
    storage: {
      says: /in the site's storage/,
      before: 'localStorage.setItem("waymark_optout", "1")',
    },
    "never-list": { says: /list of sites that are never recorded/ },
    "allow-list": { says: /not on your list/, privacy: { allow: ["shop.example"] } },
    "bad-policy": {
      says: /not a valid CSS selector/,
      privacy: { policy: { ...DEFAULT_PRIVACY.policy, block: ["a[["] } },
    },
  };
for (const [reason, { says, privacy, path = "/plain/", before }] of Object.entries(REASONS)) {
  test(`P7 the popup says why a page is not recorded: ${reason}`, async () => {
    const deny = reason === "never-list" ? { deny: [hostOf(fixtures.url)] } : {};
    await setPrivacy(browser, { ...privacy, ...deny });
    const kept = await sessionCount();
    const page = await browser.context.newPage();
    await page.goto(fixtures.url + path);
    if (before) await page.evaluate(before);
    const popup = await browser.openPopup(page);
    await popup.getByRole("button", { name: "Start recording" }).click();
    await expect(popup.getByRole("alert").filter({ hasText: says })).toBeVisible();
    await popup.screenshot({ path: test.info().outputPath(`${reason}.png`) });
    expect(await sessionCount()).toBe(kept);
    await closeAll(page, popup);
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`the popup that waits can be read in ${colorScheme}`, async () => {
    const { page, popup } = await openWaiting();
    await popup.emulateMedia({ colorScheme });
    await popup.setViewportSize({ width: 380, height: 520 });
    await popup.screenshot({ path: test.info().outputPath("waits.png") });
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 500 });
    await page.bringToFront();
    await page.mouse.move(300, 480);
    await page.screenshot({ path: test.info().outputPath("page.png") });
    await popup.bringToFront();
    await popup.getByRole("button", { name: "Stop" }).click();
    await expect(popup.getByText(/consent never came/)).toBeVisible();
    await popup.screenshot({ path: test.info().outputPath("ended.png") });
    await closeAll(page, popup);
  });
}

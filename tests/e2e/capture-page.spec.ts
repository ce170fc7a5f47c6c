import { expect, type Page, test } from "@playwright/test";
import { analyze } from "../../src/analysis/analyze.ts";
import type { RecordedEvent } from "../../src/format/events.ts";
import {
  readSignal,
  type SignalPayload,
  type SignalTag,
} from "../../src/format/signals/signals.ts";
import { DEFAULT_PRIVACY } from "../../src/privacy/privacy-settings.ts";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { setPrivacy } from "./support/privacy-settings.ts";
import { killServiceWorker } from "./support/service-worker.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import type { StoredSession } from "./support/in-page-store.ts";

/** Pages that tell of themselves: their speed, ways, circumstances, events and metadata. */
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
test.afterEach(() => setPrivacy(browser, {}));

type Waymark = {
  Waymark: { track(name: unknown, data?: unknown): void; setMetadata(data: unknown): void };
};

async function open(path = "/told/"): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(fixtures.url + path);
  return page;
}

function signals<T extends SignalTag>(
  events: readonly RecordedEvent[],
  tag: T,
): SignalPayload<T>[] {
  return events.map((event) => readSignal(event, tag)).filter((one) => one !== null);
}

function labels({ session, events }: StoredSession): string[] {
  const tabs = [{ tabId: session.tabs[0]!.id, segments: [{ index: 0, events }] }];
  return analyze(session, tabs).events.map(({ label }) => label);
}

const vitals = (events: readonly RecordedEvent[]) =>
  Object.fromEntries(signals(events, "waymark.vital").map((vital) => [vital.name, vital]));

test("a page's speed is recorded, to its last moment, with what it is due to", async () => {
  test.setTimeout(90_000);
  const page = await open("/plain/");
  const popup = await startRecording(browser, page);
  await page.goto(`${fixtures.url}/told/`);
  await page.waitForFunction("window.ready.length > 0");
  await page.waitForTimeout(600);
  await page.evaluate("shift()");
  await page.locator("#choose").click();
  await page.waitForTimeout(400);
  // At once: what is not told by now is told as the document is left.
  await page.goto(`${fixtures.url}/plain/`);
  const stored = await storedSession(browser, await stopRecording(popup));
  const left = stored.events.findLastIndex(
    (event) => readSignal(event, "waymark.lifecycle")?.what === "start",
  );
  const told = vitals(stored.events.slice(0, left));
  // It may be known only once the next document is there; nobody acted in that.
  const { INP } = vitals(stored.events);
  for (const name of ["LCP", "FCP", "TTFB"]) {
    expect(told[name], name).toMatchObject({ rating: "good", load: "navigate" });
  }
  expect(told["LCP"]?.id, "the heading").toBeGreaterThan(0);
  expect(Object.keys(told["LCP"]?.parts ?? {})).toContain("render delay");
  expect(told["CLS"]?.value).toBeGreaterThan(0.01);
  expect(told["CLS"]?.id).toBeGreaterThan(0);
  expect(INP?.value).toBeGreaterThan(200);
  expect(INP).toMatchObject({ by: "pointer", load: "navigate" });
  expect(INP?.rating).not.toBe("good");
  expect(INP?.parts?.["processing"]).toBeGreaterThan(200);
  const all = signals(stored.events, "waymark.vital");
  const long = (name: string) => all.filter((one) => one.name === name && one.value > 200);
  expect(long("long-task")).not.toEqual([]);
  expect(long("long-frame").map(({ source }) => source)).toContain(`${fixtures.url}/told/page.js`);
  expect(told["memory"]?.value).toBeGreaterThan(100_000);
  expect(told["LCP"]?.unseen).toBeUndefined();
  expect(
    labels(stored).some((label) => /^INP [\d.]+ m?s \((?:needs improvement|poor)\)$/.test(label)),
  ).toBe(true);
  await page.close();
  await popup.close();
});

test("of a page that was open before, it is said that its values are of the whole document", async () => {
  const page = await open();
  await page.waitForTimeout(300);
  const popup = await startRecording(browser, page);
  await page.waitForTimeout(300);
  const { events } = await storedSession(browser, await stopRecording(popup));
  expect(vitals(events)["FCP"]).toMatchObject({ unseen: true });
  expect(signals(events, "waymark.navigation"), "no load is claimed").toEqual([]);
  await page.close();
  await popup.close();
});

test("where a tab was, and how it came there, is recorded", async () => {
  const page = await open("/plain/");
  const popup = await startRecording(browser, page);
  await page.goto(`${fixtures.url}/told/?token=abc`);
  await page.waitForFunction("window.ready.length > 0");
  await page.reload();
  await page.waitForFunction("window.ready.length > 0");
  await page.evaluate(() => {
    history.pushState({}, "", "?page=2");
    location.hash = "part";
    document.title = "Cart of jane.doe@example.com";
  });
  await page.waitForTimeout(900);
  await page.context().setOffline(true);
  await page.waitForTimeout(200);
  await page.context().setOffline(false);
  await page.waitForTimeout(200);
  await page.locator("#next").click();
  await page.waitForURL("**/next.html");
  await page.waitForTimeout(400);
  const stored = await storedSession(browser, await stopRecording(popup));
  const at = (path: string) => `${fixtures.url}${path}`;
  expect(signals(stored.events, "waymark.navigation")).toEqual([
    { how: "load", url: at("/told/?token=*"), type: "navigate" },
    { how: "load", url: at("/told/?token=*"), type: "reload" },
    { how: "push", url: at("/told/?page=*"), from: at("/told/?token=*") },
    { how: "hash", url: at("/told/?page=*#"), from: at("/told/?page=*") },
    { how: "title", url: at("/told/?page=*#"), id: expect.any(Number), title: "Cart of [email]" },
    { how: "load", url: at("/told/next.html"), type: "navigate", from: at("/told/?page=*") },
  ]);
  const browserSaid = signals(stored.events, "waymark.browser").map(({ what }) => what);
  expect(browserSaid).toEqual(expect.arrayContaining(["offline", "online"]));
  expect(labels(stored)).toEqual(
    expect.arrayContaining([
      `Reloaded ${at("/told/?token=*")}`,
      'The title became "Cart of [email]"',
      "The browser went offline",
    ]),
  );
  // The first page, a load, its reload, two changes of the address, and the last page.
  expect(stored.session.counts.navigations).toBe(5);
  await page.close();
  await popup.close();
});

test("P5 the session says what its first page and browser were like", async () => {
  const page = await open("/plain/");
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.goto(`${fixtures.url}/told/?token=secretvalue`, {
    referer: `${fixtures.url}/plain/?from=secretvalue`,
  });
  const popup = await startRecording(browser, page);
  await page.waitForTimeout(300);
  await page.goto(`${fixtures.url}/told/next.html`);
  await page.waitForTimeout(600);
  const { session, events } = await storedSession(browser, await stopRecording(popup));
  expect(session.environment).toMatchObject({
    url: `${fixtures.url}/told/?token=*`,
    referrer: `${fixtures.url}/plain/?from=*`,
    browser: expect.stringMatching(/^Chrom\w+ \d+$/),
    os: "Linux",
    viewport: { width: 1280, height: 800 },
    screen: { width: expect.any(Number), height: expect.any(Number) },
    devicePixelRatio: 1,
    colorScheme: "dark",
    reducedMotion: true,
    build: "2026.11.3",
    timeZone: expect.any(String),
  });
  expect(session.environment.userAgent).toContain("Chrome/");
  // The hash of a commit is known by its beginning.
  expect(signals(events, "waymark.circumstances").map(({ build }) => build)).toEqual([
    "2026.11.3",
    "9f8e7d6c5b4a",
  ]);
  expect(JSON.stringify(session)).not.toContain("secretvalue");
  await page.close();
  await popup.close();
});

test("a page tells events and metadata, by its API and by attributes", async () => {
  const page = await open("/plain/");
  const popup = await startRecording(browser, page);
  await page.goto(`${fixtures.url}/told/`);
  await page.waitForFunction("window.ready.length > 0");
  expect(await page.evaluate("window.ready")).toEqual(["function"]);
  const wrong = await page.evaluate(() => {
    const { Waymark } = window as unknown as Waymark;
    Waymark.setMetadata({ plan: "pro", contact: "jane.doe@example.com", seats: 3 });
    Waymark.track("checkout-started", {
      items: 3,
      mail: "jane.doe@example.com",
      password: "hunter2",
    });
    const outcome = (call: () => void) => {
      try {
        call();
        return "no error";
      } catch (error) {
        return String(error);
      }
    };
    return [
      outcome(() => Waymark.track("no name")),
      outcome(() => Waymark.setMetadata({ a: null })),
    ];
  });
  expect(wrong).toEqual([
    expect.stringMatching(/^TypeError: Waymark.track needs a name/),
    expect.stringMatching(/^TypeError: Waymark.setMetadata: "a" must be/),
  ]);
  await page.locator("#choose").click();
  await page.locator("#broken").click();
  await page.locator("#hidden").click();
  await page.locator("#code").fill("ABC");
  await page.locator("#order button").click();
  await page.waitForTimeout(700);
  await killServiceWorker(browser);
  await page.evaluate(() => (window as unknown as Waymark).Waymark.setMetadata({ plan: "team" }));
  await page.waitForTimeout(1_000);
  const stored = await storedSession(browser, await stopRecording(popup));
  const id = expect.any(Number) as unknown;
  expect(signals(stored.events, "waymark.track")).toEqual([
    {
      name: "checkout-started",
      data: { items: 3, mail: "[email]", password: "[secret]" },
      by: "api",
    },
    { name: "plan-chosen", data: { plan: "pro", seats: 3 }, by: "click", id },
    { name: "code-entered", by: "focus", id },
    { name: "code-changed", data: { from: "form" }, by: "change", id },
    { name: "code-left", by: "blur", id },
    { name: "ordered", by: "submit", id },
  ]);
  expect(signals(stored.events, "waymark.capture")).toEqual([
    { part: "tracking", what: "sampled", dropped: 1, reason: expect.any(String) },
  ]);
  expect(stored.session.metadata).toEqual({ plan: "team", contact: "[email]", seats: "3" });
  expect(labels(stored)).toContain('Custom event "plan-chosen" on "Choose"');
  await page.close();
  await popup.close();
});

test("P7 nothing that a page tells is kept before its consent, and the API says so", async () => {
  await setPrivacy(browser, { consent: [new URL(fixtures.url).host] });
  const page = await open();
  const popup = await startRecording(browser, page);
  await page.waitForFunction("window.ready.length > 0");
  const tell = (name: string) =>
    page.evaluate((told) => {
      const { Waymark } = window as unknown as Waymark;
      Waymark.track(told);
      Waymark.setMetadata({ [told]: true });
    }, name);
  await tell("too-early");
  await page.evaluate('Waymark.optIn({ source: "banner", version: "1" })');
  await page.waitForTimeout(700);
  await tell("agreed");
  await page.waitForTimeout(700);
  const { session, events } = await storedSession(browser, await stopRecording(popup));
  expect(signals(events, "waymark.track").map(({ name }) => name)).toEqual(["agreed"]);
  expect(session.metadata).toEqual({ agreed: "true" });
  expect(await page.evaluate("window.ready.length")).toBe(1);
  await page.evaluate("Waymark?.optOut()").catch(() => {});
  await browser.context.clearCookies();
  await page.evaluate("localStorage.clear()");
  await page.close();
  await popup.close();
});

test("P4 at level strict no title is told", async () => {
  await setPrivacy(browser, { policy: { ...DEFAULT_PRIVACY.policy, level: "strict" } });
  const page = await open();
  const popup = await startRecording(browser, page);
  await page.evaluate('document.title = "Balance of Mr Doe"');
  await page.waitForTimeout(900);
  const { events } = await storedSession(browser, await stopRecording(popup));
  expect(signals(events, "waymark.navigation")).toEqual([]);
  expect(JSON.stringify(events)).not.toContain("Mr Doe");
  await page.close();
  await popup.close();
});

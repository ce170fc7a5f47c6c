import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { EventType, type RecordedEvent } from "../../src/format/events.ts";
import { PAGE_IS_BUSY, readSignal } from "../../src/format/signals/signals.ts";
import { SEAL_AFTER_MS } from "./support/rewind.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { badge, pressKeys } from "./support/button.ts";
import { killServiceWorker } from "./support/service-worker.ts";
import { startRecording, stopRecording, storedSession, storedSessions } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";

test.describe.configure({ timeout: 120_000 });

/** Six seconds: the settings form takes whole minutes, the store of settings any number. */
const MINUTES = 0.1;
const SECRET = "Zebra-4417-Quartz";

let fixtures: FixtureServer;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
});
test.beforeEach(async () => {
  browser = await launchExtension();
});
test.afterEach(async () => {
  await browser?.close();
});
test.afterAll(async () => {
  await fixtures?.close();
});

const siteOf = (url: string) => new URL(url).host;

/** One of the extension's pages, to ask and to set things from. */
async function ownPage(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(browser.url("options.html"));
  return page;
}

async function allow(sites: string[], minutes = MINUTES): Promise<void> {
  const own = await ownPage();
  await own.evaluate(
    async (rewind) => {
      await chrome.storage.local.set({ settings: { rewind } });
    },
    { sites, minutes },
  );
  await own.close();
}

async function open(path = "/counter/", origin = fixtures.url): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${origin}${path}`);
  return page;
}

const isKept = (page: Page) => page.evaluate(() => "Waymark" in globalThis);

async function kept(page: Page): Promise<void> {
  await expect
    .poll(() => isKept(page), { message: "the page is kept", timeout: 15_000 })
    .toBe(true);
}

/** Has the page write down what its clock shows from when on, over documents. */
async function keepLog(page: Page): Promise<void> {
  await page.evaluate(() => {
    const log = JSON.parse(sessionStorage.getItem("log") ?? "[]") as [number, string][];
    const ticks = document.getElementById("ticks")!;
    new MutationObserver(() => log.push([Date.now(), ticks.textContent ?? ""])).observe(ticks, {
      characterData: true,
      subtree: true,
    });
    addEventListener("pagehide", () => sessionStorage.setItem("log", JSON.stringify(log)));
    Object.assign(globalThis, { log });
  });
}

/** What the page's clock showed at `at`, and one tick before and after. */
async function shownAt(page: Page, at: number): Promise<string[]> {
  const log = await page.evaluate(() => (globalThis as unknown as { log: [number, string][] }).log);
  const index = log.findLastIndex(([when]) => when <= at);
  return log.slice(Math.max(0, index - 1), index + 2).map(([, text]) => text);
}

/** Presses the popup's button and gives the id of what was saved. */
async function save(page: Page): Promise<string> {
  const popup = await browser.openPopup(page);
  await popup.getByRole("button", { name: /save the last .* minutes/i }).click();
  const link = popup.getByRole("link", { name: "Open rewind" });
  await expect(link).toBeVisible({ timeout: 20_000 });
  const id = /#\/sessions\/([\w-]+)/.exec((await link.getAttribute("href"))!)?.[1];
  await popup.close();
  return id!;
}

const snapshots = (events: readonly RecordedEvent[]) =>
  events.filter(({ type }) => type === EventType.FullSnapshot);

const reasons = (events: readonly RecordedEvent[]) =>
  events.flatMap((event) => readSignal(event, "waymark.lifecycle")?.reason ?? []);

const ticks = (viewer: Page) => viewer.frameLocator("iframe").first().getByTestId("ticks");

test("saves about the last minutes: the first page is as it was, and it replays to the end", async () => {
  await allow([siteOf(fixtures.url)]);
  const page = await open();
  await kept(page);
  const startedAt = Date.now();
  await keepLog(page);
  await page.evaluate(() => {
    const field = document.createElement("input");
    field.setAttribute("aria-label", "Secret");
    document.body.append(field);
  });
  await page.getByLabel("Secret").pressSequentially(SECRET);
  expect(await badge(browser, page)).toMatchObject({ text: "RW" });
  await page.bringToFront();
  await expect
    .poll(() => Date.now() - startedAt, { timeout: 60_000 })
    .toBeGreaterThan(SEAL_AFTER_MS + 7_000);
  await page.reload();
  await kept(page);
  await keepLog(page);
  await page.getByTestId("add").click();
  await page.getByTestId("next").click();
  await kept(page);
  await keepLog(page);
  await page.getByTestId("add").click();
  await expect
    .poll(() => Date.now() - startedAt, { timeout: 60_000 })
    .toBeGreaterThan(2 * SEAL_AFTER_MS + 3_000);
  expect(await storedSessions(browser)).toEqual([]);

  await page.bringToFront();
  const id = await save(page);
  const savedAt = Date.now();
  const { session, events } = await storedSession(browser, id);
  expect(session).toMatchObject({ state: "finished", labels: ["rewind"] });
  expect(session.title).toMatch(/^Rewind: /);
  expect(session.counts.events).toBe(events.length);
  const span = session.endedAt! - session.startedAt;
  expect(span).toBeGreaterThan(MINUTES * 60_000 - 1_000);
  expect(span).toBeLessThan(MINUTES * 60_000 + SEAL_AFTER_MS + 4_000);
  expect(session.startedAt).toBeGreaterThan(startedAt + 4_000);
  expect(events[0]!.timestamp).toBe(session.startedAt);
  expect(events.slice(0, 2).map(({ type }) => type)).toEqual([
    EventType.Meta,
    EventType.FullSnapshot,
  ]);
  expect(savedAt - events.at(-1)!.timestamp).toBeLessThan(8_000);

  const viewer = await openReplay(browser, id, 0);
  const first = await shownAt(page, session.startedAt);
  expect(first.length).toBeGreaterThan(0);
  await expect(async () => expect(first).toContain(await ticks(viewer).textContent())).toPass({
    timeout: 10_000,
  });
  const lastAt = events.at(-1)!.timestamp;
  const end = await openReplay(browser, id, lastAt - session.startedAt);
  const last = await shownAt(page, lastAt);
  await expect(async () => expect(last).toContain(await ticks(end).textContent())).toPass({
    timeout: 10_000,
  });

  // It goes on, and the session does not change with it.
  await page.bringToFront();
  await expect(page.getByTestId("ticks")).not.toHaveText((await ticks(end).textContent())!);
  expect((await storedSession(browser, id)).events).toHaveLength(events.length);
  expect((await storedSessions(browser)).map((one) => one.id)).toEqual([id]);

  // P1 P2: neither what is kept nor what was saved has what was typed.
  const own = await ownPage();
  expect(await dumpStorage(own)).not.toContain(SECRET);
});

test("the shortcut saves the last minutes, and the button says so", async () => {
  await allow([siteOf(fixtures.url)], 5);
  const page = await open();
  await kept(page);
  await page.getByTestId("add").click();
  await pressKeys(browser, page, "save-rewind");
  await expect.poll(() => badge(browser, page)).toMatchObject({ text: "OK" });
  const [session] = await storedSessions(browser);
  expect(session).toMatchObject({ state: "finished", labels: ["rewind"], counts: { clicks: 1 } });
  // It says so for a moment, then what it said before.
  await expect.poll(() => badge(browser, page), { timeout: 15_000 }).toMatchObject({ text: "RW" });
});

test("the shortcut says on the button where nothing is kept", async () => {
  const page = await open();
  await pressKeys(browser, page, "save-rewind");
  await expect.poll(() => badge(browser, page)).toMatchObject({ text: "!" });
  expect(await storedSessions(browser)).toEqual([]);
});

test("P1 keeps only the sites that are named, and puts no script into others", async () => {
  await allow([siteOf(fixtures.url)]);
  const mine = await open();
  await kept(mine);
  const other = await open("/counter/", fixtures.otherUrl);
  await expect(other.getByTestId("ticks")).not.toHaveText("tick 0");
  expect(await isKept(other)).toBe(false);
  const attach = (page: Page) => page.evaluate(() => Element.prototype.attachShadow.toString());
  expect(await attach(other)).toContain("attachShadow");
  expect(await badge(browser, other)).toMatchObject({ text: "" });
  const own = await ownPage();
  const matches = await own.evaluate(async () =>
    (await chrome.scripting.getRegisteredContentScripts()).flatMap((script) => script.matches),
  );
  expect(matches.length).toBeGreaterThan(0);
  expect(matches.every((pattern) => pattern?.includes(siteOf(fixtures.url)))).toBe(true);

  // A tab that goes there leaves a gap, and no page of it.
  await mine.goto(`${fixtures.otherUrl}/counter/`);
  await expect(mine.getByTestId("ticks")).not.toHaveText("tick 0");
  expect(await isKept(mine)).toBe(false);
  await mine.goto(`${fixtures.url}/counter/`);
  await kept(mine);
  const { events } = await storedSession(browser, await save(mine));
  const pages = events
    .filter(({ type }) => type === EventType.Meta)
    .map(({ data }) => data["href"]);
  expect(pages.every((href) => String(href).startsWith(fixtures.url))).toBe(true);
  expect(reasons(events)).toContain("The tab went to a page that Waymark may not record.");

  // Taken off the list, nothing is kept any more.
  await allow([]);
  await expect.poll(() => isKept(mine)).toBe(false);
});

test("backs off while the page is busy, says so, and comes back", async () => {
  await allow([siteOf(fixtures.url)], 5);
  const page = await open();
  await kept(page);
  await page.evaluate(() => {
    const burn = setInterval(() => {
      const until = performance.now() + 400;
      while (performance.now() < until);
      document.title = String(performance.now());
    }, 450);
    Object.assign(globalThis, { calm: () => clearInterval(burn) });
  });
  const popup = await browser.openPopup(page);
  await page.bringToFront();
  const card = popup.getByRole("region", { name: "Rewind" });
  await expect(card).toContainText("this page is busy", { timeout: 30_000 });
  expect(await badge(browser, page)).toMatchObject({ title: "Rewind pauses: this page is busy" });
  await page.bringToFront();
  await page.evaluate(() => (globalThis as unknown as { calm(): void }).calm());
  await expect(card).toContainText("On", { timeout: 40_000 });
  await page.getByTestId("add").click();
  const { events } = await storedSession(browser, await save(page));
  expect(snapshots(events).length).toBeGreaterThan(1);
  const gapAt = events.findIndex(
    (event) => readSignal(event, "waymark.lifecycle")?.reason === PAGE_IS_BUSY,
  );
  expect(gapAt).toBeGreaterThan(0);
  // Nothing of the page until it is calm; then it begins with a snapshot.
  const after = events.slice(gapAt + 1);
  const resumed = after.findIndex(
    (event) => readSignal(event, "waymark.lifecycle")?.what === "resume",
  );
  expect(after.slice(0, resumed).filter(({ type }) => type === 3)).toEqual([]);
  expect(snapshots(after.slice(resumed))).toHaveLength(1);
});

test("R1 goes on when the service worker dies", async () => {
  await allow([siteOf(fixtures.url)], 5);
  const page = await open();
  await kept(page);
  for (let click = 1; click <= 4; click++) {
    await page.bringToFront();
    await page.getByTestId("add").click();
    await expect(page.getByTestId("clicks")).toHaveText(String(click));
    if (click < 4) await killServiceWorker(browser);
  }
  await page.bringToFront();
  const { session, events } = await storedSession(browser, await save(page));
  expect(session.counts.clicks).toBe(4);
  expect(snapshots(events)).toHaveLength(1);
  const end = await openReplay(browser, session.id, events.at(-1)!.timestamp - session.startedAt);
  await expect(end.frameLocator("iframe").first().getByTestId("clicks")).toHaveText("4");
});

test("makes way for a recording, and goes on after it", async () => {
  await allow([siteOf(fixtures.url)], 5);
  const page = await open();
  await kept(page);
  const popup = await startRecording(browser, page);
  await expect(popup.getByRole("region", { name: "Rewind" })).toHaveCount(0);
  expect(await badge(browser, page)).toMatchObject({ text: "REC" });
  await page.bringToFront();
  await page.getByTestId("add").click();
  const id = await stopRecording(popup);
  const recorded = await storedSession(browser, id);
  expect(recorded.session.counts.clicks).toBe(1);
  await expect(popup.getByRole("button", { name: "Save the last 5 minutes" })).toBeVisible();
  await popup.close();
  await page.bringToFront();
  await page.getByTestId("add").click();
  const saved = await storedSession(browser, await save(page));
  expect(saved.session.counts.clicks).toBe(1);
  expect(saved.session.startedAt).toBeGreaterThanOrEqual(recorded.session.endedAt! - 1_000);
});

test("P7 keeps nothing of a page that opts out, and says why", async () => {
  await allow([siteOf(fixtures.url)], 5);
  const page = await open();
  await kept(page);
  await page.evaluate(() =>
    (globalThis as unknown as { Waymark: { optOut(): void } }).Waymark.optOut(),
  );
  await expect.poll(() => isKept(page)).toBe(false);
  const own = await ownPage();
  const tabsKept = () =>
    own.evaluate(async () => {
      const { rewinds } = await chrome.storage.session.get<{
        rewinds: { recordings: Record<string, unknown> };
      }>("rewinds");
      return Object.keys(rewinds.recordings).length;
    });
  await expect.poll(tabsKept).toBe(0);
  await page.bringToFront();
  await page.reload();
  await expect(page.getByTestId("ticks")).not.toHaveText("tick 0");
  expect(await isKept(page)).toBe(false);
  const popup = await browser.openPopup(page);
  await expect(popup.getByRole("region", { name: "Rewind" })).toContainText(
    "Nothing is kept here: ",
  );
});

/** Keeps a page that says something, and waits until that is stored. */
async function keepHeron(): Promise<{ page: Page; own: Page }> {
  await allow([siteOf(fixtures.url)], 5);
  const page = await open();
  await kept(page);
  await page.evaluate(() => (document.querySelector("h1")!.textContent = "Heron on the roof"));
  const own = await ownPage();
  await expect.poll(() => dumpStorage(own), { timeout: 15_000 }).toContain("Heron on the roof");
  return { page, own };
}

test("P7 the last minutes go too when a later page opts out by the site's own cookie", async () => {
  const { page, own } = await keepHeron();
  await page.context().addCookies([{ name: "waymark_optout", value: "1", url: fixtures.url }]);
  await page.bringToFront();
  await page.reload();
  await expect(page.getByTestId("ticks")).not.toHaveText("tick 0");
  await expect.poll(() => dumpStorage(own), { timeout: 15_000 }).not.toContain("Heron on the roof");
});

test("P1 a save from another site's page takes neither its title nor its address", async () => {
  const { page } = await keepHeron();
  await page.goto(`${fixtures.otherUrl}/counter/`);
  await page.evaluate(() => (document.title = "Inbox of Jane Doe"));
  const { session } = await storedSession(browser, await save(page));
  expect(JSON.stringify(session)).not.toContain("Jane Doe");
  expect(JSON.stringify(session.tabs)).not.toContain(new URL(fixtures.otherUrl).host);
  expect(session.tabs[0]!.url).toContain(new URL(fixtures.url).host);
});

test("R1 a tab that closes while its last minutes are saved costs nothing of them", async () => {
  const { page } = await keepHeron();
  const tabId = await browser.tabId(page);
  const own = await ownPage();
  const saving = own.evaluate(
    (id) =>
      chrome.runtime.sendMessage({ type: "save-rewind", tabId: id }) as Promise<{ ok: boolean }>,
    tabId,
  );
  await page.close();
  const { ok } = await saving;
  const [session] = await storedSessions(browser);
  // Whole or not at all: the tab may have been quicker.
  expect(session !== undefined).toBe(ok);
  if (!session) return;
  const { events } = await storedSession(browser, session.id);
  expect(events).toHaveLength(session.counts.events);
  expect(snapshots(events).length).toBeGreaterThan(0);
});

test("what nobody saved is gone when the browser starts again", async () => {
  const profile = await mkdtemp(join(tmpdir(), "waymark-rewind-"));
  await browser.close();
  try {
    browser = await launchExtension({ profile });
    await allow([siteOf(fixtures.url)], 5);
    const page = await open();
    await kept(page);
    await page.evaluate(() => (document.querySelector("h1")!.textContent = "Heron on the roof"));
    const before = await ownPage();
    await expect
      .poll(() => dumpStorage(before), { timeout: 15_000 })
      .toContain("Heron on the roof");
    await browser.close();
    browser = await launchExtension({ profile });
    const own = await ownPage();
    await expect
      .poll(() => dumpStorage(own), { timeout: 15_000 })
      .not.toContain("Heron on the roof");
    expect(await storedSessions(browser)).toEqual([]);
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
});

test("the settings name what is wrong with a site or a number, and save nothing", async () => {
  const options = await ownPage();
  const sites = options.getByLabel("Keep the last minutes on these sites");
  const minutes = options.getByLabel("Minutes", { exact: true });
  const press = () => options.getByRole("button", { name: "Save rewind" }).click();
  const form = options.getByRole("form", { name: "Rewind" });
  await sites.fill("https://shop.example/");
  await press();
  await expect(form).toContainText('"https://shop.example/" is not a site');
  await expect(sites).toBeFocused();
  await sites.fill("shop.example");
  await minutes.fill("61");
  await press();
  await expect(form).toContainText("from 1 to 60");
  await expect(minutes).toBeFocused();
  await minutes.fill("3");
  await press();
  await expect(form).toContainText("Rewind saved.");
  await options.reload();
  await expect(sites).toHaveValue("shop.example");
  await expect(minutes).toHaveValue("3");
});

import { readFile } from "node:fs/promises";
import { type Download, expect, type Page, test } from "@playwright/test";
import type { PrivacyReport } from "../../src/export/privacy-report.ts";
import type { AuditEntry } from "../../src/store/audit-log.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { leaveDialog } from "./support/leave.ts";
import { startRecording, stopRecording } from "./support/session.ts";

/** One library, from the first recording to the last erasure: each test goes on where the last one ended. */
test.describe.configure({ mode: "serial", timeout: 120_000 });

/** Written on pages of the site that is erased, and found nowhere afterwards. */
const GONE = "Zebra-4417-Quartz";
/** Written on the other site's page, which stays. */
const KEPT = "Heron-Marsh-Kept";

let fixtures: FixtureServer;
let browser: ExtensionBrowser;
let viewer: Page;
/** Only on the site; began elsewhere and came by; never there. */
let only: string;
let passing: string;
let other: string;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension();
  only = await record(fixtures.url, (page) => write(page, GONE), true);
  passing = await record(fixtures.otherUrl, async (page) => {
    await page.goto(`${fixtures.url}/plain/`);
    await write(page, GONE);
  });
  other = await record(fixtures.otherUrl, (page) => write(page, KEPT));
  viewer = await browser.context.newPage();
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

/** `pauses`: what stands on the page is not to be counted again when recording goes on. */
async function record(
  origin: string,
  visit: (page: Page) => Promise<void>,
  pauses = false,
): Promise<string> {
  const page = await browser.context.newPage();
  await page.goto(`${origin}/plain/`);
  const popup = await startRecording(browser, page);
  await visit(page);
  if (pauses) {
    await popup.getByRole("button", { name: "Pause" }).click();
    await popup.getByRole("button", { name: "Resume" }).click();
    await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible();
    await page.bringToFront();
  }
  await page.mouse.click(5, 5);
  const id = await stopRecording(popup);
  await page.close();
  await popup.close();
  return id;
}

/** Shows a text, and beside it one that a mark hides. */
async function write(page: Page, text: string): Promise<void> {
  await page.evaluate((shown) => {
    const line = document.createElement("p");
    line.textContent = shown;
    const hidden = document.createElement("p");
    hidden.setAttribute("data-sentry-mask", "");
    hidden.textContent = "Never to be seen";
    document.body.append(line, hidden);
  }, text);
  await page.waitForTimeout(700);
}

const textOf = async (download: Download) => readFile(await download.path(), "utf8");

async function downloaded(press: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([viewer.waitForEvent("download"), press()]);
  return download;
}

/** The object stores that name this id anywhere, in a key or a value. */
function placesOf(id: string): Promise<string[]> {
  return viewer.evaluate(async (wanted) => {
    const ask = <T>(asked: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
    const places: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const db = await ask(indexedDB.open(name!));
      for (const each of db.objectStoreNames) {
        const store = db.transaction(each).objectStore(each);
        const [keys, values] = await Promise.all([ask(store.getAllKeys()), ask(store.getAll())]);
        if (JSON.stringify([keys, values]).includes(wanted)) places.push(`${name}/${each}`);
      }
      db.close();
    }
    return places.toSorted();
  }, id);
}

test("P6 the report of a session draws what was masked by rule and mark, and is saved for a privacy officer", async () => {
  await viewer.goto(browser.url(`viewer.html#/sessions/${only}`));
  await viewer.getByRole("tab", { name: "Details" }).click();
  await viewer.getByRole("button", { name: "Privacy report…" }).click();
  const report = viewer.getByRole("dialog", { name: "Privacy report" });
  await expect(report.getByRole("list", { name: "Elements, by mark" })).toHaveText(
    /data-sentry-mask \(Sentry\)\s*1/,
  );
  await expect(report.getByRole("list", { name: "Masked, by rule" })).toContainText(
    "Texts marked private",
  );
  const json = await downloaded(() =>
    report.getByRole("button", { name: "Export the report as JSON" }).click(),
  );
  const made = JSON.parse(await textOf(json)) as PrivacyReport;
  expect(made).toMatchObject({
    sessionId: only,
    level: "balanced",
    marks: [{ mark: "data-sentry-mask", from: "Sentry", elements: 1 }],
  });
  expect(made.masked.find(({ rule }) => rule === "mask")?.count).toBe(1);
  const html = await downloaded(() =>
    report.getByRole("button", { name: "Export the report as HTML" }).click(),
  );
  const page = await textOf(html);
  expect(page).toContain("data-sentry-mask (Sentry)");
  for (const text of [page, JSON.stringify(made)]) expect(text).not.toContain(GONE);
  await expect(report.getByRole("list", { name: /^Audit log/ })).toContainText("as HTML");
  await report.getByRole("button", { name: "Close" }).click();
});

test("P10 an export lists what leaves before it does: tabs with their sites, sizes, signals", async () => {
  await viewer.goto(browser.url(`viewer.html#/sessions/${passing}`));
  await viewer.getByRole("button", { name: "Export", exact: true }).click();
  const dialog = leaveDialog(viewer);
  await expect(dialog.getByText("nothing was found that must not leave")).toBeVisible();
  const tab = dialog.getByRole("list", { name: "Size of each tab" });
  for (const origin of [fixtures.url, fixtures.otherUrl]) await expect(tab).toContainText(origin);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await viewer.getByRole("button", { name: "Export", exact: true }).click();
  const file = await downloaded(() => dialog.getByRole("button", { name: "Export" }).click());
  expect(await textOf(file)).toContain(GONE);
});

test("the library leads to the log; a delete is in it when it is undone", async () => {
  await viewer.goto(browser.url("viewer.html#/"));
  await expect(viewer.locator("[data-session]")).toHaveCount(3);
  // Thumbnails are what else is kept of a session.
  await expect(viewer.locator(".thumb img")).toHaveCount(3);
  const row = viewer.locator(`[data-session="${other}"]`);
  await row.getByRole("button", { name: /^Delete/ }).click();
  await viewer.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();
  await viewer.getByRole("link", { name: "Privacy and audit log" }).click();
  const log = viewer.getByRole("list", { name: "Audit log" });
  await expect(log.locator("[data-act]").first()).toContainText("A delete was undone");
  await expect(log.locator('[data-act="export"]')).toHaveCount(1);
  await expect(log.locator('[data-act="report"]')).toHaveCount(2);
  await viewer.getByLabel("Session id").fill(passing);
  await expect(log.locator('[data-act="export"]')).toHaveCount(1);
  await viewer.getByLabel("Session id").fill("nothing-like-it");
  await viewer.getByRole("button", { name: "Clear the filter" }).click();
});

test("P10 erasing a site removes every byte of it, wherever a session began, and leaves the rest", async () => {
  expect(await dumpStorage(viewer)).toContain(GONE);
  await viewer.getByRole("button", { name: "Erase…" }).click();
  const dialog = viewer.getByRole("dialog", { name: "Erase sessions" });
  await dialog.getByRole("button", { name: "Show what would go" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Say what to erase");
  await dialog.getByLabel("Site").fill(new URL(fixtures.url).host);
  await dialog.getByRole("button", { name: "Show what would go" }).click();
  const list = dialog.getByRole("list", { name: "Sessions that would go" });
  await expect(list.getByRole("listitem")).toHaveCount(2);

  await dialog.getByRole("button", { name: "Erase 2 sessions…" }).click();
  const sure = viewer.getByRole("dialog", { name: /^Erase 2 sessions for good/ });
  await sure.getByRole("button", { name: "Cancel" }).click();
  expect(await dumpStorage(viewer), "nothing goes before the second yes").toContain(GONE);
  await dialog.getByRole("button", { name: "Erase 2 sessions…" }).click();
  await sure.getByRole("button", { name: "Erase 2 sessions" }).click();
  await expect(dialog.getByText("Read back: nothing of them is left.")).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();

  const everything = await dumpStorage(viewer);
  expect(everything).not.toContain(GONE);
  expect(everything).toContain(KEPT);
  for (const id of [only, passing]) {
    expect(await placesOf(id)).toEqual(["waymark-docs/docs", "waymark/tombstones"]);
  }
  await viewer.goto(browser.url("viewer.html#/"));
  await expect(viewer.locator("[data-session]")).toHaveCount(1);
  await expect(viewer.locator(`[data-session="${other}"]`)).toBeVisible();
});

test("P10 the log has every act, and is exported whole", async () => {
  await viewer.goto(browser.url("viewer.html#/privacy"));
  const file = await downloaded(() =>
    viewer.getByRole("button", { name: "Export the log as JSON" }).click(),
  );
  const { entries } = JSON.parse(await textOf(file)) as { entries: AuditEntry[] };
  const acts = (id: string) =>
    entries.filter(({ sessionId }) => sessionId === id).map(({ act }) => act);
  expect(acts(only)).toEqual(expect.arrayContaining(["start", "stop"]));
  expect(acts(only).filter((act) => act !== "start" && act !== "stop")).toEqual([
    "erase",
    "report",
    "report",
  ]);
  expect(acts(passing).slice(0, 2)).toEqual(["erase", "export"]);
  expect(acts(other)[0]).toBe("delete");
  expect(JSON.stringify(entries)).not.toContain(GONE);
  const csv = await downloaded(() =>
    viewer.getByRole("button", { name: "Export the log as CSV" }).click(),
  );
  expect((await textOf(csv)).split("\r\n").length).toBe(entries.length + 3);
});

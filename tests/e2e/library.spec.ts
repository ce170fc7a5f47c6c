import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import type { RecordedEvent } from "../../src/format/events.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { bundleScript } from "./support/bundle.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import type { ReplayerInPage } from "./support/replayer-in-page.ts";
import { letLeave } from "./support/leave.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";

test.describe.configure({ mode: "serial" });

let fixtures: FixtureServer;
let browser: ExtensionBrowser;
let library: Page;
let links: string;
let dead: string;
let plain: string;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension();
  links = await record("links/", async (page) => {
    await page.getByTestId("next").click();
    await page.waitForURL(/n=1/);
  });
  dead = await record("spa/", async (page) => {
    await page.evaluate(() => {
      const button = document.createElement("button");
      button.textContent = "Apply coupon";
      document.body.append(button);
    });
    const button = page.getByRole("button", { name: "Apply coupon" });
    for (let click = 0; click < 5; click++) await button.click({ delay: 40 });
    // A rage click needs a second in which nothing answered.
    await page.waitForTimeout(1_200);
  });
  plain = await record("plain/", async (page) => {
    await page.mouse.click(5, 5);
  });
  library = await browser.context.newPage();
  await library.goto(browser.url("viewer.html#/"));
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

async function record(path: string, visit: (page: Page) => Promise<void>): Promise<string> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/${path}`);
  const popup = await startRecording(browser, page);
  await visit(page);
  const id = await stopRecording(popup);
  await page.close();
  await popup.close();
  return id;
}

const row = (id: string) => library.locator(`[data-session="${id}"]`);

test.describe("a link on which the pointer rests", () => {
  const ahead = () => library.locator(".session-place.ahead");
  const stage = () => library.locator(".stage");
  async function rest(): Promise<void> {
    // One that has not moved does not point at what comes under it.
    await library.mouse.move(2, 2);
    await row(links).locator(".session-title").hover();
  }

  test("has its page drawn out of sight; followed, the very same is there", async () => {
    await expect(row(links)).toBeVisible();
    await rest();
    await expect(ahead().locator(".stage")).toHaveAttribute("data-state", "ready");
    await expect(stage()).toBeHidden();
    await expect(library.getByRole("slider")).toHaveCount(0);
    // It does not listen for keys, and has not written its place.
    await library.keyboard.press("?");
    await library.keyboard.press("ArrowRight");
    expect(new URL(library.url()).hash).toBe("#/");
    await expect(library).toHaveTitle(/^Sessions/);
    const drawn = await ahead().locator("iframe").elementHandle();

    await row(links).locator(".session-title").click();
    await expect(stage()).toBeVisible();
    await expect(library).toHaveTitle(/links/i);
    const shown = await stage().locator("iframe").elementHandle();
    expect(await shown!.evaluate((frame, before) => frame === before, drawn)).toBe(true);
    await expect(library.getByRole("tab", { name: /Events/ })).toContainText(/\d/);
    await library.keyboard.press("5");
    await expect(library).toHaveURL(/t=\d\d/);
    await library.goBack();
    await expect(row(links)).toBeVisible();
  });

  test("is let go when the pointer leaves, and another takes its place", async () => {
    await rest();
    await expect(ahead()).toHaveCount(1);
    await row(plain).locator(".session-title").hover();
    await expect(ahead().locator(".stage")).toHaveAttribute("data-state", "ready");
    await row(plain).locator(".session-title").click();
    await expect(library).toHaveURL(new RegExp(plain));
    await expect(stage()).toHaveCount(1);
    await library.goBack();
    await rest();
    await expect(ahead()).toHaveCount(1);
    await library.mouse.move(2, 2);
    // Left alone it would stay for five.
    await expect(ahead()).toHaveCount(0, { timeout: 3_000 });
  });

  test("has its page drawn for the keyboard as well, and let go when the focus leaves", async () => {
    await library.mouse.move(2, 2);
    await expect(ahead()).toHaveCount(0);
    // From the keyboard, or no ring would show where the focus is.
    await library.keyboard.press("Tab");
    await row(plain).locator(".session-title").focus();
    await expect(ahead().locator(".stage")).toHaveAttribute("data-state", "ready");
    await library.keyboard.press("Tab");
    await expect(ahead()).toHaveCount(0, { timeout: 3_000 });

    await row(plain).locator(".session-title").focus();
    await expect(ahead().locator(".stage")).toHaveAttribute("data-state", "ready");
    const drawn = await ahead().locator("iframe").elementHandle();
    await library.keyboard.press("Enter");
    await expect(library).toHaveURL(new RegExp(plain));
    const shown = await stage().locator("iframe").elementHandle();
    expect(await shown!.evaluate((frame, before) => frame === before, drawn)).toBe(true);
    await library.goBack();
    await expect(row(plain)).toBeVisible();
  });

  test("opens at the moment that is asked for, not at the one that was drawn", async () => {
    await rest();
    await expect(ahead().locator(".stage")).toHaveAttribute("data-state", "ready");
    await library.evaluate((hash) => (location.hash = hash), `#/sessions/${links}?t=50`);
    await expect(stage()).toHaveAttribute("data-position-ms", "50");
    await expect(stage()).toBeVisible();
    await library.evaluate(() => (location.hash = "#/"));
    await expect(row(links)).toBeVisible();
  });
});

/** Ids of the rows from top to bottom. */
const order = () =>
  library
    .locator("[data-session]")
    .evaluateAll((rows) => rows.map((each) => each.getAttribute("data-session")));

test("tells of findings in a session that nobody has opened yet", async () => {
  await expect(row(dead)).toContainText("1 finding");
  await library.getByRole("button", { name: "With findings" }).click();
  await expect.poll(order).toEqual([dead]);
  await library.getByRole("button", { name: "With findings" }).click();
  await expect.poll(order).toEqual([plain, dead, links]);
});

test("renames a session, also after a reload; Escape keeps the old name", async () => {
  await row(links)
    .getByRole("button", { name: /^Rename/ })
    .click();
  await row(links).getByRole("textbox").fill("A hunt for aardvarks");
  await library.keyboard.press("Enter");
  await expect(row(links).getByRole("link", { name: "A hunt for aardvarks" })).toBeVisible();
  await row(links)
    .getByRole("button", { name: /^Rename/ })
    .click();
  await row(links).getByRole("textbox").fill("Never mind");
  await library.keyboard.press("Escape");
  await library.reload();
  await expect(row(links).getByRole("link", { name: "A hunt for aardvarks" })).toBeVisible();
});

test("searches by title and page, and finds its way back from nothing", async () => {
  const search = library.getByRole("searchbox", { name: "Search sessions" });
  await search.fill("aardvark");
  await expect.poll(order).toEqual([links]);
  await search.fill("spa");
  await expect.poll(order).toEqual([dead]);
  await search.fill("no such thing");
  await expect(library.getByRole("heading", { name: "No session matches" })).toBeVisible();
  await library.getByRole("button", { name: "Clear search and filters" }).click();
  await expect.poll(order).toEqual([plain, dead, links]);
  await expect(search).toHaveValue("");
});

test("sorts by title, findings and time", async () => {
  const sort = library.getByLabel("Sort by");
  await sort.selectOption("Title");
  await expect.poll(async () => (await order())[0]).toBe(links);
  await sort.selectOption("Most findings");
  await expect.poll(async () => (await order())[0]).toBe(dead);
  await sort.selectOption("Newest");
  await expect.poll(order).toEqual([plain, dead, links]);
});

test("a delete can be undone; one that is not stays done when the page is closed", async () => {
  const remove = row(plain).getByRole("button", { name: /^Delete/ });
  await remove.click();
  await expect(row(plain)).toHaveCount(0);
  await library.getByRole("button", { name: "Undo" }).click();
  await expect.poll(order).toEqual([plain, dead, links]);
  await library.reload();
  await expect.poll(order).toEqual([plain, dead, links]);
  await remove.click();
  await expect(library.getByText(/^Deleted /)).toBeVisible();
  await library.reload();
  await expect.poll(order).toEqual([dead, links]);
});

test("Export downloads a plain array of rrweb events that rrweb's Replayer plays", async () => {
  const viewer = await browser.context.newPage();
  await viewer.goto(browser.url(`viewer.html#/sessions/${dead}`));
  const download = viewer.waitForEvent("download");
  await letLeave(viewer, "Export");
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^waymark-.+\.json$/);
  await expect(viewer.getByText(/^Exported waymark-/)).toBeVisible();
  const json = await readFile(await file.path(), "utf8");
  const events = JSON.parse(json) as RecordedEvent[];
  expect(events).toEqual((await storedSession(browser, dead)).events);

  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/plain/`);
  await page.evaluate(
    await bundleScript(new URL("support/replayer-in-page.ts", import.meta.url).pathname),
  );
  const text = await page.evaluate(
    (exported) =>
      (
        globalThis as typeof globalThis & { replayerInPage: ReplayerInPage }
      ).replayerInPage.textAtEnd(exported),
    json,
  );
  expect(text).toContain("Apply coupon");
  await page.close();
  await viewer.close();
});

test("R7 a record that cannot be read costs that session only", async () => {
  await damageRecord(links);
  await library.reload();
  const notice = library.getByRole("group", { name: `Damaged session ${links}` });
  await expect(notice).toBeVisible();
  await expect.poll(order).toEqual([dead]);
  await library.goto(browser.url(`viewer.html#/sessions/${links}`));
  await expect(library.getByRole("alert")).toContainText("This session cannot be opened");
  await library.getByRole("link", { name: "Back to the library" }).click();

  await row(dead).getByRole("link", { name: /./ }).last().click();
  await expect(library.locator('[data-state="ready"]')).toBeVisible();
  await library.goto(browser.url("viewer.html#/"));
  await notice.getByRole("button", { name: "Delete it" }).click();
  await expect(notice).toHaveCount(0);
  await library.reload();
  await expect.poll(order).toEqual([dead]);
  await expect(notice).toHaveCount(0);
});

/** Writes nonsense over the session's record, as a failing disk might. */
async function damageRecord(id: string): Promise<void> {
  const page = await browser.context.newPage();
  await page.goto(browser.url("options.html"));
  await page.evaluate(async (key) => {
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const asked = indexedDB.open("waymark");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    const transaction = db.transaction("sessions", "readwrite");
    const sessions = transaction.objectStore("sessions");
    const stored = await new Promise<{ session: object }>((done, fail) => {
      const asked = sessions.get(key);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    sessions.put({ ...stored, session: { ...stored.session, startedAt: "once upon a time" } });
    await new Promise((done, fail) => {
      transaction.oncomplete = done;
      transaction.onabort = () => fail(transaction.error);
    });
    db.close();
  }, id);
  await page.close();
}

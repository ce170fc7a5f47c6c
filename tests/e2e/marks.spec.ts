import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import type { RecordedEvent } from "../../src/format/events.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { badge, pressKeys } from "./support/button.ts";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { addMark, startRecording, stopRecording, storedSession } from "./support/session.ts";
import { expectPosition, openReplay } from "./support/viewer.ts";

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

/** The button says for two seconds what came of the keys: too short to open a page that asks. */
async function markByKeys(page: Page, title: string): Promise<void> {
  const tabId = await browser.tabId(page);
  const worker = await browser.worker();
  await pressKeys(browser, page, "mark");
  await expect
    .poll(() => worker.evaluate((id) => chrome.action.getTitle({ tabId: id }), tabId), {
      intervals: [100],
    })
    .toBe(title);
}

async function openShop(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/shop/`);
  return page;
}

const markPanel = (viewer: Page) => viewer.getByRole("tab", { name: /^Marks/ });
const rows = (viewer: Page) => viewer.getByRole("list", { name: "Marks" }).getByRole("listitem");

test("marks of the popup and of the shortcut are in the viewer, on its timeline, among its events and in the file", async () => {
  const page = await openShop();
  const popup = await startRecording(browser, page);
  const before = Date.now();
  await addMark(popup, "Question", "Why is this\nempty?");
  await expect(popup.getByRole("button", { name: "Mark", exact: true })).toBeFocused();
  await markByKeys(page, "Marked");

  // What the shortcut set says nothing yet.
  await popup.bringToFront();
  await popup.getByRole("button", { name: /^Edit .*Bug$/ }).click();
  await expect(popup.getByRole("radio", { name: "Bug" })).toBeChecked();
  await popup.getByLabel("Note").fill("The coupon does nothing");
  await popup.getByRole("button", { name: "Save mark" }).click();
  await expect(
    popup.getByRole("button", { name: /^Edit .*Bug: The coupon does nothing$/ }),
  ).toBeVisible();
  const id = await stopRecording(popup);

  const { session, marks } = await storedSession(browser, id);
  expect(marks.map(({ kind, text, tabId }) => [kind, text, tabId])).toEqual([
    ["question", "Why is this\nempty?", "t1"],
    ["bug", "The coupon does nothing", "t1"],
  ]);
  for (const { offsetMs } of marks) {
    expect(session.startedAt + offsetMs).toBeGreaterThanOrEqual(before);
    expect(session.startedAt + offsetMs).toBeLessThanOrEqual(Date.now());
  }

  const viewer = await openReplay(browser, id, 0);
  await expect(viewer.locator('.marker[data-kind="mark"]').first()).toBeVisible();
  const list = viewer.getByRole("list", { name: "Events" });
  await expect(list.getByText("Question: Why is this empty?")).toBeVisible();
  await list.getByText("Bug: The coupon does nothing").click();
  await expectPosition(viewer, marks[1]!.offsetMs);

  await viewer.getByRole("button", { name: "Export" }).click();
  const dialog = viewer.getByRole("dialog");
  // P10: the list of what leaves counts them.
  await expect(dialog.getByText("Marks", { exact: true }).locator("..")).toContainText("2");
  const [download] = await Promise.all([
    viewer.waitForEvent("download"),
    dialog.getByRole("button", { name: "Export" }).click(),
  ]);
  const events = JSON.parse(await readFile(await download.path(), "utf8")) as RecordedEvent[];
  const left = events.filter(({ data }) => data["tag"] === "waymark.mark");
  expect(left.map(({ data }) => (data["payload"] as { text: string }).text)).toEqual([
    "Why is this\nempty?",
    "The coupon does nothing",
  ]);
  expect(left.map(({ timestamp }) => timestamp - session.startedAt)).toEqual(
    marks.map(({ offsetMs }) => offsetMs),
  );
  for (const each of [page, popup, viewer]) await each.close();
});

test("P1 P5 notes and the charter are redacted before they are stored, in the popup and in the viewer", async () => {
  const secret = "ann.secret@mail.example";
  const page = await openShop();
  const popup = await browser.openPopup(page);
  await popup.getByText("Say what this session is to explore").click();
  await popup.getByLabel("Charter").fill(`Pay as ${secret}`);
  await popup.getByRole("button", { name: "Start recording" }).click();
  await expect(popup.getByText("Pay as [email]")).toBeVisible();
  await addMark(popup, "Idea", `Ask ${secret}`);
  await expect(popup.getByRole("button", { name: /^Edit .*Idea: Ask \[email\]/ })).toBeVisible();
  const id = await stopRecording(popup);

  const viewer = await openReplay(browser, id, 0);
  await viewer.keyboard.press("m");
  await viewer.getByLabel("Note").fill(`Also ${secret}`);
  await viewer.getByLabel("Note").press("Enter");
  await expect(viewer.getByText(/was taken out before it was saved/)).toBeVisible();
  await expect(rows(viewer).filter({ hasText: "Also [email]" })).toBeVisible();
  await expect(viewer.getByText("Pay as [email]")).toBeVisible();
  const { session, marks } = await storedSession(browser, id);
  expect([session.charter, ...marks.map(({ text }) => text)]).toEqual(
    expect.arrayContaining(["Pay as [email]", "Ask [email]", "Also [email]"]),
  );
  expect(await dumpStorage(viewer)).not.toContain(secret);
  for (const each of [page, popup, viewer]) await each.close();
});

test("in the viewer a mark is added at the playhead, changed, deleted and brought back, by keyboard", async () => {
  const page = await openShop();
  const popup = await startRecording(browser, page);
  await page.waitForTimeout(1_200);
  const id = await stopRecording(popup);
  const viewer = await openReplay(browser, id, 800);

  await viewer.keyboard.press("m");
  await expect(viewer.getByRole("radio", { name: "Comment" })).toBeChecked();
  await viewer.getByLabel("Note").fill("Looks off");
  // Keys of the player are letters here.
  await viewer.getByLabel("Note").press("Enter");
  await expect(markPanel(viewer)).toContainText("1");
  await expect(rows(viewer)).toContainText("Looks off");
  const [made] = (await storedSession(browser, id)).marks;
  expect(Math.abs(made!.offsetMs - 800)).toBeLessThanOrEqual(60);

  await viewer.getByRole("button", { name: /^Edit Comment: Looks off/ }).press("Enter");
  await viewer.getByRole("radio", { name: "Bug" }).check();
  await viewer.getByRole("button", { name: "Save mark" }).press("Enter");
  await expect(rows(viewer).getByText("Bug", { exact: true })).toBeVisible();
  await viewer.getByRole("button", { name: /^Edit Bug: Looks off/ }).press("Enter");
  await viewer.getByLabel("Note").fill("thrown away");
  await viewer.getByLabel("Note").press("Escape");
  await expect(rows(viewer)).toContainText("Looks off");

  await viewer.getByRole("button", { name: /^Delete Bug: Looks off/ }).press("Enter");
  await expect(viewer.getByText("No marks yet")).toBeVisible();
  // Nothing of what it said stays, but that it is gone: sync takes it away elsewhere by that.
  expect((await storedSession(browser, id)).marks).toMatchObject([
    { id: made!.id, text: "", deleted: true },
  ]);
  await viewer.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(rows(viewer)).toContainText("Looks off");
  await viewer.reload();
  await markPanel(viewer).click();
  await expect(rows(viewer)).toContainText("Looks off");
  expect((await storedSession(browser, id)).marks).toHaveLength(1);
  for (const each of [page, popup, viewer]) await each.close();
});

test("the shortcut says where nothing is recorded that it set no mark", async () => {
  const page = await openShop();
  await markByKeys(page, "No mark was set: Waymark does not record this tab");
  await expect.poll(async () => (await badge(browser, page)).text).toBe("");
  await page.close();
});

test("the browser assigned the shortcut that Waymark suggests for marks", async () => {
  const options = await browser.context.newPage();
  await options.goto(browser.url("options.html"));
  const keys = await options.evaluate(async () =>
    (await chrome.commands.getAll()).find(({ name }) => name === "mark"),
  );
  expect(keys?.shortcut).toBe("Alt+Shift+M");
  await options.close();
});

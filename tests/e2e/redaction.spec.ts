import { expect, type Locator, type Page, test } from "@playwright/test";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { dumpOf } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";

/** What a person removes from a recording is in no record of any database of the extension any more. */
let fixtures: FixtureServer;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension({ viewport: { width: 1280, height: 800 } });
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

const SETTLE_MS = 800;

/** Also when all of its first page stood, in epoch milliseconds. */
async function record(): Promise<{ id: string; stoodAt: number }> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/redaction/`);
  const popup = await startRecording(browser, page);
  let stoodAt = 0;
  for (const turn of ["first", "second"]) {
    if (turn === "second") await page.getByRole("link", { name: "Next page" }).click();
    await expect(page.locator("#owner")).toBeVisible();
    await page.getByRole("button", { name: "Say hello" }).click();
    await expect(page.locator("#log li")).toHaveCount(1);
    await page.getByRole("button", { name: "Draw anew" }).click();
    await expect(page.locator("#owner")).toHaveText("Vermeulen, Klaas");
    await page.waitForTimeout(SETTLE_MS);
    stoodAt ||= Date.now();
  }
  const id = await stopRecording(popup);
  for (const each of [page, popup]) await each.close();
  return { id, stoodAt };
}

/** Begins to point, and points at the middle of an element of the replayed page, or of a frame in it. */
async function pointAt(viewer: Page, element: Locator): Promise<void> {
  await expect(viewer.locator(".stage")).toHaveAttribute("data-state", "ready");
  await viewer.getByRole("button", { name: "Redact…", exact: true }).click();
  await dialog(viewer).getByRole("button", { name: "Point at an element" }).click();
  const { x, y, width, height } = (await element.boundingBox())!;
  await viewer.mouse.move(x + width / 2, y + height / 2);
  const outline = (await viewer.locator(".pointing-box").boundingBox())!;
  expect(Math.abs(outline.x - x) + Math.abs(outline.y - y)).toBeLessThan(6);
  expect(Math.abs(outline.width - width)).toBeLessThan(6);
  await viewer.mouse.click(x + width / 2, y + height / 2);
}

const dialog = (viewer: Page) => viewer.getByRole("dialog");

async function confirm(viewer: Page): Promise<void> {
  const yes = dialog(viewer).getByRole("button", { name: "Remove it for ever" });
  await expect(yes).toBeEnabled({ timeout: 15_000 });
  await yes.click();
  const done = viewer.locator(".toast", { hasText: /^Redacted: / });
  await expect(done).toBeVisible({ timeout: 15_000 });
  await done.getByRole("button", { name: "Dismiss" }).click();
  await expect(dialog(viewer)).toHaveCount(0);
}

test("P5 an element pointed at and a text go from the whole session, for ever", async () => {
  test.setTimeout(120_000);
  const { id, stoodAt } = await record();
  const before = await storedSession(browser, id);
  const stored = await dumpOf(browser);
  for (const secret of ["Klaas", "Vermeulen", "Blue Heron", "Blue%20Heron", "Blue "]) {
    expect(stored, secret).toContain(secret);
  }

  const viewer = await openReplay(browser, id, stoodAt - before.session.startedAt);
  const frame = viewer.frameLocator(".stage iframe").first();
  await pointAt(viewer, frame.locator("#owner"));
  await expect(dialog(viewer)).toContainText("#owner");
  await expect(dialog(viewer)).toContainText(/events? in \d+ segments?/, { timeout: 15_000 });
  await confirm(viewer);

  const left = await dumpOf(browser);
  expect(left).not.toMatch(/Klaas|Vermeulen/);
  expect(left).toContain("Blue Heron");

  await viewer.getByRole("button", { name: "Redact…", exact: true }).click();
  await dialog(viewer).getByLabel("Text or pattern", { exact: true }).first().fill("blue heron");
  await dialog(viewer).getByRole("button", { name: "Look for it" }).click();
  await expect(dialog(viewer)).toContainText("“blue heron”");
  await confirm(viewer);

  const last = await dumpOf(browser);
  expect(last).not.toMatch(/Blue Heron|Blue%20Heron|from Blue |"Heron"/);
  const after = await storedSession(browser, id);
  expect(after.events.map(({ timestamp }) => timestamp)).toEqual(
    before.events.map(({ timestamp }) => timestamp),
  );
  expect(last).toContain("Redacted a text:");

  await pointAt(viewer, frame.frameLocator("iframe").locator("#plan"));
  await expect(dialog(viewer)).toContainText(">>> #plan");
  await confirm(viewer);
  const inFrame = await dumpOf(browser);
  expect(inFrame).not.toContain("Midnight Oak");
  expect(inFrame).toContain("Paid monthly");

  // It still replays, with the place of the element in it.
  await expect(frame.locator("h1")).toHaveText("Account");
  await expect(frame.locator("section")).toHaveText("");
  await expect(frame.locator("em")).toHaveText("[redacted]");
  await viewer.close();
});

test("an error in the list can be redacted by keyboard, and Esc takes one back", async () => {
  test.setTimeout(120_000);
  const { id } = await record();
  const viewer = await openReplay(browser, id, 700);
  await viewer.getByRole("tab", { name: /Events/ }).click();
  await viewer.getByLabel("Filter events by text").fill("No greeting");
  const row = viewer.getByRole("listitem").first();
  await row.getByRole("button").first().focus();
  await viewer.keyboard.press("Tab");
  await viewer.keyboard.press("Enter");
  await expect(dialog(viewer)).toContainText("No greeting for Blue Heron");
  await viewer.keyboard.press("Escape");
  await expect(dialog(viewer)).toHaveCount(0);
  expect((await storedSession(browser, id)).session.privacy.hits).not.toHaveProperty("redacted");

  await row.getByRole("button", { name: /^Redact/ }).click();
  await confirm(viewer);

  await viewer.getByRole("tab", { name: /Events/ }).click();
  await viewer.getByLabel("Filter events by text").fill("click say hello");
  await viewer
    .getByRole("listitem")
    .first()
    .getByRole("button", { name: /^Redact/ })
    .click();
  await dialog(viewer).getByLabel("The element that it happened on").check();
  await expect(dialog(viewer)).toContainText(/2 elements found/, { timeout: 15_000 });
  await dialog(viewer)
    .getByLabel(/^Only here/)
    .check();
  await expect(dialog(viewer)).toContainText(/1 element found/, { timeout: 15_000 });
  await dialog(viewer).getByRole("button", { name: "Cancel" }).click();
  const { events } = await storedSession(browser, id);
  expect(events.filter(({ data }) => data["tag"] === "waymark.redacted")).toHaveLength(1);
  await viewer.close();
});

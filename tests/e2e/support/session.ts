import { expect, type Page } from "@playwright/test";
import type { Session } from "../../../src/format/session.ts";
import { bundleScript } from "./bundle.ts";
import type { ExtensionBrowser } from "./extension.ts";
import type { InPageStore, MadeSession, StoredSession } from "./in-page-store.ts";

/** Presses "Start recording" in the popup for `page` and waits until it records. Returns the popup. */
export async function startRecording(
  browser: ExtensionBrowser,
  page: Page,
  { charter }: { charter?: string } = {},
): Promise<Page> {
  const popup = await browser.openPopup(page);
  if (charter !== undefined) {
    await popup.getByText("Say what this session is to explore").click();
    await popup.getByLabel("Charter").fill(charter);
  }
  await popup.getByRole("button", { name: "Start recording" }).click();
  await expect(popup.getByRole("button", { name: "Stop" })).toBeVisible();
  await page.bringToFront();
  return popup;
}

/** Opens the popup's form, and writes a mark. */
export async function addMark(popup: Page, type: string, note: string): Promise<void> {
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Mark", exact: true }).click();
  await expect(popup.getByLabel("Note")).toBeFocused();
  await popup.getByRole("radio", { name: type }).check();
  await popup.getByLabel("Note").fill(note);
  await popup.getByLabel("Note").press("Enter");
  await expect(popup.getByLabel("Note")).toHaveCount(0);
}

/** Presses "Stop" and returns the id of the session that the popup then offers to open. */
export async function stopRecording(popup: Page, withinMs?: number): Promise<string> {
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Stop" }).click();
  return sessionOffered(popup, withinMs);
}

/** The session that the popup's "Open replay" leads to. */
export async function sessionOffered(popup: Page, withinMs = 15_000): Promise<string> {
  const link = popup.getByRole("link", { name: /open replay/i });
  await expect(link).toBeVisible({ timeout: withinMs });
  const id = /#\/sessions\/([\w-]+)/.exec((await link.getAttribute("href"))!)?.[1];
  if (!id) throw new Error("The popup's replay link names no session.");
  return id;
}

let script: Promise<string> | undefined;

async function withStore<T>(
  browser: ExtensionBrowser,
  read: (page: Page) => Promise<T>,
): Promise<T> {
  script ??= bundleScript(new URL("in-page-store.ts", import.meta.url).pathname);
  const page = await browser.ownPage();
  const isThere = await page.evaluate(() => "inPageStore" in globalThis);
  if (!isThere) await page.evaluate(await script);
  return read(page);
}

type WithStore = typeof globalThis & { inPageStore: InPageStore };

export function storedSession(browser: ExtensionBrowser, id: string): Promise<StoredSession> {
  return withStore(browser, (page) =>
    page.evaluate((wanted) => (globalThis as WithStore).inPageStore.readSession(wanted), id),
  );
}

/** Newest first. */
export function storedSessions(browser: ExtensionBrowser): Promise<Session[]> {
  return withStore(browser, (page) =>
    page.evaluate(() => (globalThis as WithStore).inPageStore.listSessions()),
  );
}

/** Puts made-up sessions into the extension's store. */
export function makeSessions(browser: ExtensionBrowser, made: MadeSession[]): Promise<void> {
  return withStore(browser, (page) =>
    page.evaluate(async (all) => {
      for (const each of all) await (globalThis as WithStore).inPageStore.makeSession(each);
    }, made),
  );
}

/** What is wrong with a stored session's segments and batches; nothing when it is sound. */
export function checkStored(browser: ExtensionBrowser, id: string): Promise<string[]> {
  return withStore(browser, (page) =>
    page.evaluate((wanted) => (globalThis as WithStore).inPageStore.checkSession(wanted), id),
  );
}

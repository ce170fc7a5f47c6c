import { expect, type Page } from "@playwright/test";
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { Session } from "../../../src/format/session.ts";
import type { ExtensionBrowser } from "./extension.ts";

/** Presses "Start recording" in the popup for `page` and waits until it records. Returns the popup. */
export async function startRecording(browser: ExtensionBrowser, page: Page): Promise<Page> {
  const popup = await browser.openPopup(page);
  await popup.getByRole("button", { name: "Start recording" }).click();
  await expect(popup.getByRole("button", { name: "Stop" })).toBeVisible();
  await page.bringToFront();
  return popup;
}

/** Presses "Stop" and returns the id of the session that the popup then offers to open. */
export async function stopRecording(popup: Page): Promise<string> {
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Stop" }).click();
  const link = popup.getByRole("link", { name: /open replay/i });
  await expect(link).toBeVisible();
  const id = /#\/sessions\/([\w-]+)/.exec((await link.getAttribute("href"))!)?.[1];
  if (!id) throw new Error("The popup's replay link names no session.");
  return id;
}

/** The stored events of all tabs in time order, read through the extension's own export. */
export async function storedSession(
  browser: ExtensionBrowser,
  id: string,
): Promise<{ session: Session; events: RecordedEvent[] }> {
  const page = await browser.context.newPage();
  try {
    await page.goto(browser.url("options.html"));
    return await page.evaluate(async (sessionId) => {
      const db = await new Promise<IDBDatabase>((done, fail) => {
        const asked = indexedDB.open("waymark");
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
      const all = (store: string) =>
        new Promise<Record<string, never>[]>((done, fail) => {
          const asked = db.transaction(store).objectStore(store).getAll();
          asked.onsuccess = () => done(asked.result);
          asked.onerror = () => fail(asked.error);
        });
      const mine = (rows: Record<string, unknown>[]) =>
        rows.filter((row) => row["sessionId"] === sessionId);
      const events: RecordedEvent[] = [];
      for (const row of mine(await all("segments"))) {
        const stream = new Blob([row["gzip"] as Uint8Array<ArrayBuffer>])
          .stream()
          .pipeThrough(new DecompressionStream("gzip"));
        events.push(...(JSON.parse(await new Response(stream).text()) as RecordedEvent[]));
      }
      for (const row of mine(await all("tail"))) {
        events.push(...(JSON.parse(row["json"] as string) as RecordedEvent[]));
      }
      const session = (await all("sessions")).find((row) => row["id"] === sessionId);
      db.close();
      return {
        session: session as unknown as Session,
        events: events.toSorted((a, b) => a.timestamp - b.timestamp),
      };
    }, id);
  } finally {
    await page.close();
  }
}

import { expect, type Page } from "@playwright/test";
import type { ExtensionBrowser } from "./extension.ts";

/** Opens a session in the extension's viewer at `offsetMs` and waits until the replay stands there. */
export async function openReplay(
  browser: ExtensionBrowser,
  id: string,
  offsetMs: number,
): Promise<Page> {
  const viewer = await browser.context.newPage();
  await viewer.goto(browser.url(`viewer.html#/sessions/${id}?t=${Math.round(offsetMs)}`));
  await expectPosition(viewer, offsetMs);
  return viewer;
}

/** The replay's own position, as the stage reads it from the player; a frame may lie between. */
export async function expectPosition(viewer: Page, offsetMs: number, within = 60): Promise<void> {
  await expect
    .poll(
      async () => {
        const text = await viewer
          .locator("[data-position-ms]")
          .first()
          .getAttribute("data-position-ms");
        return text === null || text === "" ? Infinity : Math.abs(Number(text) - offsetMs);
      },
      { message: `the replay stands at ${Math.round(offsetMs)} ms`, timeout: 15_000 },
    )
    .toBeLessThanOrEqual(within);
}

import { browser } from "wxt/browser";

/** What `entrypoints/asked.ts` leaves in the isolated world of a page. */
export const answerAtHand = globalThis as { waymarkRefusal?: string | null };

/**
 * Whether a page lets itself be recorded, once it is parsed: under Global Privacy Control and an opt-out it
 * does not (rule P7). Nothing else of the page is looked at. Rejects where the document is gone.
 */
export async function pageAllows(tabId: number, documentId?: string): Promise<boolean> {
  const target = documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [0] };
  await browser.scripting.executeScript({ target, files: ["/asked.js"] });
  const [own, itsWorld] = await Promise.all([
    browser.scripting.executeScript({
      target,
      func: () => {
        const world = globalThis as { waymarkRefusal?: string | null };
        const refusal = world.waymarkRefusal;
        delete world.waymarkRefusal;
        return refusal === null;
      },
    }),
    browser.scripting.executeScript({
      target,
      world: "MAIN",
      // As `gpcRefusal`: what a script sets in the page's world is seen in that only.
      func: () => {
        const gpc = (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl;
        return !(gpc === true || gpc === 1 || gpc === "1");
      },
    }),
  ]);
  return own[0]?.result === true && itsWorld[0]?.result === true;
}

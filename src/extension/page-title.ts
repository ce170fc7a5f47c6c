import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { markSelectors } from "../privacy/marks.ts";
import type { SitePolicy } from "../privacy/policy.ts";

/**
 * What a tab's page is called: "" where it has no title, or its title stands in what is marked as not to be recorded
 * (rule P6); null where the page is gone.
 */
export async function titleOf(tabId: number, { block, mask }: SitePolicy): Promise<string | null> {
  const marked = [...markSelectors("block"), ...markSelectors("mask"), ...block, ...mask];
  try {
    const [answer] = await browser.scripting.executeScript({
      target: { tabId, frameIds: [0] },
      // More than any list shows; a page may have a title of many megabytes.
      func: (selectors) =>
        document.querySelector("title")?.closest(selectors) ? "" : document.title.slice(0, 10_000),
      args: [marked.join(", ")],
      injectImmediately: true,
    });
    return typeof answer?.result === "string" ? answer.result : null;
  } catch (error) {
    // The page is gone already: the tab is named by its address.
    console.debug("Waymark: a tab stays without title:", messageOf(error));
    return null;
  }
}

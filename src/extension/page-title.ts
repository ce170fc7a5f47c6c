import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { markSelectors } from "../privacy/marks.ts";
import type { SitePolicy } from "../privacy/policy.ts";

/**
 * What a tab's page is called: "" where it has no title, or its title stands in what is marked as not to be recorded
 * (rule P6); null where the page at `url` is gone: what came after it may be a page that is not recorded.
 */
export async function titleOf(
  tabId: number,
  { block, mask }: SitePolicy,
  url: string | undefined,
): Promise<string | null> {
  const marked = [...markSelectors("block"), ...markSelectors("mask"), ...block, ...mask];
  try {
    const [answer] = await browser.scripting.executeScript({
      target: { tabId, frameIds: [0] },
      func: (selectors) => {
        const isMarked = document.querySelector("title")?.closest(selectors);
        // More than any list shows; a page may have a title of many megabytes.
        return [location.href, isMarked ? "" : document.title.slice(0, 10_000)];
      },
      args: [marked.join(", ")],
      injectImmediately: true,
    });
    const [href, title] = (answer?.result ?? []) as string[];
    const isSame = href !== undefined && (url === undefined || placeOf(href) === placeOf(url));
    return isSame && title !== undefined ? title : null;
  } catch (error) {
    // The page is gone already: the tab is named by its address.
    console.debug("Waymark: a tab stays without title:", messageOf(error));
    return null;
  }
}

/** Without query and fragment, which a page changes while it stays. */
const placeOf = (url: string): string => url.replace(/[?#].*$/s, "");

import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { markSelectors } from "../privacy/marks.ts";
import type { SitePolicy } from "../privacy/policy.ts";

/** What a tab's page is called, where its title may be told. */

/** The title that the page has now; "" where it has none, or it may not be told; null where the page is gone. */
export async function titleOf(tabId: number, policy: SitePolicy): Promise<string | null> {
  // More than any list shows; a page may have a title of many megabytes.
  const title = await ask(tabId, () => document.title.slice(0, 10_000));
  return typeof title === "string" ? plainTitle(tabId, policy, title) : null;
}

/** `title`, or "" where its element stands in what is marked as not to be recorded (rule P6). */
export async function plainTitle(
  tabId: number,
  { block, mask }: SitePolicy,
  title: string,
): Promise<string> {
  if (title === "") return "";
  const marked = [...markSelectors("block"), ...markSelectors("mask"), ...block, ...mask].join(
    ", ",
  );
  const isMarked = await ask(
    tabId,
    (selectors) => Boolean(document.querySelector("title")?.closest(selectors)),
    marked,
  );
  return isMarked === false ? title : "";
}

async function ask<T extends [] | [string]>(
  tabId: number,
  func: (...args: T) => unknown,
  ...args: T
): Promise<unknown> {
  try {
    const target = { tabId, frameIds: [0] };
    const [answer] = await browser.scripting.executeScript({
      target,
      func,
      args,
      injectImmediately: true,
    });
    return answer?.result;
  } catch (error) {
    // The page is gone already: the tab is named by its address.
    console.debug("Waymark: a tab stays without title:", messageOf(error));
    return undefined;
  }
}

import type { Page } from "@playwright/test";
import type { ExtensionBrowser } from "./extension.ts";

/** What the toolbar button says of the tab of `page`. */
export async function badge(
  browser: ExtensionBrowser,
  page: Page,
): Promise<{ text: string; title: string }> {
  const tabId = await browser.tabId(page);
  const own = await browser.context.newPage();
  try {
    await own.goto(browser.url("options.html"));
    return await own.evaluate(
      async (id) => ({
        text: await chrome.action.getBadgeText({ tabId: id }),
        title: await chrome.action.getTitle({ tabId: id }),
      }),
      tabId,
    );
  } finally {
    await own.close();
  }
}

/**
 * The event of a shortcut, as the browser would tell it: the driver's keys reach only the page. A
 * service worker's event objects have a `dispatch` that no type tells of.
 */
export async function pressKeys(
  browser: ExtensionBrowser,
  page: Page,
  command: string,
): Promise<void> {
  const tabId = await browser.tabId(page);
  const worker = await browser.worker();
  await worker.evaluate(
    async ([name, id]) => {
      const { onCommand } = chrome.commands as unknown as {
        onCommand: { dispatch(command: string, tab: chrome.tabs.Tab): void };
      };
      onCommand.dispatch(name, await chrome.tabs.get(id));
    },
    [command, tabId] as const,
  );
}

import { browser } from "wxt/browser";

/** Firefox 137 and later; not in the shared type definitions. */
interface FirefoxCommands {
  openShortcutSettings?: () => Promise<void>;
}

/** Opens the browser's own page for shortcuts; rejects where it has none to open. */
export async function openShortcutSettings(): Promise<void> {
  const { openShortcutSettings: open } = browser.commands as FirefoxCommands;
  if (open) await open.call(browser.commands);
  else await browser.tabs.create({ url: "chrome://extensions/shortcuts" });
}

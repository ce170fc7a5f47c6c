import { browser } from "wxt/browser";
import { readSettings, type Settings, writeSettings } from "../settings.ts";
import { listShortcuts, type Shortcut } from "./shortcuts.ts";

/** What the options page needs of the browser; tests hand in their own. */
export interface OptionsHost {
  readSettings(): Promise<Settings>;
  writeSettings(change: Partial<Settings>): Promise<Settings>;
  fetch: typeof fetch;
  readShortcuts(): Promise<Shortcut[]>;
  /** Opens the browser's own page for shortcuts; rejects where it has none to open. */
  openShortcutSettings(): Promise<void>;
}

/** Firefox 137 and later; not in the shared type definitions. */
interface FirefoxCommands {
  openShortcutSettings?: () => Promise<void>;
}

export const optionsHost: OptionsHost = {
  readSettings,
  writeSettings,
  fetch: (...request) => fetch(...request),
  readShortcuts: async () => listShortcuts(await browser.commands.getAll()),
  async openShortcutSettings() {
    const { openShortcutSettings } = browser.commands as FirefoxCommands;
    if (openShortcutSettings) await openShortcutSettings.call(browser.commands);
    else await browser.tabs.create({ url: "chrome://extensions/shortcuts" });
  },
};

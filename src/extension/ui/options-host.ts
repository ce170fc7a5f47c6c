import { browser } from "wxt/browser";
import { readSettings, type Settings, writeSettings } from "../settings.ts";
import { listShortcuts, type Shortcut } from "./shortcuts.ts";

/** What the options page needs of the browser; tests hand in their own. */
export interface OptionsHost {
  readSettings(): Promise<Settings>;
  writeSettings(change: Partial<Settings>): Promise<Settings>;
  fetch: typeof fetch;
  /** Must be called while a click is being handled. */
  requestOrigins(origins: string[]): Promise<boolean>;
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
  requestOrigins: (origins) => browser.permissions.request({ origins }),
  readShortcuts: async () => listShortcuts(await browser.commands.getAll()),
  async openShortcutSettings() {
    const { openShortcutSettings } = browser.commands as FirefoxCommands;
    if (openShortcutSettings) await openShortcutSettings.call(browser.commands);
    else await browser.tabs.create({ url: "chrome://extensions/shortcuts" });
  },
};

import { browser } from "wxt/browser";
import { openShortcutSettings } from "./open-shortcuts.ts";
import { listShortcuts, type Shortcut } from "./shortcuts.ts";

/** What the page after the install needs of the browser; tests hand in their own. */
export interface OnboardingHost {
  readShortcuts(): Promise<Shortcut[]>;
  /** Opens the browser's own page for shortcuts; rejects where it has none to open. */
  openShortcutSettings(): Promise<void>;
}

export const onboardingHost: OnboardingHost = {
  readShortcuts: async () => listShortcuts(await browser.commands.getAll()),
  openShortcutSettings,
};

import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { showBadge } from "./badge.ts";
import type { Recordings } from "./recordings.ts";
import { refusalForUrl } from "./refusals.ts";
import { readSettings } from "./settings.ts";

const SECOND_MS = 1_000;

/** The seconds between Start and the recording, where the user wants some. */
export interface StartCountdown {
  /** Begins to count, or starts at once where nothing is to be counted; then rejects as a start does. */
  start(tabId: number): Promise<void>;
  /** False where none runs in this tab. */
  cancel(tabId: number): Promise<boolean>;
  /** Goes on with those that ran when the service worker died. */
  resume(): void;
}

export function createCountdown(
  recordings: Recordings,
  record: (tabId: number) => Promise<void>,
): StartCountdown {
  async function count(tabId: number, dueAt: number): Promise<void> {
    for (let left = dueAt - Date.now(); left > 0; left = dueAt - Date.now()) {
      await showBadge(tabId, "counting", String(Math.ceil(left / SECOND_MS)));
      await new Promise((next) => setTimeout(next, left % SECOND_MS || SECOND_MS));
      // Cancelled, perhaps begun anew, or the tab is gone.
      if (recordings.countdowns[tabId] !== dueAt) return;
    }
    delete recordings.countdowns[tabId];
    await recordings.save();
    await record(tabId);
  }

  function run(tabId: number, dueAt: number): void {
    // Nobody waits for it any more: the button and the popup show what came of it.
    count(tabId, dueAt).catch((error: unknown) =>
      console.warn("Waymark: a start failed after its countdown:", messageOf(error)),
    );
  }

  return {
    async start(tabId) {
      if (recordings.countdowns[tabId] !== undefined) return;
      const [{ countdown }, tab] = await Promise.all([
        readSettings(),
        browser.tabs.get(tabId).catch(() => null),
      ]);
      const isRefused = !tab || refusalForUrl(tab.url) !== null;
      const runs = recordings.byTab(tabId) ?? recordings.waits[tabId];
      if (countdown === 0 || isRefused || runs) return record(tabId);
      const dueAt = Date.now() + countdown * SECOND_MS;
      recordings.countdowns[tabId] = dueAt;
      delete recordings.refusals[tabId];
      delete recordings.last[tabId];
      await recordings.save();
      run(tabId, dueAt);
    },

    async cancel(tabId) {
      if (recordings.countdowns[tabId] === undefined) return false;
      delete recordings.countdowns[tabId];
      delete recordings.charters[tabId];
      await recordings.save();
      await showBadge(tabId, "none");
      return true;
    },

    resume() {
      for (const [tabId, dueAt] of Object.entries(recordings.countdowns)) run(Number(tabId), dueAt);
    },
  };
}

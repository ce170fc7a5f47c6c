import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { isOnSites } from "../privacy/site-list.ts";
import { isLeftAlone, isTaken } from "./auto-record.ts";
import type { BadgeLook } from "./badge.ts";
import type { Recordings } from "./recordings.ts";
import { refusalForUrl } from "./refusals.ts";
import { readSettings } from "./settings.ts";

/**
 * Asks whether to record, on the button and in the popup, where a page of a site is opened that the settings
 * name for that. Nothing is recorded before a yes, and a no stands until the tab has left the site.
 */
export interface SiteQuestion {
  /** The tab's main frame went to another document. */
  navigated(tabId: number, step: { url: string; documentId?: string | undefined }): Promise<void>;
  /** Records the tab, until it leaves the site. Rejects as a start does. */
  accept(tabId: number): Promise<void>;
  decline(tabId: number): Promise<void>;
  /** Takes back questions about sites that are no longer named. */
  settingsChanged(): Promise<void>;
}

export interface SiteQuestionDeps {
  recordings: Recordings;
  /** Whether documents of this address may be recorded at all: settings, site lists, permission. */
  mayRecord(url: string): Promise<boolean>;
  /** Whether the page itself lets that be done. */
  pageAllows(tabId: number, documentId?: string): Promise<boolean>;
  decided(tabId: number): Promise<void>;
  record(tabId: number): Promise<void>;
  showBadge(tabId: number, look: BadgeLook): Promise<void>;
}

export function createSiteQuestion(deps: SiteQuestionDeps): SiteQuestion {
  const { recordings, mayRecord, pageAllows, decided, record, showBadge } = deps;

  async function forget(tabId: number): Promise<void> {
    if (!recordings.asks[tabId]) return;
    delete recordings.asks[tabId];
    await recordings.save();
  }

  /** The sites of the settings that the address is of; a no holds for these. */
  async function sitesOf(url: string): Promise<string[]> {
    const { ask } = (await readSettings()).autoRecord;
    return ask.filter((site) => isOnSites([site], url));
  }

  async function mayAsk(tabId: number, url: string, documentId?: string): Promise<boolean> {
    if (refusalForUrl(url) || isTaken(recordings, tabId)) return false;
    if (!(await mayRecord(url))) return false;
    await decided(tabId);
    const tab = await browser.tabs.get(tabId).catch(() => null);
    // Private windows are a person's own decision, each time.
    if (!tab || tab.incognito) return false;
    if (!(await pageAllows(tabId, documentId))) return false;
    const now = await browser.tabs.get(tabId).catch(() => null);
    const stays = now?.url !== undefined && (await sitesOf(now.url)).length > 0;
    return stays && !isTaken(recordings, tabId);
  }

  return {
    async navigated(tabId, { url, documentId }) {
      const sites = await sitesOf(url);
      const before = recordings.asks[tabId];
      if (before && !isOnSites(before, url)) await forget(tabId);
      if ((await isLeftAlone(recordings, tabId, url)) || sites.length === 0) return;
      const asks = await mayAsk(tabId, url, documentId).catch((error: unknown) => {
        console.debug("Waymark: a page went before it could be asked about:", messageOf(error));
        return false;
      });
      if (!asks) return forget(tabId);
      recordings.asks[tabId] = sites;
      await recordings.save();
      await showBadge(tabId, "asking");
    },

    async accept(tabId) {
      const sites = recordings.asks[tabId];
      if (!sites) return;
      delete recordings.asks[tabId];
      recordings.autoStarts[tabId] = sites;
      try {
        await record(tabId);
      } finally {
        // A start that waits for the page's consent still is the rule's.
        if (!recordings.waits[tabId]) delete recordings.autoStarts[tabId];
        await recordings.save();
      }
    },

    async decline(tabId) {
      const sites = recordings.asks[tabId];
      if (!sites) return;
      recordings.autoEnded[tabId] = sites;
      await forget(tabId);
      await showBadge(tabId, "none");
    },

    async settingsChanged() {
      const { ask } = (await readSettings()).autoRecord;
      for (const [tabId, sites] of Object.entries(recordings.asks)) {
        if (sites.every((site) => ask.includes(site))) continue;
        await forget(Number(tabId));
        await showBadge(Number(tabId), "none");
      }
    },
  };
}

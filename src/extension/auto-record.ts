import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { isOnSites } from "../privacy/site-list.ts";
import type { Recordings, RunningSession } from "./recordings.ts";
import { refusalForUrl } from "./refusals.ts";
import { readSettings } from "./settings.ts";

export const LEFT_SITES = "The tab left the sites that are recorded automatically.";
const RULE_GONE = "The site was taken off those that are recorded automatically.";

/** Whether an automatic session may go on at this address; any other may anywhere. */
export const staysOnSites = (
  { autoSites }: { autoSites?: RunningSession["autoSites"] | undefined },
  url: string,
) => autoSites === undefined || isOnSites(autoSites, url);

/** Starts sessions by a rule of the settings: a page of a named site is opened in a tab. */
export interface AutoRecord {
  /** The tab's main frame went to another document. */
  navigated(tabId: number, url: string): Promise<void>;
  /** Ends automatic sessions of sites that are no longer named. */
  settingsChanged(): Promise<void>;
}

export interface AutoRecordDeps {
  recordings: Recordings;
  /** Whether documents of this address may be recorded at all: settings, site lists, permission. */
  mayRecord(url: string): Promise<boolean>;
  /** Resolves when it is known whether a tab that came up a moment ago belongs to a session. */
  decided(tabId: number): Promise<void>;
  record(tabId: number): Promise<void>;
  stop(tabId: number, reason: string): Promise<void>;
}

export function createAutoRecord(deps: AutoRecordDeps): AutoRecord {
  const { recordings, mayRecord, decided, record, stop } = deps;
  const isTaken = (tabId: number) =>
    recordings.byTab(tabId) !== undefined ||
    [recordings.waits, recordings.countdowns, recordings.starts].some((byTab) => tabId in byTab);

  /** What its user ended in a tab does not come back while the tab stays on those sites. */
  async function isLeftAlone(tabId: number, url: string): Promise<boolean> {
    const ended = recordings.autoEnded[tabId];
    if (!ended) return false;
    if (isOnSites(ended, url)) return true;
    delete recordings.autoEnded[tabId];
    await recordings.save();
    return false;
  }

  return {
    async navigated(tabId, url) {
      const { sites } = (await readSettings()).autoRecord;
      if (await isLeftAlone(tabId, url)) return;
      if (!isOnSites(sites, url) || refusalForUrl(url) || isTaken(tabId)) return;
      if (!(await mayRecord(url))) return;
      await decided(tabId);
      const tab = await browser.tabs.get(tabId).catch(() => null);
      // Private windows are a person's own decision, each time.
      if (!tab || tab.incognito || isTaken(tabId)) return;
      recordings.autoStarts[tabId] = sites;
      try {
        await record(tabId);
      } catch (error) {
        console.info("Waymark: a site's rule started no recording:", messageOf(error));
      } finally {
        // A start that waits for the page's consent still is the rule's.
        if (!recordings.waits[tabId]) delete recordings.autoStarts[tabId];
        await recordings.save();
      }
    },

    async settingsChanged() {
      const { sites } = (await readSettings()).autoRecord;
      for (const session of Object.values(recordings.sessions)) {
        const gone = session.autoSites?.some((site) => !sites.includes(site));
        const [first] = recordings.tabsOf(session.id);
        if (!gone || !first) continue;
        const { url = "" } = (await browser.tabs.get(first.browserTabId).catch(() => null)) ?? {};
        if (isOnSites(sites, url)) session.autoSites = sites;
        else await stop(first.browserTabId, RULE_GONE);
      }
      await recordings.save();
    },
  };
}

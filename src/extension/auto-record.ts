import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { isOnSites } from "../privacy/site-list.ts";
import type { Recordings, RunningSession } from "./recordings.ts";
import { refusalForUrl } from "./refusals.ts";
import { readSettings } from "./settings.ts";

const RULE_GONE = "The rule that the site was recorded by was taken away.";

/** Whether an automatic session may go on at this address; any other may anywhere. */
export const staysOnSites = (
  { autoSites }: { autoSites?: RunningSession["autoSites"] | undefined },
  url: string,
) => autoSites === undefined || isOnSites(autoSites, url);

/** Whether a tab is recorded, or about to be. */
export const isTaken = (recordings: Recordings, tabId: number): boolean =>
  recordings.byTab(tabId) !== undefined ||
  [recordings.waits, recordings.countdowns, recordings.starts].some((byTab) => tabId in byTab);

/** What its user ended, or did not want, in a tab does not come back while the tab stays on those sites. */
export async function isLeftAlone(
  recordings: Recordings,
  tabId: number,
  url: string,
): Promise<boolean> {
  const ended = recordings.autoEnded[tabId];
  if (!ended) return false;
  if (isOnSites(ended, url)) return true;
  delete recordings.autoEnded[tabId];
  await recordings.save();
  return false;
}

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
  /** Resolves when the session of this tab, where it is just being ended, has ended. */
  ended(tabId: number): Promise<void>;
  record(tabId: number): Promise<void>;
  stop(tabId: number, reason: string): Promise<void>;
}

export function createAutoRecord(deps: AutoRecordDeps): AutoRecord {
  const { recordings, mayRecord, decided, ended, record, stop } = deps;

  return {
    async navigated(tabId, url) {
      const { sites, ask } = (await readSettings()).autoRecord;
      if (await isLeftAlone(recordings, tabId, url)) return;
      // Where both lists name a site, its user is asked.
      if (!isOnSites(sites, url) || isOnSites(ask, url)) return;
      if (refusalForUrl(url)) return;
      // It may have left these sites a moment ago, and be back before its session has ended.
      await ended(tabId);
      if (isTaken(recordings, tabId) || !(await mayRecord(url))) return;
      await decided(tabId);
      const tab = await browser.tabs.get(tabId).catch(() => null);
      // Private windows are a person's own decision, each time.
      if (!tab || tab.incognito || isTaken(recordings, tabId)) return;
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
      const { sites, ask } = (await readSettings()).autoRecord;
      const named = [...sites, ...ask];
      for (const session of Object.values(recordings.sessions)) {
        const gone = session.autoSites?.some((site) => !named.includes(site));
        const [first] = recordings.tabsOf(session.id);
        if (!gone || !first) continue;
        const { url = "" } = (await browser.tabs.get(first.browserTabId).catch(() => null)) ?? {};
        const covers = named.filter((site) => isOnSites([site], url));
        if (covers.length > 0) session.autoSites = isOnSites(sites, url) ? sites : covers;
        else await stop(first.browserTabId, RULE_GONE);
      }
      await recordings.save();
    },
  };
}

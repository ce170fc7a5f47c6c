import { browser } from "wxt/browser";
import { isSameOn, type PrivacySettings } from "../privacy/privacy-settings.ts";
import { loadRecordings, type Recording, type RunningSession } from "./recordings.ts";

/** Whether a session, or a start that waits, shows a page, or a frame in one, that these settings treat otherwise than its own. */
export async function isConcerned(
  { privacy: before }: Pick<RunningSession, "privacy">,
  open: readonly Pick<Recording, "browserTabId">[],
  privacy: PrivacySettings,
): Promise<boolean> {
  const urls = await Promise.all(open.map(addressesIn));
  return !urls.flat().every((url) => isSameOn(before, privacy, url));
}

/** How many sessions that run now these settings would stop, for a page that asks before it saves them. */
export async function countConcerned(privacy: PrivacySettings): Promise<number> {
  const { sessions, tabsOf } = await loadRecordings();
  const concerned = await Promise.all(
    Object.values(sessions).map((session) => isConcerned(session, tabsOf(session.id), privacy)),
  );
  return concerned.filter(Boolean).length;
}

/** Of a tab's page and of all frames in it. */
async function addressesIn({ browserTabId }: Pick<Recording, "browserTabId">): Promise<string[]> {
  const frames = await browser.webNavigation.getAllFrames({ tabId: browserTabId });
  return (frames ?? []).map(({ url }) => url);
}

import { browser } from "wxt/browser";
import { NO_COUNTS, type Session, type SessionPatch, type Tab } from "../format/session.ts";
import { FORMAT_VERSION } from "../format/version.ts";
import type { PageFacts } from "../record/uplink.ts";
import { FIRST_TAB, type Recording } from "./recordings.ts";
import { siteOf } from "./refusals.ts";

/** What a session is called until its first page has a title that may be told. */
export const namelessTitle = (site: string): string => site || "Untitled page";

/**
 * The session as it is when its first document reports. Not sanitized yet: its URL is the page's. It gets its title
 * once its page has told what stands around that (`SessionTabs.name`).
 */
export function freshSession(recording: Recording, page: PageFacts): Session {
  const { sessionId, startedAt, policy } = recording;
  const site = siteOf(page.url);
  const tab = tabOf(recording, { title: "", url: page.url });
  return {
    id: sessionId,
    format: FORMAT_VERSION,
    title: namelessTitle(site),
    site,
    startedAt,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: {},
    tabs: [tab],
    environment: {
      userAgent: page.userAgent,
      viewport: page.viewport,
      locale: page.locale,
      // Asked here: the first use of `Intl` would cost the page some 20 ms of its main thread.
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      extensionVersion: browser.runtime.getManifest().version,
    },
    privacy: { level: policy.level, hits: {} },
    labels: [],
    counts: { ...NO_COUNTS },
    rev: 0,
  };
}

/** What a page is called, as far as that may be told, and where it is. */
export interface NamedPage {
  title: string;
  url: string;
}

/** A tab as its document names it. Not sanitized yet either. At level strict no text is kept, so no title either. */
export function tabOf(
  { tabId, openedAt, policy }: Pick<Recording, "tabId" | "openedAt" | "policy">,
  page: NamedPage,
): Tab {
  const title = policy.level === "strict" ? "" : clip(page.title);
  return { id: tabId, title, url: page.url, startedAt: openedAt };
}

/** What names the tab of `recording` in its session, and the session where the tab is its first and it has no name yet. */
export function namesOf(
  recording: Pick<Recording, "tabId" | "openedAt" | "policy">,
  { tabs, title: sessionTitle, site }: Session,
  title: string,
): SessionPatch {
  const listed = tabs.find(({ id }) => id === recording.tabId);
  if (!listed) return {};
  const tab = { ...tabOf(recording, { title, url: "" }), url: listed.url };
  const names = recording.tabId === FIRST_TAB && sessionTitle === namelessTitle(site);
  return { tabs: [tab], ...(names && tab.title !== "" && { title: tab.title }) };
}

const LONGEST_TITLE = 300;

/** Cut between words: of half an address the patterns would not know that it is one. */
function clip(title: string): string {
  const all = title.trim();
  if (all.length <= LONGEST_TITLE) return all;
  return all.slice(0, Math.max(0, all.lastIndexOf(" ", LONGEST_TITLE)));
}

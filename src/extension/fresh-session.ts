import { browser } from "wxt/browser";
import { NO_COUNTS, type Session, type Tab } from "../format/session.ts";
import { FORMAT_VERSION } from "../format/version.ts";
import type { PageFacts } from "../record/uplink.ts";
import type { Recording } from "./recordings.ts";
import { siteOf } from "./refusals.ts";

/**
 * The session as it is when its first document reports. Not sanitized yet: titles and URLs are the
 * page's. At level strict no text is kept, so no title either.
 */
export function freshSession(recording: Recording, page: PageFacts): Session {
  const { sessionId, startedAt, policy } = recording;
  const site = siteOf(page.url);
  const tab = tabOf(recording, page);
  return {
    id: sessionId,
    format: FORMAT_VERSION,
    title: tab.title || site || "Untitled page",
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

/** A tab as its first document names it. Not sanitized yet either. */
export function tabOf(
  { tabId, openedAt, policy }: Recording,
  page: Pick<PageFacts, "title" | "url">,
): Tab {
  const title = policy.level === "strict" ? "" : clip(page.title);
  return { id: tabId, title, url: page.url, startedAt: openedAt };
}

const LONGEST_TITLE = 300;

/** Cut between words: of half an address the patterns would not know that it is one. */
function clip(title: string): string {
  const all = title.trim();
  if (all.length <= LONGEST_TITLE) return all;
  return all.slice(0, Math.max(0, all.lastIndexOf(" ", LONGEST_TITLE)));
}

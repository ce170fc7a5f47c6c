import { browser } from "wxt/browser";
import { NO_COUNTS, type Session } from "../format/session.ts";
import { FORMAT_VERSION } from "../format/version.ts";
import type { PageFacts } from "../record/uplink.ts";
import type { Recording } from "./recordings.ts";
import { siteOf } from "./refusals.ts";

/**
 * The session as it is when its first document reports. Not sanitized yet: titles and URLs are the
 * page's. At level strict no text is kept, so no title either.
 */
export function freshSession(recording: Recording, page: PageFacts): Session {
  const { sessionId, tabId, startedAt, policy } = recording;
  const site = siteOf(page.url);
  const title = policy.level === "strict" ? "" : clip(page.title);
  return {
    id: sessionId,
    format: FORMAT_VERSION,
    title: title || site || "Untitled page",
    site,
    startedAt,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: {},
    tabs: [{ id: tabId, title, url: page.url, startedAt }],
    environment: {
      userAgent: page.userAgent,
      viewport: page.viewport,
      locale: page.locale,
      extensionVersion: browser.runtime.getManifest().version,
    },
    privacy: { level: policy.level, hits: {} },
    labels: [],
    counts: { ...NO_COUNTS },
    rev: 0,
  };
}

const LONGEST_TITLE = 300;

/** Cut between words: of half an address the patterns would not know that it is one. */
function clip(title: string): string {
  const all = title.trim();
  if (all.length <= LONGEST_TITLE) return all;
  return all.slice(0, Math.max(0, all.lastIndexOf(" ", LONGEST_TITLE)));
}

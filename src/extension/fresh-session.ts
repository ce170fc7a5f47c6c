import { browser } from "wxt/browser";
import { NO_COUNTS, type Session } from "../format/session.ts";
import { FORMAT_VERSION } from "../format/version.ts";
import type { PageFacts } from "../record/uplink.ts";
import type { Recording } from "./recordings.ts";
import { siteOf } from "./refusals.ts";

/** The session as it is when its first document reports. Not sanitized yet: titles and URLs are the page's. */
export function freshSession(recording: Recording, page: PageFacts): Session {
  const { sessionId, tabId, startedAt, policy } = recording;
  const site = siteOf(page.url);
  return {
    id: sessionId,
    format: FORMAT_VERSION,
    title: page.title.trim().slice(0, 300) || site || "Untitled page",
    site,
    startedAt,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: {},
    tabs: [{ id: tabId, title: page.title.slice(0, 300), url: page.url, startedAt }],
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

import type { NormalizedEvent } from "../../event.ts";
import { textIn } from "./timeline.ts";

/** Hosts of analytics, error tracking and advertising, which people block on purpose. */
const NOISE_HOST =
  /(?:^|\.)(?:google-analytics\.com|googletagmanager\.com|doubleclick\.net|googlesyndication\.com|segment\.(?:io|com)|sentry\.io|mixpanel\.com|amplitude\.com|hotjar\.(?:com|io)|clarity\.ms|posthog\.com|plausible\.io|matomo\.cloud|nr-data\.net|datadoghq\.(?:com|eu)|fullstory\.com|logrocket\.(?:io|com|net)|heap(?:analytics)?\.(?:com|io)|bat\.bing\.com|newrelic\.com|bugsnag\.com|rollbar\.com)$/i;
/** Words that are a whole step of such a path, on whatever host. */
const NOISE_STEP =
  /\/(?:beacons?|telemetry|analytics|metrics|rum|pixel|collect|tracking|track|csp-report|logs?)(?:[/.?]|$)/i;
/** What needs no answer, stays open by intent, or was asked before anybody wanted it. */
const NOISE_HOW = new Set(["beacon", "ping", "prefetch", "csp-report", "websocket", "eventsource"]);
/** Steps of a path that name one thing among many: numbers, UUIDs, hashes. */
const MADE_UP_STEP = /\/(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\w*\d\w{7,})(?=\/|$)/gi;

/** Whether people would not miss the answer: analytics, beacons, prefetches. */
export function isNoise(event: NormalizedEvent, url: string): boolean {
  const hows = [textIn(event, "how"), textIn(event, "initiator"), textIn(event, "type")];
  if (hows.some((how) => NOISE_HOW.has(how)) || event.data?.["aborted"] === true) return true;
  const { host, path } = split(url);
  return NOISE_HOST.test(host) || NOISE_STEP.test(path);
}

/** The address without query, numbers and ids. */
export function pathOf(url: string): string {
  const { host, path } = split(url);
  return `${host}${path.replace(MADE_UP_STEP, "/*")}`;
}

function split(url: string): { host: string; path: string } {
  const [bare = ""] = url.split(/[?#]/, 1);
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^/]*)(.*)$/i.exec(bare);
  return match ? { host: match[1] ?? "", path: match[2] || "/" } : { host: "", path: bare };
}

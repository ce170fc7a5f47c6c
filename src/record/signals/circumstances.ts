import { buildName } from "../../format/build-name.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import { browserOf, type BrandsLike, osOf } from "./browser-name.ts";
import { attributeOf } from "./page-reads.ts";
import type { SignalContext, SignalSource } from "./signal-source.ts";

type Circumstances = SignalPayload<"waymark.circumstances">;

/** The Network Information API and client hints, which not every browser has. */
interface NavigatorLike {
  userAgent: string;
  userAgentData?: BrandsLike;
  connection?: { effectiveType?: string; downlink?: number; rtt?: number; saveData?: boolean };
}

/** Names of meta tags in which sites tell their build, the first that is there counts. */
const BUILD_NAMES = ["version", "build", "commit", "release", "app-version"];
const LONGEST_LINE = 2_048;

/** What the tab's own document and its browser are like: told once for each, when it is parsed. */
export const watchCircumstances: SignalSource = {
  part: "circumstances",
  watch({ global, listen, say }) {
    const { document } = global;
    if (global.top !== global) return;
    const tell = () => say("waymark.circumstances", circumstancesOf(global));
    if (document.readyState === "loading") listen(document, "DOMContentLoaded", tell);
    else tell();
  },
};

function circumstancesOf(global: SignalContext["global"]): Circumstances {
  const { document, screen, devicePixelRatio, innerWidth, innerHeight } = global;
  const navigator = global.navigator as NavigatorLike;
  const isSet = (query: string) => global.matchMedia(query).matches;
  const build = buildOf(document);
  const connection = connectionOf(navigator);
  const { href: url } = global.location;
  const { referrer } = document;
  return {
    // Of a part of an address the patterns would not know what it is.
    ...(url.length <= LONGEST_LINE && { url }),
    ...(referrer !== "" && referrer.length <= LONGEST_LINE && { referrer }),
    browser: browserOf(navigator.userAgent, navigator.userAgentData),
    os: osOf(navigator.userAgent, navigator.userAgentData),
    viewport: sizeOf(innerWidth, innerHeight),
    screen: sizeOf(screen.width, screen.height),
    devicePixelRatio: Math.round(devicePixelRatio * 100) / 100,
    colorScheme: isSet("(prefers-color-scheme: dark)") ? "dark" : "light",
    reducedMotion: isSet("(prefers-reduced-motion: reduce)"),
    ...(connection && { connection }),
    ...(build && { build }),
  };
}

/** By a meta tag or the attribute `data-build` of the document's element, as sites tell it. Null where none does. */
export function buildOf(document: Document): string | null {
  const own = document.documentElement && attributeOf(document.documentElement, "data-build");
  if (own?.trim()) return buildName(own);
  for (const name of BUILD_NAMES) {
    const tag = document.querySelector(`meta[name="${name}" i]`);
    const content = tag && attributeOf(tag, "content");
    if (content?.trim()) return buildName(content);
  }
  return null;
}

function connectionOf({ connection }: NavigatorLike): Circumstances["connection"] {
  if (!connection) return undefined;
  const { effectiveType, downlink, rtt, saveData } = connection;
  return {
    ...(effectiveType && { type: effectiveType }),
    ...(downlink !== undefined && { downlinkMbps: downlink }),
    ...(rtt !== undefined && { rttMs: rtt }),
    ...(saveData !== undefined && { saveData }),
  };
}

const sizeOf = (width: number, height: number) => ({
  width: Math.max(0, Math.round(width)),
  height: Math.max(0, Math.round(height)),
});

import type { OptionalPart } from "./left-out.ts";
import type { CustomPattern } from "./redaction/custom.ts";
import { NO_REQUEST_RULES, type RequestRules } from "./request-rules.ts";
import { STRIP_URLS, type UrlRules } from "./redaction/url.ts";

/**
 * The masking policy of a site. `PagePolicy` is the part that the page's main half needs and may
 * know; custom patterns stay with gate 2.
 */
/** From the one that shows least. */
export const LEVELS = ["strict", "balanced", "open"] as const;
export type Level = (typeof LEVELS)[number];

export interface PagePolicy extends RequestRules {
  level: Level;
  /** CSS selectors, validated before recording (rule P8). */
  block: string[];
  mask: string[];
  ignore: string[];
  /** Lifts masking at level `open` only; never the never-list. */
  unmask: string[];
  /** Whether canvas pixels of this page are recorded; nothing can mask them. */
  canvas: boolean;
  /** What is not captured beside the picture. */
  leftOut: OptionalPart[];
  /** Recording pauses by itself while the page is under load. Masks nothing, but the page must know. */
  backsOff?: boolean;
}

export const DEFAULT_PAGE_POLICY: PagePolicy = {
  level: "balanced",
  block: [],
  mask: [],
  ignore: [],
  unmask: [],
  canvas: false,
  leftOut: [],
  ...NO_REQUEST_RULES,
};

/** What the background knows of a site beyond what its pages may. */
export interface SitePolicy extends PagePolicy {
  patterns: CustomPattern[];
  urls: UrlRules;
  /** Patterns that are off by default, because numbers look like them. */
  phone: boolean;
  ssn: boolean;
}

export const DEFAULT_SITE_POLICY: SitePolicy = {
  ...DEFAULT_PAGE_POLICY,
  patterns: [],
  urls: STRIP_URLS,
  phone: false,
  ssn: false,
};

export function pagePolicyOf(policy: PagePolicy): PagePolicy {
  const { level, block, mask, ignore, unmask, canvas, leftOut } = policy;
  const { headers, bodies, backsOff = false } = policy;
  return {
    level,
    block: [...block],
    mask: [...mask],
    ignore: [...ignore],
    unmask: [...unmask],
    canvas,
    leftOut: [...leftOut],
    headers,
    bodies: [...bodies],
    backsOff,
  };
}

import { WaymarkError } from "../format/errors.ts";
import { type CustomPattern, compilePattern } from "./redaction/custom.ts";
import { STRIP_URLS, type UrlRules } from "./redaction/url.ts";

/**
 * The masking policy of a site. `PagePolicy` is the part that the page's main half needs and may
 * know; custom patterns stay with gate 2.
 */
export const LEVELS = ["strict", "balanced", "open"] as const;
export type Level = (typeof LEVELS)[number];

export interface PagePolicy {
  level: Level;
  /** CSS selectors, validated before recording (rule P8). */
  block: string[];
  mask: string[];
  ignore: string[];
  /** Lifts masking at level `open` only; never the never-list. */
  unmask: string[];
}

export const DEFAULT_PAGE_POLICY: PagePolicy = {
  level: "balanced",
  block: [],
  mask: [],
  ignore: [],
  unmask: [],
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

export function pagePolicyOf({ level, block, mask, ignore, unmask }: PagePolicy): PagePolicy {
  return { level, block: [...block], mask: [...mask], ignore: [...ignore], unmask: [...unmask] };
}

const KINDS = ["block", "mask", "ignore", "unmask"] as const;
const MOST_SELECTORS = 200;
const LONGEST_SELECTOR = 500;

export interface PolicyTools {
  /** True when a selector engine takes it, e.g. `document.querySelector` without an error. */
  isSelector(selector: string): boolean;
}

/**
 * Throws `refused`, naming what is wrong, unless the whole policy can be applied (rule P8): a mask
 * that silently matches nothing would fail open. Needs the host's selector engine.
 */
export function checkPolicy(policy: PagePolicy | SitePolicy, { isSelector }: PolicyTools): void {
  if (!LEVELS.includes(policy.level)) {
    throw refusal(`the level "${String(policy.level)}" is not one of ${LEVELS.join(", ")}`);
  }
  for (const kind of KINDS) {
    const selectors: unknown = policy[kind];
    if (!Array.isArray(selectors) || selectors.length > MOST_SELECTORS) {
      throw refusal(`"${kind}" must be a list of at most ${MOST_SELECTORS} selectors`);
    }
    for (const selector of selectors as unknown[]) {
      if (
        typeof selector !== "string" ||
        selector.trim() === "" ||
        selector.length > LONGEST_SELECTOR ||
        !isSelector(selector)
      ) {
        throw refusal(
          `the ${kind} selector ${JSON.stringify(selector)?.slice(0, 120)} is not a valid CSS selector`,
        );
      }
    }
  }
  if ("patterns" in policy) checkSiteParts(policy);
}

function checkSiteParts(policy: SitePolicy): void {
  if (!Array.isArray(policy.patterns)) throw refusal('"patterns" must be a list');
  for (const pattern of policy.patterns) compilePattern(pattern);
  const { mode, allow, deny } = policy.urls;
  if (!["strip", "filter", "keep"].includes(mode))
    throw refusal(`the URL mode "${String(mode)}" is not one of strip, filter, keep`);
  for (const names of [allow, deny]) {
    if (!Array.isArray(names) || names.some((name) => typeof name !== "string" || name === "")) {
      throw refusal("the names of query parameters to allow and deny must be lists of words");
    }
  }
}

function refusal(why: string): WaymarkError {
  return new WaymarkError(
    "refused",
    `Not recording: ${why}. Correct it in the privacy settings of this site.`,
  );
}

import * as v from "valibot";
import { WaymarkError } from "../format/errors.ts";
import { checkPolicy, PolicyRefusal, type PolicyTools } from "./check-policy.ts";
import { OPTIONAL_PARTS } from "./left-out.ts";
import { DEFAULT_SITE_POLICY, LEVELS, type SitePolicy } from "./policy.ts";
import { NO_REQUEST_RULES, type RequestRules } from "./request-rules.ts";
import { isOnSites, isSiteName, specificity } from "./site-list.ts";

/** What holds on these sites in place of what holds everywhere; what it does not name, stays as everywhere. */
export interface SiteRule {
  /** As in site-list.ts. */
  sites: string[];
  policy: Partial<RulePolicy>;
}

/** Canvas pixels are allowed by a list of their own. */
export type RulePolicy = Omit<SitePolicy, "canvas" | "backsOff">;

/** Headers and bodies of requests are recorded by a rule that names a site, or not at all (rule P9). */
export type EverywherePolicy = Omit<RulePolicy, keyof RequestRules>;

/**
 * All that a user (or whoever hands out a policy file) says about privacy. The file is this as JSON,
 * with `"waymark": "privacy", "version": 1` in front.
 */
export interface PrivacySettings {
  /** Holds where no rule says otherwise. */
  policy: EverywherePolicy;
  rules: SiteRule[];
  /** Here canvas pixels are recorded. */
  canvas: string[];
  /** Only these sites may be recorded; with none, all may. */
  allow: string[];
  /** These are never recorded, whatever `allow` says. */
  deny: string[];
  /** Here nothing is recorded until the page says `window.Waymark.optIn()` (rule P7). */
  consent: string[];
  /** Whether recorded pages show that they are. */
  indicator: boolean;
}

const {
  canvas: _canvas,
  headers: _headers,
  bodies: _bodies,
  ...DEFAULT_POLICY
} = DEFAULT_SITE_POLICY;

export const DEFAULT_PRIVACY: PrivacySettings = {
  policy: DEFAULT_POLICY,
  rules: [],
  canvas: [],
  allow: [],
  deny: [],
  consent: [],
  indicator: true,
};

/**
 * What holds for a page: the rule whose site name is the most specific, over what holds everywhere. Two that are
 * as specific: the later one. Selectors, patterns and what is left out of a rule are added to those of everywhere; all
 * else of it replaces.
 */
export function policyFor(settings: PrivacySettings, url: string): SitePolicy {
  const canvas = isOnSites(settings.canvas, url);
  const { policy } = settings;
  const rule = ruleFor(settings.rules, url);
  if (!rule) return { ...policy, ...NO_REQUEST_RULES, canvas };
  const add = <T>(a: readonly T[], b: readonly T[] = []): T[] => [...a, ...b];
  const { block, mask, ignore, unmask, patterns, leftOut, ...rest } = rule.policy;
  return {
    ...policy,
    ...NO_REQUEST_RULES,
    ...rest,
    canvas,
    block: add(policy.block, block),
    mask: add(policy.mask, mask),
    ignore: add(policy.ignore, ignore),
    unmask: add(policy.unmask, unmask),
    patterns: add(policy.patterns, patterns),
    leftOut: add(policy.leftOut, leftOut),
  };
}

/** The rule that holds for a page; null where what holds everywhere does. */
export function ruleFor(rules: readonly SiteRule[], url: string): SiteRule | null {
  let best: SiteRule | null = null;
  let rank = -1;
  for (const rule of rules) {
    const its = Math.max(-1, ...rule.sites.map((site) => specificity(site, url)));
    if (its < rank || its < 0) continue;
    best = rule;
    rank = its;
  }
  return best;
}

/** From the one that shows least. */
const URL_MODES = ["strip", "filter", "keep"];

/**
 * What holds for a frame: its own site's policy, and that of the page around it where that shows
 * less. What the page's site hides, blocks or denies counts in it; what is unmasked in it, and which
 * query names stay, only its own site says. Headers and bodies of its requests need both.
 */
export function stricter(page: SitePolicy, frame: SitePolicy): SitePolicy {
  const least = <T extends string>(order: readonly string[], a: T, b: T): T =>
    order.indexOf(a) < order.indexOf(b) ? a : b;
  return {
    ...frame,
    level: least(LEVELS, page.level, frame.level),
    block: [...page.block, ...frame.block],
    mask: [...page.mask, ...frame.mask],
    ignore: [...page.ignore, ...frame.ignore],
    patterns: [...page.patterns, ...frame.patterns],
    leftOut: [...page.leftOut, ...frame.leftOut],
    phone: page.phone || frame.phone,
    ssn: page.ssn || frame.ssn,
    headers: page.headers && frame.headers,
    bodies: page.bodies.length > 0 ? frame.bodies : [],
    urls: {
      mode: least(URL_MODES, page.urls.mode, frame.urls.mode),
      allow: frame.urls.allow,
      deny: [...page.urls.deny, ...frame.urls.deny],
    },
  };
}

export type SiteVerdict = "may" | "denied" | "not-allowed";

/** Whether the lists let a page be recorded. `deny` wins. */
export function siteVerdict({ allow, deny }: PrivacySettings, url: string): SiteVerdict {
  if (isOnSites(deny, url)) return "denied";
  return allow.length === 0 || isOnSites(allow, url) ? "may" : "not-allowed";
}

export const needsConsent = ({ consent }: PrivacySettings, url: string): boolean =>
  isOnSites(consent, url);

/** Whether two say the same, whatever order their keys have: stores give them back in one of their own. */
export function isSamePrivacy(a: PrivacySettings, b: PrivacySettings): boolean {
  return inOrder(a) === inOrder(b);
}

/** Whether two treat a page alike. */
export function isSameOn(a: PrivacySettings, b: PrivacySettings, url: string): boolean {
  return (
    inOrder(policyFor(a, url)) === inOrder(policyFor(b, url)) &&
    siteVerdict(a, url) === siteVerdict(b, url) &&
    needsConsent(a, url) === needsConsent(b, url)
  );
}

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const lines = v.array(v.string());
const patterns = v.array(v.strictObject({ name: v.string(), pattern: v.string() }));
const urls = v.strictObject({
  mode: v.picklist(["strip", "filter", "keep"]),
  allow: lines,
  deny: lines,
});
const parts = {
  level: v.picklist(LEVELS),
  block: lines,
  mask: lines,
  ignore: lines,
  unmask: lines,
  patterns,
  urls,
  phone: v.boolean(),
  ssn: v.boolean(),
};
const leftOut = v.array(v.picklist(OPTIONAL_PARTS));
const requestParts = { headers: v.boolean(), bodies: lines };
const SettingsSchema = v.strictObject({
  policy: v.strictObject({ ...parts, leftOut: v.optional(leftOut, []) }),
  rules: v.array(
    v.strictObject({
      sites: lines,
      policy: v.partial(v.strictObject({ ...parts, leftOut, ...requestParts })),
    }),
  ),
  canvas: lines,
  allow: lines,
  deny: lines,
  consent: lines,
  indicator: v.boolean(),
});
const MOST_RULES = 500;
const MOST_SITES = 1_000;

/**
 * The settings, if all of them can be applied. Throws `refused` with a sentence that says which part
 * is wrong and why (rule P8): nothing is recorded under settings that work in part.
 */
export function checkPrivacy(value: unknown, tools?: PolicyTools): PrivacySettings {
  const read = v.safeParse(SettingsSchema, value);
  if (!read.success) {
    const [issue] = read.issues;
    const place = v.getDotPath(issue) ?? "the settings";
    throw refusal(`"${place}" is not valid (${issue.message})`);
  }
  const settings = read.output as PrivacySettings;
  if (settings.rules.length > MOST_RULES) throw refusal(`there are more than ${MOST_RULES} rules`);
  for (const [name, sites] of listsOf(settings)) {
    if (sites.length > MOST_SITES) throw refusal(`${name} names more than ${MOST_SITES} sites`);
    const bad = sites.find((site) => !isSiteName(site));
    if (bad !== undefined) {
      throw refusal(
        `${name} names ${JSON.stringify(bad.slice(0, 80))}, which is not a site: write shop.example or *.example`,
      );
    }
  }
  checkPolicy({ ...DEFAULT_SITE_POLICY, ...settings.policy }, tools);
  for (const [i, { sites, policy }] of settings.rules.entries()) {
    if (sites.length === 0) throw refusal(`rule ${i + 1} names no site`);
    checkPolicy({ ...DEFAULT_SITE_POLICY, ...policy }, tools);
  }
  return settings;
}

function listsOf({ rules, canvas, allow, deny, consent }: PrivacySettings): [string, string[]][] {
  return [
    ["the list of sites whose canvases are recorded", canvas],
    ["the list of sites to record", allow],
    ["the list of sites that are never recorded", deny],
    ["the list of sites that ask for consent", consent],
    ...rules.map(({ sites }, i): [string, string[]] => [`rule ${i + 1}`, sites]),
  ];
}

const HEAD = { waymark: "privacy", version: 1 };

/** The settings as the text of a policy file. */
export function writePolicyFile(settings: PrivacySettings): string {
  return `${JSON.stringify({ ...HEAD, ...settings }, null, 2)}\n`;
}

/** Reads what `writePolicyFile` wrote; a part that is left out is as by default. Throws `refused` as `checkPrivacy`. */
export function readPolicyFile(text: string, tools?: PolicyTools): PrivacySettings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WaymarkError("refused", "This policy file is not JSON.", {
      cause,
    });
  }
  const { waymark, version, ...rest } = Object(value) as Record<string, unknown>;
  if (waymark !== HEAD.waymark || version !== HEAD.version) {
    throw new WaymarkError(
      "refused",
      `This is not a policy file of Waymark, version ${HEAD.version}: it must begin with "waymark": "privacy", "version": ${HEAD.version}.`,
    );
  }
  const policy = { ...DEFAULT_POLICY, ...Object(rest["policy"]) };
  try {
    return checkPrivacy({ ...DEFAULT_PRIVACY, ...rest, policy }, tools);
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    throw new WaymarkError("refused", `This policy file cannot be used: ${error.why}.`, {
      cause: error,
    });
  }
}

function refusal(why: string): PolicyRefusal {
  return new PolicyRefusal(why, "the privacy settings");
}

import { messageOf } from "../../format/errors.ts";
import { checkPolicy, PolicyRefusal } from "../../privacy/check-policy.ts";
import { DEFAULT_SITE_POLICY, type Level, type SitePolicy } from "../../privacy/policy.ts";
import {
  checkPrivacy,
  type PrivacySettings,
  type RulePolicy,
  type SiteRule,
} from "../../privacy/privacy-settings.ts";
import type { OptionalPart } from "../../privacy/left-out.ts";
import { compilePattern } from "../../privacy/redaction/custom.ts";
import { isBodyPath, type RequestRules } from "../../privacy/request-rules.ts";
import {
  findBadSelector,
  isSelector,
  lineOf,
  LIST_NAMES,
  type ListName,
  parseLines,
  parseSiteLines,
  type SelectorTest,
} from "./selector-lists.ts";
import { optionsStrings } from "./strings/options.ts";
import { privacyStrings } from "./strings/privacy.ts";

export type UrlMode = SitePolicy["urls"]["mode"];
export const URL_MODES = ["strip", "filter", "keep"] as const satisfies readonly UrlMode[];

export interface PatternDraft {
  name: string;
  pattern: string;
}

/** What stands in the fields of a policy; "" is as everywhere, which only a rule can say. Lists are one entry a line. */
export interface PolicyDraft extends Record<ListName, string> {
  level: Level | "";
  patterns: PatternDraft[];
  urlMode: UrlMode | "";
  urlAllow: string;
  urlDeny: string;
  phone: "on" | "off" | "";
  ssn: "on" | "off" | "";
  leftOut: OptionalPart[];
}

export interface RuleDraft extends PolicyDraft {
  sites: string;
  headers: boolean;
  /** Paths whose bodies are recorded, one a line. */
  bodies: string;
}

export const SITE_LISTS = ["canvas", "allow", "deny", "consent"] as const;
export type SiteList = (typeof SITE_LISTS)[number];

export interface PrivacyDraft extends Record<SiteList, string> {
  everywhere: PolicyDraft;
  rules: RuleDraft[];
  indicator: boolean;
}

/** `field` is the id of the element that is wrong, null where it is not one alone. */
export type ParsedPrivacy =
  | { ok: true; privacy: PrivacySettings }
  | { ok: false; field: string | null; sentence: string };

export const EVERYWHERE = "everywhere";
export const ruleId = (index: number): string => `rule-${index}`;
/** The id of a field in a part of the page: everywhere, or a rule. */
export const fieldId = (part: string, name: string): string => `${part}-${name}`;

export const NO_RULE: RuleDraft = showRule({ sites: [], policy: {} });

/** The fields for stored settings; what a form wrote comes back as it was typed. */
export function showPrivacy({ policy, rules, indicator, ...lists }: PrivacySettings): PrivacyDraft {
  return {
    everywhere: showPolicy(policy),
    rules: rules.map(showRule),
    canvas: lists.canvas.join("\n"),
    allow: lists.allow.join("\n"),
    deny: lists.deny.join("\n"),
    consent: lists.consent.join("\n"),
    indicator,
  };
}

function showRule({ sites, policy }: SiteRule): RuleDraft {
  const { headers = false, bodies = [] } = policy;
  return { ...showPolicy(policy), sites: sites.join("\n"), headers, bodies: bodies.join("\n") };
}

function showPolicy(policy: Partial<RulePolicy>): PolicyDraft {
  const lines = (list: readonly string[] = []) => list.join("\n");
  const turned = (on: boolean | undefined) => (on === undefined ? "" : on ? "on" : "off");
  return {
    level: policy.level ?? "",
    block: lines(policy.block),
    mask: lines(policy.mask),
    ignore: lines(policy.ignore),
    unmask: lines(policy.unmask),
    patterns: (policy.patterns ?? []).map(({ name, pattern }) => ({ name, pattern })),
    urlMode: policy.urls?.mode ?? "",
    urlAllow: lines(policy.urls?.allow),
    urlDeny: lines(policy.urls?.deny),
    phone: turned(policy.phone),
    ssn: turned(policy.ssn),
    leftOut: [...(policy.leftOut ?? [])],
  };
}

class WrongField extends Error {
  readonly field: string | null;

  constructor(field: string | null, sentence: string) {
    super(sentence);
    this.field = field;
  }
}

/**
 * The settings that the fields say, or the first field that is wrong, in the order of the page, and
 * why. All of it can be applied or none of it is taken (rule P8). `test` is the browser's own parser.
 */
export function parsePrivacy(draft: PrivacyDraft, test: SelectorTest): ParsedPrivacy {
  try {
    const policy = parsePolicy(draft.everywhere, EVERYWHERE, test) as RulePolicy;
    const canvas = parseSites(draft.canvas, "canvas", optionsStrings.canvasName);
    const rules = draft.rules.map((rule, i) => parseRule(rule, i, test));
    const [allow, deny, consent] = (["allow", "deny", "consent"] as const).map((list) =>
      parseSites(draft[list], list, privacyStrings[`${list}Name`]),
    ) as [string[], string[], string[]];
    const { indicator } = draft;
    const all = { policy, rules, canvas, allow, deny, consent, indicator };
    return {
      ok: true,
      privacy: checkPrivacy(all, { isSelector: (each) => isSelector(each, test) }),
    };
  } catch (error) {
    const field = error instanceof WrongField ? error.field : null;
    const why = error instanceof PolicyRefusal ? privacyStrings.notSaved(error.why) : null;
    return { ok: false, field, sentence: why ?? messageOf(error) };
  }
}

/** What is wrong in a rule is said with which rule it is. */
function parseRule(rule: RuleDraft, index: number, test: SelectorTest): SiteRule {
  const part = ruleId(index);
  try {
    return {
      sites: parseRuleSites(rule.sites, part),
      policy: { ...parsePolicy(rule, part, test), ...parseRequests(rule, part) },
    };
  } catch (error) {
    if (!(error instanceof WrongField)) throw error;
    const sites = parseLines(rule.sites).slice(0, MOST_NAMED).join(", ");
    throw new WrongField(error.field, privacyStrings.inRule(index + 1, sites, error.message));
  }
}

/** Sites that a sentence about a rule names. */
const MOST_NAMED = 3;

/** What differs from everywhere, in a rule; there it may be nothing. */
function parsePolicy(draft: PolicyDraft, part: string, test: SelectorTest): Partial<RulePolicy> {
  const isRule = part !== EVERYWHERE;
  const lists = parseLists(draft, part, test);
  const patterns = parsePatterns(draft.patterns, part);
  const { level, urlMode, phone, ssn, leftOut } = draft;
  const kept = Object.entries({ ...lists, patterns, leftOut }).filter(
    ([, list]) => !isRule || list.length,
  );
  return {
    ...(level !== "" && { level }),
    ...Object.fromEntries(kept),
    ...(urlMode !== "" && {
      urls: {
        mode: urlMode,
        allow: parseLines(draft.urlAllow),
        deny: parseLines(draft.urlDeny),
      },
    }),
    ...(phone !== "" && { phone: phone === "on" }),
    ...(ssn !== "" && { ssn: ssn === "on" }),
  };
}

/** Off where nothing is said: it holds by a rule alone. */
function parseRequests({ headers, bodies }: RuleDraft, part: string): Partial<RequestRules> {
  const paths = parseLines(bodies);
  const bad = paths.find((path) => !isBodyPath(path));
  if (bad !== undefined) {
    const sentence = privacyStrings.badPath(lineOf(bodies, bad), bad);
    throw new WrongField(fieldId(part, "bodies"), sentence);
  }
  return { ...(headers && { headers }), ...(paths.length > 0 && { bodies: paths }) };
}

function parseLists(draft: PolicyDraft, part: string, test: SelectorTest) {
  const lists = Object.fromEntries(
    LIST_NAMES.map((list) => [list, parseLines(draft[list])]),
  ) as Record<ListName, string[]>;
  const bad = findBadSelector(lists, test);
  if (bad) {
    const { list, selector } = bad;
    const { name } = optionsStrings.lists[list];
    const sentence = optionsStrings.badSelector(name, lineOf(draft[list], selector), selector);
    throw new WrongField(fieldId(part, list), sentence);
  }
  for (const list of LIST_NAMES) {
    try {
      checkPolicy({ ...DEFAULT_SITE_POLICY, [list]: lists[list] }, { isSelector: () => true });
    } catch (error) {
      if (!(error instanceof PolicyRefusal)) throw error;
      throw new WrongField(fieldId(part, list), privacyStrings.notSaved(error.why));
    }
  }
  return lists;
}

/** Empty rows are dropped. */
function parsePatterns(rows: readonly PatternDraft[], part: string): PatternDraft[] {
  for (const [i, row] of rows.entries()) {
    const problem = patternProblem(row);
    if (problem === null) continue;
    const sentence = `${problem} ${privacyStrings.nothingSaved}`;
    throw new WrongField(fieldId(part, `pattern-${i}`), sentence);
  }
  return rows.filter((row) => !isEmpty(row)).map(({ name, pattern }) => ({ name, pattern }));
}

const isEmpty = ({ name, pattern }: PatternDraft): boolean => name === "" && pattern === "";

/** Why a row cannot be used, or null. */
export function patternProblem(row: PatternDraft): string | null {
  if (isEmpty(row)) return null;
  try {
    compilePattern(row);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function parseSites(text: string, field: string, name: string): string[] {
  const read = parseSiteLines(text);
  if (read.ok) return read.sites;
  throw new WrongField(field, optionsStrings.badSite(name, read.line, read.typed));
}

function parseRuleSites(text: string, part: string): string[] {
  const field = fieldId(part, "sites");
  const sites = parseSites(text, field, privacyStrings.ruleSites);
  if (sites.length === 0) throw new WrongField(field, privacyStrings.ruleWithoutSites);
  return sites;
}

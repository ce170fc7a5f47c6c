import * as v from "valibot";
import { OPTIONAL_PARTS } from "./left-out.ts";
import { LEVELS } from "./policy.ts";

/** The shape of privacy settings, and what is wrong with a value in words for whoever wrote it. */

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

export const SettingsSchema = v.strictObject({
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

/** `rule 2 (bank.example)`: as a person counts them. */
export function ruleText(index: number, sites: unknown): string {
  const named = Array.isArray(sites) ? sites.filter((site) => typeof site === "string") : [];
  const names = named.slice(0, 3).map((site) => site.slice(0, 80));
  return `rule ${index + 1}${names.length > 0 ? ` (${names.join(", ")})` : ""}`;
}

const LONGEST_SHOWN = 80;

/** `"policy.level" in rule 2 (bank.example) is "loose": write balanced, strict or open`. */
export function issueText(issue: v.BaseIssue<unknown>, settings: unknown): string {
  const keys = (issue.path ?? []).map(({ key }) => key as string | number);
  if (keys.length === 0) return 'the settings are not one group in braces, such as {"deny": []}';
  const place = placeText(keys, settings);
  const shown = JSON.stringify(issue.input)?.slice(0, LONGEST_SHOWN);
  if (issue.expected === "never") {
    return `${place} is not known: correct its spelling or remove it`;
  }
  if (shown === undefined) return `${place} is missing: add it`;
  return `${place} is ${shown}: write ${expectedText(issue)}`;
}

function placeText(keys: readonly (string | number)[], settings: unknown): string {
  const [first, index, ...rest] = keys;
  if (first !== "rules" || typeof index !== "number") return quoted(keys);
  const rule = ruleText(index, Object(Object(settings).rules[index]).sites);
  return rest.length === 0 ? rule : `${quoted(rest)} in ${rule}`;
}

/** `"deny"`, `entry 2 of "deny"`. */
function quoted(keys: readonly (string | number)[]): string {
  const last = keys.at(-1);
  if (typeof last === "number" && keys.length > 1) {
    return `entry ${last + 1} of ${quoted(keys.slice(0, -1))}`;
  }
  return `"${keys.join(".").slice(0, LONGEST_SHOWN)}"`;
}

function expectedText({ type, expected }: v.BaseIssue<unknown>): string {
  switch (type) {
    case "picklist":
      return (expected?.match(/"[^"]*"/g) ?? []).join(" or ");
    case "array":
      return 'a list in brackets, such as ["a", "b"]';
    case "boolean":
      return "true or false";
    case "string":
      return "a text in quotes";
    default:
      return "a group in braces";
  }
}

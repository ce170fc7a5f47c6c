import type { PrivacySettings, RulePolicy } from "../../privacy/privacy-settings.ts";
import { isSamePrivacy } from "../../privacy/privacy-settings.ts";
import { LIST_NAMES } from "./selector-lists.ts";
import { optionsStrings } from "./strings/options.ts";
import { privacyStrings } from "./strings/privacy.ts";
import { LEVEL_NAMES } from "./strings/shared.ts";

/** One thing that settings say, in words; `says` is empty where it says nothing. */
export interface Fact {
  about: string;
  says: string[];
}

/** What becomes otherwise between two settings. */
export interface Change {
  about: string;
  gone: string[];
  come: string[];
}

/** All that settings say. */
export function factsOf({ policy, rules, indicator, ...lists }: PrivacySettings): Fact[] {
  const words = privacyStrings.facts;
  return [
    ...policyFacts(policy),
    { about: words.canvas, says: lists.canvas },
    ...ruleFacts(rules),
    { about: words.allow, says: lists.allow },
    { about: words.deny, says: lists.deny },
    { about: words.consent, says: lists.consent },
    { about: words.indicator, says: [indicator ? words.shown : words.hidden] },
  ];
}

/** What a policy says; of a rule only what differs from everywhere. */
export function policyFacts(policy: Partial<RulePolicy>): Fact[] {
  const words = privacyStrings.facts;
  const facts: Fact[] = [];
  const add = (about: string, says: readonly string[]) => facts.push({ about, says: [...says] });
  const found = (on: boolean) => [on ? words.found : words.notFound];
  if (policy.level) add(words.level, [LEVEL_NAMES[policy.level]]);
  for (const list of LIST_NAMES) {
    if (policy[list]) add(optionsStrings.lists[list].name, policy[list]);
  }
  if (policy.patterns) {
    add(
      words.patterns,
      policy.patterns.map(({ name, pattern }) => `${name}: ${pattern}`),
    );
  }
  if (policy.phone !== undefined) add(words.phone, found(policy.phone));
  if (policy.ssn !== undefined) add(words.ssn, found(policy.ssn));
  if (policy.urls) {
    add(words.urls, [privacyStrings.urlModes[policy.urls.mode].name]);
    add(words.urlAllow, policy.urls.allow);
    add(words.urlDeny, policy.urls.deny);
  }
  if (policy.leftOut?.length) {
    add(
      words.leftOut,
      policy.leftOut.map((part) => privacyStrings.parts[part]),
    );
  }
  if (policy.headers) add(words.headers, [words.recorded]);
  if (policy.bodies?.length) add(words.bodies, policy.bodies);
  return facts;
}

/** Rules for the same sites are told apart by a number. */
function ruleFacts(rules: PrivacySettings["rules"]): Fact[] {
  const seen = new Map<string, number>();
  return rules.map(({ sites, policy }) => {
    const name = privacyStrings.ruleName(sites);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const says = policyFacts(policy)
      .filter((fact) => fact.says.length > 0)
      .map((fact) => `${fact.about}: ${fact.says.join(", ")}`);
    return {
      about: count === 1 ? name : `${name} (${count})`,
      says: says.length > 0 ? says : [privacyStrings.facts.asEverywhere],
    };
  });
}

/** A short readable difference; empty where nothing changes. */
export function changesBetween(before: PrivacySettings, after: PrivacySettings): Change[] {
  if (isSamePrivacy(before, after)) return [];
  const [was, is] = [before, after].map(
    (settings) => new Map(factsOf(settings).map(({ about, says }) => [about, says])),
  ) as [Map<string, string[]>, Map<string, string[]>];
  const changes = [...new Set([...was.keys(), ...is.keys()])].map((about) => {
    const [old = [], next = []] = [was.get(about), is.get(about)];
    return {
      about,
      gone: old.filter((line) => !next.includes(line)),
      come: next.filter((line) => !old.includes(line)),
    };
  });
  const real = changes.filter(({ gone, come }) => gone.length + come.length > 0);
  const { order } = privacyStrings;
  return real.length > 0 ? real : [{ about: order.about, gone: [], come: [order.changes] }];
}

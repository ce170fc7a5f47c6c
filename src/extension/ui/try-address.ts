import {
  needsConsent,
  policyFor,
  type PrivacySettings,
  ruleFor,
  siteVerdict,
} from "../../privacy/privacy-settings.ts";
import type { Level } from "../../privacy/policy.ts";
import { refusalForSite, refusalForUrl } from "../refusals.ts";
import { type Fact, policyFacts } from "./privacy-facts.ts";
import { optionsStrings } from "./strings/options.ts";
import { privacyStrings } from "./strings/privacy.ts";

export interface Tried {
  /** Why nothing would be recorded, or null. */
  refusal: string | null;
  level: Level;
  facts: Fact[];
}

/** What would hold for an address, as a person types one: without a scheme it is taken for https. */
export function tryAddress(settings: PrivacySettings, typed: string, isManaged = false): Tried {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text) ? text : `https://${text}`)?.href;
  if (url === undefined || /\s/.test(text)) return notAnAddress(settings);
  const address = url;
  const refusal =
    refusalForUrl(address) ?? refusalForSite(siteVerdict(settings, address), isManaged);
  const policy = policyFor(settings, address);
  const rule = ruleFor(settings.rules, address);
  const words = privacyStrings.tryFacts;
  const by = rule
    ? privacyStrings.tryRule(settings.rules.indexOf(rule) + 1, rule.sites)
    : privacyStrings.tryEverywhere;
  const consent = needsConsent(settings, address);
  const facts = [
    { about: words.recorded, says: [refusal?.sentence ?? privacyStrings.tryYes] },
    {
      about: words.consent,
      says: [consent ? privacyStrings.tryConsent : privacyStrings.tryNoConsent],
    },
    { about: words.by, says: [by] },
    ...policyFacts(policy),
    { about: words.canvas, says: [policy.canvas ? optionsStrings.yes : optionsStrings.no] },
  ];
  return { refusal: refusal?.sentence ?? null, level: policy.level, facts };
}

function notAnAddress(settings: PrivacySettings): Tried {
  const { level } = policyFor(settings, "");
  const refusal = privacyStrings.tryNoAddress;
  return { refusal, level, facts: [{ about: privacyStrings.tryFacts.recorded, says: [refusal] }] };
}

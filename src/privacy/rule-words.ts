import { wholeNumber } from "../format/count.ts";
import { MARK_RULE } from "./hits.ts";

/** Rules by which something was left out of the recording, not masked in it. */
const DROPPED: ReadonlySet<string> = new Set([
  "malformed",
  "unknown-event",
  "too-large",
  "too-deep",
  "canvas",
  "request-content",
]);

export const isDropRule = (rule: string): boolean => DROPPED.has(rule);

/** Rules as the gates name them in their hits, in words for people: every page that tells what was masked shows them. */
const RULE_WORDS: Record<string, readonly [one: string, many: string]> = {
  input: ["form value", "form values"],
  never: ["value that is never recorded", "values that are never recorded"],
  editable: ["edited text", "edited texts"],
  mask: ["text marked private", "texts marked private"],
  block: ["area marked private", "areas marked private"],
  ignore: ["field marked private", "fields marked private"],
  attribute: ["attribute", "attributes"],
  media: ["picture or video", "pictures or videos"],
  comment: ["comment in the page's code", "comments in the page's code"],
  canvas: ["canvas picture", "canvas pictures"],
  "request-content": ["header or body of a request", "headers or bodies of requests"],
  malformed: ["unreadable event", "unreadable events"],
  "unknown-event": ["unknown event", "unknown events"],
  "too-large": ["oversized event", "oversized events"],
  "too-deep": ["oversized value", "oversized values"],
  email: ["e-mail address", "e-mail addresses"],
  card: ["payment card number", "payment card numbers"],
  iban: ["bank account number", "bank account numbers"],
  jwt: ["login token", "login tokens"],
  auth: ["set of login data", "sets of login data"],
  key: ["API key", "API keys"],
  hex: ["long code", "long codes"],
  token: ["access token", "access tokens"],
  secret: ["named secret", "named secrets"],
  phone: ["phone number", "phone numbers"],
  ssn: ["social security number", "social security numbers"],
  url: ["shortened web address", "shortened web addresses"],
  "data-url": ["embedded file", "embedded files"],
  redacted: ["event redacted afterwards", "events redacted afterwards"],
};

/** Hits that count the elements that a mark stands on, beside what was masked for it. */
export const isMarkRule = (rule: string): boolean => rule.startsWith(MARK_RULE);

/** `2 e-mail addresses` without the number: `E-mail addresses`. A site's own pattern is named as it is. */
export function ruleName(rule: string): string {
  const words = Object.hasOwn(RULE_WORDS, rule) ? RULE_WORDS[rule] : undefined;
  if (!words) return rule.replace(/^custom:/, "Own pattern: ");
  return words[1].charAt(0).toUpperCase() + words[1].slice(1);
}
/** Whether a rule has words of its own: a page may name any. */
export const isKnownRule = (rule: string): boolean => Object.hasOwn(RULE_WORDS, rule);

/** `("email", 2)` -> `2 e-mail addresses`; a rule without words of its own is named as it is. */
export function maskedWords(rule: string, count: number): string {
  const words = isKnownRule(rule) ? RULE_WORDS[rule] : undefined;
  return words
    ? `${wholeNumber(count)} ${words[count === 1 ? 0 : 1]}`
    : `${wholeNumber(count)} × ${rule}`;
}

/** The gates' rules in words for people, shown by every page that tells what was masked. */
const grouped = new Intl.NumberFormat("en");

/** Rules as the gates name them in their hits. */
const RULE_WORDS: Record<string, readonly [one: string, many: string]> = {
  input: ["form value", "form values"],
  editable: ["edited text", "edited texts"],
  mask: ["text marked private", "texts marked private"],
  block: ["area marked private", "areas marked private"],
  ignore: ["field marked private", "fields marked private"],
  attribute: ["attribute", "attributes"],
  media: ["picture or video", "pictures or videos"],
  comment: ["comment in the page's code", "comments in the page's code"],
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
};

/** Whether a rule has words of its own: a page may name any. */
export const isKnownRule = (rule: string): boolean => Object.hasOwn(RULE_WORDS, rule);

/** `("email", 2)` -> `2 e-mail addresses`; a rule without words of its own is named as it is. */
export function maskedWords(rule: string, count: number): string {
  const words = isKnownRule(rule) ? RULE_WORDS[rule] : undefined;
  return words
    ? `${grouped.format(count)} ${words[count === 1 ? 0 : 1]}`
    : `${grouped.format(count)} × ${rule}`;
}

import { DIGIT, kindOf, LETTER, LOWER, UPPER } from "./chars.ts";

export type TokenRule = "key" | "hex" | "token";

/** Shorter runs are words, ids, hashes of style sheets and build artefacts. */
export const SHORTEST_TOKEN = 16;

/** Keys that say whose they are; prefixes from the vendors' own documentation and secret scanning lists. */
const VENDOR_KEY = new RegExp(
  "^(?:" +
    [
      "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}$", // AWS access key ids
      "AIza[\\w-]{30,}", // Google API
      "gh[pousr]_[A-Za-z0-9]{30,}", // GitHub
      "github_pat_\\w{22,}",
      "gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|ffct)-[\\w-]{18,}", // GitLab
      "xox[abeoprs]-[\\w-]{10,}", // Slack
      "xapp-\\d-[\\w-]{10,}",
      "(?:sk|pk|rk)_(?:org_)?(?:live|test|sbox|prod)_\\w{10,}", // Stripe, and who followed it
      "rzp_(?:live|test)_[A-Za-z0-9]{14}", // Razorpay
      "whsec_[A-Za-z0-9+/]{16,}",
      "sk-(?:proj|ant|or|svcacct|admin|None)-[\\w-]{16,}", // OpenAI, Anthropic, OpenRouter
      "sk-(?=\\w*\\d)[A-Za-z0-9]{20,}",
      "npm_[A-Za-z0-9]{30,}",
      "pypi-[\\w-]{30,}",
      "(?:hf|api_org)_[A-Za-z0-9]{30,}", // Hugging Face
      "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}", // Shopify
      "do[opr]_v1_[a-f0-9]{40,}", // DigitalOcean
      "dapi[a-f0-9]{32}", // Databricks
      "(?:AC|SK)[a-f0-9]{32}$", // Twilio
      "sq0(?:atp|csp)-[\\w-]{20,}", // Square
      "EAA[\\w-]{40,}", // Facebook, Square
      "AT(?:ATT|CTT|BB)[\\w-]{20,}", // Atlassian
      "(?:PMAK|NRAK|NRJS)-[A-Za-z0-9-]{16,}", // Postman, New Relic
      "(?:lin_api|figd|glsa|glc|sbp|secret|ntn|pscale_tkn|pscale_pw|rdme|dckr_pat|tfp|vercel|fly)_(?=[\\w-]*\\d)[\\w-]{20,}",
      "AGE-SECRET-KEY-1[A-Z0-9]{20,}",
      "LTAI[A-Za-z0-9]{12,}", // Alibaba
      "key-[a-z0-9]{32}$", // Mailgun
      "GOCSPX-[\\w-]{20,}", // Google OAuth clients
      "APA91b[\\w-]{60,}", // Firebase messaging
      "AA[EFGH][\\w-]{32}$", // Telegram bots, behind `number:`
      "HRKU-[\\w-]{30,}", // Heroku
      "access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f-]{27}$", // Plaid
      "(?:gsk|pcsk|nfp|nfc|nfo|sntry[su]|rubygems|sb_secret|lsv2_[ps]t|r8)_(?=[\\w-]*\\d)[\\w-]{24,}",
      "re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}", // Resend
      "(?:pplx|xai|xkeysib|xsmtpsib)-(?=[\\w-]*\\d)[\\w-]{32,}",
    ].join("|") +
    ")",
);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX = /^(?:0x)?[0-9a-fA-F]{32,}$/;
const UUID_INSIDE = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * What secret a run of token characters without `/` is, if any. Measured on the corpus: random base 62 switches
 * between upper, lower and digits at about half of its places even when what looks like a capitalised word is
 * not counted; names in camelCase then switch at under 0.2.
 */
export function classifyToken(token: string): TokenRule | null {
  if (token.length < SHORTEST_TOKEN || UUID.test(token)) return null;
  if (VENDOR_KEY.test(token)) return "key";
  const rest = token.replace(UUID_INSIDE, "");
  for (const part of rest.split(/[-_]/)) if (HEX.test(part)) return "hex";
  return looksRandom(rest, 24) ? "token" : null;
}

/** Base 64 with `+`, `/` or `=` in it, of which no single part is telling. Paths are not. */
export function looksLikeBase64(run: string): boolean {
  if (run.length < 32 || /^\/|\/\/|\/[a-z]+\/|\/[A-Z]?[a-z]+$/.test(run)) return false;
  return looksRandom(run, 32) || (run.length === 40 && AWS_SECRET.test(run));
}

/** 40 characters of base 64 that do not read as words in camelCase. */
const AWS_SECRET = /^(?=.*\d)(?=(?:.*?[A-Z]){8})(?=(?:.*?[a-z]){8})[A-Za-z0-9+/]{40}$/;

/**
 * True for at least `shortest` characters in which upper, lower and digits alternate as random
 * ones do. Separators part words, so a run that is mostly short parts is a name.
 */
function looksRandom(token: string, shortest: number): boolean {
  let seen = 0;
  let kinds = 0;
  let digits = 0;
  let switches = 0;
  let last = 0;
  let part = 0;
  let longestPart = 0;
  for (let i = 0; i < token.length; i++) {
    const kind = kindOf(token.charCodeAt(i)) & (LETTER | DIGIT);
    if (kind === 0) {
      part = 0;
      last = 0;
      continue;
    }
    if (++part > longestPart) longestPart = part;
    seen++;
    kinds |= kind;
    if (kind === DIGIT) digits++;
    if (last !== 0 && kind !== last) switches++;
    if (kind === UPPER && isLower(token, i + 1) && isLower(token, i + 2)) {
      switches -= last === LOWER ? 2 : 1;
    }
    last = kind;
  }
  if (seen < shortest || longestPart < 12 || digits < 2) return false;
  const rate = switches / (seen - 1);
  if (kinds === (UPPER | LOWER | DIGIT)) return rate >= 0.3;
  return kinds !== DIGIT && seen >= 32 && rate >= 0.3;
}

function isLower(text: string, at: number): boolean {
  return (kindOf(text.charCodeAt(at)) & LOWER) !== 0;
}

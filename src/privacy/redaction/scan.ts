import { cardEnd } from "./card.ts";
import { ALNUM, DIGIT, kindOf, LETTER, RUN, SPECIAL } from "./chars.ts";
import { dataUrlEnd, dataUrlPasses, parseDataUrl } from "./data-url.ts";
import { emailAround } from "./email.ts";
import { ibanEnd } from "./iban.ts";
import { phoneEnd, ssnEnd } from "./optional-patterns.ts";
import { mayHoldSecret } from "./prefilter.ts";
import { type Finding, type PatternRule, REPLACEMENT } from "./rules.ts";
import { authEnd, pemEnd, secretValue } from "./secrets-in-text.ts";
import { classifyToken, looksLikeBase64, SHORTEST_TOKEN } from "./tokens.ts";
import { cleanFragment, cleanQuery, STRIP_URLS, type UrlRules } from "./url.ts";

export interface ScanOptions {
  urls: UrlRules;
  phone: boolean;
  ssn: boolean;
}

export const DEFAULT_SCAN: ScanOptions = { urls: STRIP_URLS, phone: false, ssn: false };

/**
 * Finds what must not be kept in `text`, in order and without overlaps; null when there is nothing,
 * which is the common case. Every look-around is bounded by the finding
 * before it, so the time is linear in the text.
 */
export function findSecrets(text: string, options: ScanOptions = DEFAULT_SCAN): Finding[] | null {
  return mayHoldSecret(text) ? scan(text, options) : null;
}

function scan(text: string, options: ScanOptions): Finding[] | null {
  const length = text.length;
  let found: Finding[] | null = null;
  /** Nothing before this may be part of a finding any more. */
  let from = 0;
  let runStart = -1;
  /** Numbers before this were looked at for a longer secret that they are in. */
  let judged = 0;
  /** While inside a URL: where it begins and ends. */
  let urlStart = -1;
  let urlEnd = -1;
  let before = 0;
  let i = 0;

  const add = (start: number, end: number, rule: PatternRule, replacement = REPLACEMENT[rule]) => {
    (found ??= []).push({ start, end, rule, replacement });
    from = i = end;
    runStart = -1;
    before = 0;
  };

  while (i <= length) {
    const kind = i < length ? kindOf(text.charCodeAt(i)) : 0;
    if ((kind & RUN) !== 0) {
      if (runStart < 0) runStart = i;
      if ((before & ALNUM) === 0 && (kind & ALNUM) !== 0) {
        const end = (kind & DIGIT) !== 0 ? numberAt(i) : ibanAt(i);
        if (end > 0) continue;
      }
    } else {
      if (runStart >= 0 && tokenBefore(i)) continue;
      if (kind === SPECIAL && i < length && special(text.charCodeAt(i))) continue;
    }
    before = kind;
    i++;
  }
  return found;

  function numberAt(start: number): number {
    const decimal =
      text.charCodeAt(start - 1) === DOT && (kindOf(text.charCodeAt(start - 2)) & DIGIT) !== 0;
    if (decimal) return -1;
    let end = cardEnd(text, start);
    if (end > 0) return (addNumber(start, end, "card"), end);
    if (options.ssn && (end = ssnEnd(text, start)) > 0) return (addNumber(start, end, "ssn"), end);
    if (options.phone && (end = phoneEnd(text, start)) > 0)
      return (addNumber(start, end, "phone"), end);
    return -1;
  }

  function ibanAt(start: number): number {
    if ((kindOf(text.charCodeAt(start + 2)) & kindOf(text.charCodeAt(start + 3)) & DIGIT) === 0)
      return -1;
    if ((kindOf(text.charCodeAt(start + 1)) & LETTER) === 0) return -1;
    const end = ibanEnd(text, start);
    if (end > 0) addNumber(start, end, "iban");
    return end;
  }

  function addNumber(start: number, end: number, rule: PatternRule): void {
    if (!tokenAround(start, end)) add(start, end, rule);
  }

  /** Of a longer secret that happens to hold such a number, nothing is to be left: it is found as a whole. */
  function tokenAround(start: number, end: number): boolean {
    if (start < judged) return false;
    let first = start;
    while (first > runStart && start - first < LONGEST_HALF && inToken(first - 1)) first--;
    let last = start;
    while (last - start < LONGEST_HALF && inToken(last)) last++;
    judged = last;
    if (last < end || inToken(last) || text.charCodeAt(last) === AT) return false;
    if (text.charCodeAt(last) === DOT && dotted(first, last)) return true;
    const rule = last - first > end - start ? classifyToken(text.slice(first, last)) : null;
    if (rule === null) return false;
    let runEnd = last;
    while (runEnd - start < LONGEST_HALF && (kindOf(text.charCodeAt(runEnd)) & RUN) !== 0) runEnd++;
    const isWhole = looksLikeBase64(text.slice(end, runEnd));
    add(first, padded(isWhole ? runEnd : last), rule);
    return true;
  }

  function inToken(at: number): boolean {
    const code = text.charCodeAt(at);
    return (kindOf(code) & RUN) !== 0 && code !== PLUS && code !== SLASH;
  }

  /** Looks at the run of token characters that ends before `end`. */
  function tokenBefore(end: number): boolean {
    const start = runStart;
    const size = end - start;
    runStart = -1;
    const next = text.charCodeAt(end);
    if (size >= 10 && text.startsWith("-----BEGIN", start)) return pem(start);
    if (next === 32 && size <= 6) {
      const stop = authEnd(text, start, end);
      return stop > 0 && (add(end + 1, stop, "auth"), true);
    }
    if (next === DOT && dotted(start, end)) return true;
    if (size < SHORTEST_TOKEN || fileName(end)) return false;
    const run = text.slice(start, end);
    const azure = azureHead(start);
    if (azure >= from) return (add(azure, end, "key"), true);
    const base64 = /[+/=]/.test(run + text.charAt(end)) && looksLikeBase64(run);
    if (base64) return (add(start, padded(end), "token"), true);
    let hits = 0;
    for (let at = 0; at <= run.length;) {
      const slash = run.indexOf("/", at);
      const stop = slash < 0 ? run.length : slash;
      while (at < stop && run.charCodeAt(at) === PLUS) at++;
      let last = stop;
      while (last > at && run.charCodeAt(last - 1) === PLUS) last--;
      const rule = classifyToken(run.slice(at, last));
      if (rule) {
        add(start + at, last === run.length ? padded(end) : start + last, rule);
        hits++;
      }
      at = stop + 1;
    }
    // `from` stays behind the last finding: an address may begin in this run.
    if (hits > 0) i = Math.max(i, end);
    return hits > 0;
  }

  function pem(start: number): boolean {
    const end = pemEnd(text, start);
    return end > 0 && (add(start, end, "key"), true);
  }

  function padded(end: number): number {
    let stop = end;
    while (stop < end + 2 && text.charCodeAt(stop) === 61) stop++;
    return stop;
  }

  /** `name.hash.js`: a build's file, whose name must stay for the page to look right. */
  function fileName(end: number): boolean {
    return text.charCodeAt(end) === DOT && FILE_ENDING.test(text.slice(end, end + 32));
  }

  /** Tokens with dots in them. */
  function dotted(start: number, end: number): boolean {
    const run = text.slice(Math.max(start, end - 2_048), end);
    const head = DOTTED_HEAD.exec(run)?.[1];
    if (head === undefined) return false;
    const isJwt = head.startsWith("eyJ");
    const shape = isJwt ? JWT_REST : restAfter(head);
    shape.lastIndex = end;
    const rest = shape.exec(text)?.[0];
    if (rest === undefined) return false;
    add(end - head.length, end + rest.length, isJwt ? "jwt" : "key");
    return true;
  }

  /** `abc8Q~`, with which the secret of an Azure client begins. */
  function azureHead(start: number): number {
    if (text.charCodeAt(start - 1) !== TILDE) return -1;
    const head = /[\w~.]{3}\dQ~$/.exec(text.slice(Math.max(0, start - 6), start))?.[0];
    return head === undefined ? -1 : start - head.length;
  }

  function special(code: number): boolean {
    switch (code) {
      case 64:
        return mail(1);
      case 37:
        return (
          (text.startsWith("40", i + 1) && mail(3)) || (text.startsWith("2540", i + 1) && mail(5))
        );
      case 58:
        return colon();
      case 61:
        return secret();
      default:
        return i < urlEnd && (code === 63 ? query() : code === 35 && fragment());
    }
  }

  function mail(width: number): boolean {
    if (i < urlEnd && userInfo()) return true;
    const around = emailAround(text, i, width, from);
    if (!around) return false;
    add(around[0], around[1], "email");
    return true;
  }

  /** `https://user:password@host` */
  function userInfo(): boolean {
    const authority = text.indexOf("//", urlStart) + 2;
    if (authority < from || i - authority > LONGEST_USER || text.slice(authority, i).includes("/"))
      return false;
    add(authority, i + 1, "url", "");
    return true;
  }

  function colon(): boolean {
    if (text.charCodeAt(i + 1) === SLASH && text.charCodeAt(i + 2) === SLASH && i >= urlEnd) {
      URL_SHAPE.lastIndex = i;
      urlEnd = i + (URL_SHAPE.exec(text)?.[0].length ?? 0);
      urlStart = i;
      while (urlStart > from && (kindOf(text.charCodeAt(urlStart - 1)) & LETTER) !== 0) urlStart--;
      return false;
    }
    if (i >= 4 && text.slice(i - 4, i).toLowerCase() === "data") {
      const start = i - 4;
      const isUrl = parseDataUrl(text.slice(start, start + LONGEST_HEAD)) !== null;
      const end = isUrl ? dataUrlEnd(text, start) : start;
      const url = text.slice(start, end);
      const data = parseDataUrl(url);
      if (data) {
        if (dataUrlPasses(url, "sheet")) from = i = end;
        else add(start + data.head, end, "data-url");
        runStart = -1;
        return true;
      }
    }
    return secret();
  }

  function secret(): boolean {
    const value = secretValue(text, i, from);
    if (!value) return false;
    add(value[0], value[1], "secret");
    return true;
  }

  function query(): boolean {
    const hash = text.slice(i, urlEnd).indexOf("#");
    const end = hash >= 0 ? i + hash : urlEnd;
    const raw = text.slice(i + 1, end);
    const kept = cleanQuery(raw, text.slice(urlStart, i), options.urls);
    if (kept === raw) return false;
    // What the query keeps is scanned here, because a finding is never looked at again.
    const inner = findSecrets(kept, options);
    add(i + 1, end, "url", inner ? replaceFindings(kept, inner) : kept);
    return true;
  }

  function fragment(): boolean {
    const raw = text.slice(i + 1, urlEnd);
    const base = text.slice(urlStart, i).replace(/\?.*$/s, "");
    if (raw === "" || cleanFragment(raw, base, options.urls) === raw) return false;
    add(i + 1, urlEnd, "url");
    return true;
  }
}

/** Of a data URL's media type and of a URL's user name and password; longer ones are something else. */
const LONGEST_HEAD = 200;
const LONGEST_USER = 512;
const URL_SHAPE = /:\/\/[^\s"'<>`\\)}|^]*/y;
/** Tokens are shorter; what is looked through around a number must not grow with the text. */
const LONGEST_HALF = 1_024;
const PLUS = 43;
const AT = 64;
const DOT = 46;
const SLASH = 47;
const TILDE = 126;
/** JWT, SendGrid, Google, Vault, Dynatrace, PASETO, Dropbox; the last is the user id in a Discord bot's token. */
const DOTTED_HEAD =
  /(?:^|[/+])(eyJ[\w-]{8,}|SG|ya29|hv[bsr]|dt0[a-z]\d\d|v\d|sl|[MNO][\w-]{23,27})$/;
const PASETO_REST = /\.(?:public|local)\.[\w-]{10,}(?:\.[\w-]{4,})?/y;
const DROPBOX_REST = /\.[\w-]{60,}/y;
const DISCORD_REST = /\.[\w-]{6}\.[\w-]{27,}/y;
const JWT_REST = /\.[\w-]{4,}(?:\.[\w-]*){0,3}/y;
const SENDGRID_REST = /\.[\w-]{16,}\.[\w-]{16,}/y;
const DOTTED_REST = /(?:\.[\w-]{10,}){1,2}/y;

function restAfter(head: string): RegExp {
  if (head.length > 8) return DISCORD_REST;
  if (head === "SG") return SENDGRID_REST;
  if (head === "sl") return DROPBOX_REST;
  return /^v\d$/.test(head) ? PASETO_REST : DOTTED_REST;
}

const FILE_ENDING =
  /^\.(?:[\w-]{1,20}\.){0,2}(?:css|m?js|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp[34]|webm|wasm|chunk)\b/;

/** The text with its findings replaced. */
export function replaceFindings(text: string, findings: readonly Finding[]): string {
  let out = "";
  let at = 0;
  for (const finding of findings) {
    out += text.slice(at, finding.start) + finding.replacement;
    at = finding.end;
  }
  return out + text.slice(at);
}

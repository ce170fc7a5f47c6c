import { ALNUM, kindOf } from "./chars.ts";
import { decodeBase64 } from "./data-url.ts";
import { isSecretName } from "./secret-names.ts";

const TOKEN = /[A-Za-z0-9._~+/=-]+/y;

/**
 * After a scheme word that ends before `end` and a space: the end of the credential, or -1. "Basic
 * information" and "bearer of news" are text: Basic must decode to `user:password`, a bearer token has a digit.
 */
export function authEnd(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start) | 32;
  if (first !== 98) return -1; // "b"
  const scheme = text.slice(start, end).toLowerCase();
  if (scheme !== "bearer" && scheme !== "basic") return -1;
  TOKEN.lastIndex = end + 1;
  const token = TOKEN.exec(text)?.[0];
  if (token === undefined || token.length < 6) return -1;
  const secret =
    scheme === "bearer"
      ? /\d/.test(token) || token.length >= 24
      : (decodeBase64(token)?.includes(":") ?? false);
  return secret ? end + 1 + token.length : -1;
}

const PEM = /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/y;

/** The end of a private key block that begins at `start`, or -1. An unclosed one runs to the end of the text. */
export function pemEnd(text: string, start: number): number {
  PEM.lastIndex = start;
  if (!PEM.test(text)) return -1;
  const close = text.indexOf("-----END", start);
  if (close < 0) return text.length;
  const tail = text.indexOf("-----", close + 8);
  return tail < 0 ? text.length : tail + 5;
}

const LONGEST_NAME = 40;
const HEADER =
  /^(?:proxy-)?authorization$|^(?:set-)?cookie2?$|^x-[a-z-]*(?:token|key|auth|secret)$/i;

/**
 * `name=value`, `"name": "value"` (single and escaped quotes too) and header lines whose name says
 * that the value is a secret: the range of the value, or null. `at` is the place of `=` or `:`.
 */
export function secretValue(text: string, at: number, from: number): [number, number] | null {
  let nameEnd = at;
  let quoted = false;
  while (
    nameEnd > from &&
    (isQuote(text.charCodeAt(nameEnd - 1)) || text.charCodeAt(nameEnd - 1) === 92)
  ) {
    nameEnd--;
    quoted = true;
  }
  let nameStart = nameEnd;
  while (
    nameStart > from &&
    nameEnd - nameStart < LONGEST_NAME &&
    isNameChar(text.charCodeAt(nameStart - 1))
  ) {
    nameStart--;
  }
  const name = text.slice(nameStart, nameEnd);
  if (name.length < 3) return null;
  const colon = text.charCodeAt(at) === 58;
  const header = colon && !quoted;
  if (header ? !HEADER.test(name) : !isSecretName(name)) return null;
  const range = quotedRange(text, at + 1) ?? plainRange(text, at + 1, header, quoted);
  if (range === null || NO_SECRET.test(text.slice(...range))) return null;
  return range;
}

const NO_SECRET = /^(?:\*|\[\w+\]?|null|true|false|undefined)?$/;
const OPENING = /\s{0,4}(\\{0,15})(["'])/y;
const LONGEST_VALUE = 8_192;

/**
 * What stands in quotes at `at`, blanks and commas included. In JSON within JSON quotes are escaped:
 * as the one that opens, so the one that closes. One that is escaped more often is part of the value.
 */
function quotedRange(text: string, at: number): [number, number] | null {
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text);
  if (!opening) return null;
  const [all, escapes = "", quote = ""] = opening;
  const start = at + all.length;
  const last = Math.min(text.length, start + LONGEST_VALUE);
  let slashes = 0;
  for (let i = start; i < last; i++) {
    const char = text.charAt(i);
    if (char === "\\") slashes++;
    else {
      const closes = escapes === "" ? slashes % 2 === 0 : slashes === escapes.length;
      if (char === quote && closes) return [start, i - escapes.length];
      slashes = 0;
    }
  }
  return [start, last];
}

function plainRange(
  text: string,
  at: number,
  header: boolean,
  quoted: boolean,
): [number, number] | null {
  const shape = header ? HEADER_VALUE : quoted ? JSON_VALUE : PLAIN_VALUE;
  shape.lastIndex = at;
  const found = shape.exec(text);
  if (!found) return null;
  const start = at + (found[1] as string).length;
  return [start, start + (found[2] as string).length];
}

const HEADER_VALUE = /([ \t]{0,4}(?:(?:Bearer|Basic|Digest|Token)[ ]{1,2})?)([^\r\n"'<>]*)/iy;
/** A number, or a word of a language that writes objects much as JSON. */
const JSON_VALUE = /(\s{0,4})([^"'\\,}\s]{0,4096})/y;
const PLAIN_VALUE = /(\s{0,1})([^\s&;,#"'<>)}\]]{0,4096})/y;

const isQuote = (code: number) => code === 34 || code === 39;

function isNameChar(code: number): boolean {
  return (
    (kindOf(code) & ALNUM) !== 0 ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code === 91 ||
    code === 93
  );
}

import { ALNUM, kindOf } from "./chars.ts";

/** Not all that RFC 5322 allows: `/ = ? & ' #` part an address from the URL or quotes around it. */
const LOCAL = "._%+-!$*^~";
/** `icon@2x.png` is a file, not a mailbox. */
const FILE_ENDINGS =
  /^(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|css|scss|less|m?jsx?|tsx?|json|map|html?|woff2?|ttf|otf|eot|mp[34]|webm|pdf|txt)$/i;

/** What an ending begins with. A label may go on with text that stands right behind: `jo@site.example42`, `jo@site.example-sent`. */
const ENDING = /^(?:[A-Za-z\P{ASCII}]{2}|xn--)/u;
/** `lib@1.2.rc1` is a release: there an ending is no more than letters, and the last. */
const RELEASE = /^v?\d+\.\d/i;
const PLAIN_ENDING = /^(?:[A-Za-z]{2,24}|xn--[\w-]+|\P{ASCII}{2,})$/u;

/** RFC 5321; percent-encoding counts for more. They also keep the look-around from going on for ever. */
const LONGEST_LOCAL = 128;
const LONGEST_DOMAIN = 255;

function isLocal(code: number): boolean {
  return (
    (kindOf(code) & ALNUM) !== 0 ||
    code > 0xbf ||
    (code < 128 && code > 32 && LOCAL.includes(String.fromCharCode(code)))
  );
}

function isDomain(code: number): boolean {
  return (kindOf(code) & ALNUM) !== 0 || code === 45 || code === 46 || code > 0xbf;
}

/**
 * The e-mail address around an `@` at `at` (or a `%40`, 3 long, or `%2540`, 5 long: `width`), as `[start, end]`,
 * or null. `from` bounds the look to the left.
 */
export function emailAround(
  text: string,
  at: number,
  width: number,
  from: number,
): [number, number] | null {
  let start = at;
  const least = Math.max(from, at - LONGEST_LOCAL);
  while (start > least && isLocal(text.charCodeAt(start - 1))) start--;
  while (start < at && text.charCodeAt(start) === 46) start++;
  if (start === at) return null;
  let end = at + width;
  const most = Math.min(text.length, end + LONGEST_DOMAIN);
  while (end < most && isDomain(text.charCodeAt(end))) end++;
  const domain = text.slice(at + width, end).replace(/[.-]+$/, "");
  const length = addressLength(domain);
  return length > 0 ? [start, at + width + length] : null;
}

/** How much of what could be a domain is one: up to its last ending, with what stands glued to that; 0 for none. */
function addressLength(domain: string): number {
  const last = domain.lastIndexOf(".");
  const ending = domain.slice(last + 1);
  if (last < 1 || FILE_ENDINGS.test(ending)) return 0;
  if (RELEASE.test(domain)) return PLAIN_ENDING.test(ending) ? domain.length : 0;
  let end = domain.length;
  for (let dot = last; dot >= 1; dot = domain.lastIndexOf(".", dot - 1)) {
    if (ENDING.test(domain.slice(dot + 1, end))) return end;
    end = dot;
  }
  return 0;
}

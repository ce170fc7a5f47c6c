/** Longest part of a secret without a blank that is looked for at a cut; longer ones show by their length. */
const LONGEST_WORD = 300;
/** Card numbers and IBANs come in up to nine groups. */
const MOST_GROUPS = 9;

/**
 * The beginning of a long text, for what is redacted afterwards: a secret that is cut in half would be
 * known by no pattern, so the word that is cut goes, and groups of digits before it.
 */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = wordStart(text, Math.max(0, limit - 1));
  for (let groups = 0; groups < MOST_GROUPS; groups++) {
    const last = skipBack(text, end, isBetween);
    const start = wordStart(text, last);
    if (start === last || !hasDigit(text, start, last)) break;
    end = start;
  }
  return `${text.slice(0, end)}…`;
}

const wordStart = (text: string, end: number) => skipBack(text, end, isOfWord);

function skipBack(text: string, from: number, skips: (code: number) => boolean): number {
  const first = Math.max(0, from - LONGEST_WORD);
  let at = from;
  while (at > first && skips(text.charCodeAt(at - 1))) at--;
  return at;
}

function hasDigit(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}

const isBetween = (code: number) => code <= 32 || code === 160;
/** All but blanks, quotes, brackets, commas, semicolons. */
const isOfWord = (code: number) => code > 32 && code !== 160 && !ENDS.has(code);
const ENDS = new Set([...`"'\`,;()[]{}<>`].map((sign) => sign.charCodeAt(0)));

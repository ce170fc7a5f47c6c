import { ENTITIES, ESCAPES } from "./decoded.ts";

/** A text with one of these reads as codes itself, in more ways than a pattern may try. */
const OWN_CODES = /[%&\\]/;
/** Of an escape that was written as JSON up to three times. */
const BACKSLASHES = String.raw`\\{1,7}`;

/**
 * The pattern of a text of these words as it stands and as addresses, HTML and JSON write it, written
 * over itself too (`%2525`, `&amp;amp;`). Null for a text that reads as codes itself. Looking takes linear
 * time: what repeats in a form begins with a sign that is not in it, or has a bound.
 *
 * Decoding alone cannot find a text after a character that reads as one code with it, like that of
 * `C:\robert%20x`.
 */
export function encodedText(words: readonly string[]): RegExp | null {
  if (words.some((word) => OWN_CODES.test(word))) return null;
  const space = `(?:\\s|${[..." \t\n\r\f\u00a0"].flatMap(formsOf).join("|")})+`;
  return new RegExp(words.map((word) => [...word].map(encoded).join("")).join(space), "giu");
}

function encoded(char: string): string {
  const cases = new Set([char, char.toLowerCase(), char.toUpperCase()]);
  return `(?:${[escapeRegex(char), ...[...cases].flatMap(formsOf)].join("|")})`;
}

/** Without the one that it has as it stands. */
function formsOf(written: string): string[] {
  const points = Array.from(written, (char) => char.codePointAt(0) as number);
  const each = (form: (code: number) => string) => points.map(form).join("");
  const forms = [
    each((code) => `&(?:amp;)*#0*${code};`),
    each((code) => `&(?:amp;)*#x0*${code.toString(16)};`),
    Array.from(
      { length: written.length },
      (_, i) => `${BACKSLASHES}u${hex(written.charCodeAt(i), 4)}`,
    ).join(""),
  ];
  if (!/\p{Surrogate}/u.test(written)) {
    const bytes = new TextEncoder().encode(written);
    forms.push(Array.from(bytes, (byte) => `%(?:25)*${hex(byte, 2)}`).join(""));
  }
  const name = nameIn(ENTITIES, written);
  if (name !== undefined) forms.push(`&(?:amp;)*${name};`);
  const escape = nameIn(ESCAPES, written) ?? (/^["/]$/.test(written) ? written : undefined);
  if (escape !== undefined) forms.push(`${BACKSLASHES}${escapeRegex(escape)}`);
  return forms;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

function nameIn(names: Readonly<Record<string, string>>, char: string): string | undefined {
  return Object.keys(names).find((name) => names[name] === char);
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

import { WaymarkError } from "../../format/errors.ts";
import { compilePattern, type CustomPattern } from "../redaction/custom.ts";
import { MASK } from "../sanitize/masks.ts";
import { decode } from "./decoded.ts";
import { encodedText, escapeRegex } from "./encoded.ts";
import { LONGEST_TEXT, SHORTEST_TEXT } from "./text-limits.ts";

/** Finds what a person wants gone, as it stands, URL-encoded, HTML-escaped or as JSON in a string. */
export interface TextMatcher {
  /** Where it stands, in order and without overlaps. */
  find(text: string): Span[];
  /** The text without it; the very same string where it does not stand in it. */
  clean(text: string): string;
  /** What is put in its place. */
  readonly replacement: string;
}

export interface Span {
  start: number;
  end: number;
}

/** What a person may ask to be removed wherever it stands. */
export interface TextRules {
  /** Plain texts: any white space between their words, whatever their case. */
  texts: readonly string[];
  patterns: readonly CustomPattern[];
}

const REDACTED = "[redacted]";
/** Letters in the bytes of a picture or font that read like a text are none. */
const BYTES = /;base64,[A-Za-z0-9+/=_-]{24,}/g;
/** A replacement may join what stood apart; as in the redactor, it is looked at again. */
const MOST_ROUNDS = 4;

/** Null without any rule. Throws `refused` for a pattern that cannot be used, `invalid-input` for a text. */
export function createMatcher({ texts, patterns }: TextRules): TextMatcher | null {
  const wanted = texts.map(wordsOf);
  const regexes = [
    ...wanted.map((words) => new RegExp(words.map(escapeRegex).join(String.raw`\s+`), "giu")),
    ...patterns.map((pattern) => compilePattern(pattern).regex),
  ];
  const encoded = wanted.map(encodedText).filter((regex) => regex !== null);
  if (regexes.length === 0) return null;
  const finds = (text: string) => find(text).length > 0;

  function spansIn(sought: readonly RegExp[], text: string, from?: readonly number[]): Span[] {
    const spans: Span[] = [];
    for (const regex of sought) {
      for (const found of text.matchAll(regex)) {
        const end = found.index + found[0].length;
        spans.push(
          from
            ? { start: from[found.index] as number, end: from[end] as number }
            : { start: found.index, end },
        );
      }
    }
    return spans;
  }

  function find(text: string): Span[] {
    if (text.length < 1) return [];
    const spans = spansIn(regexes, text);
    if (/[%&\\]/.test(text)) spans.push(...spansIn(encoded, text));
    for (const plusIsSpace of [false, true]) {
      for (const view of decode(text, plusIsSpace))
        spans.push(...spansIn(regexes, view.text, view.from));
    }
    return spans.length === 0 ? spans : joined(outsideBytes(spans, text));
  }

  const replacement = finds(REDACTED) ? MASK : REDACTED;
  if (finds(MASK)) {
    throw new WaymarkError(
      "invalid-input",
      "This also finds what would be put in its place. Name the text more closely.",
    );
  }

  return {
    find,
    replacement,
    clean(text) {
      let out = text;
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const spans = find(out);
        if (spans.length === 0) return out;
        out = cut(out, spans, replacement);
      }
      return finds(out) ? MASK : out;
    },
  };
}

export function cut(text: string, spans: readonly Span[], replacement: string): string {
  let out = "";
  let at = 0;
  for (const { start, end } of spans) {
    out += text.slice(at, start) + replacement;
    at = end;
  }
  return out + text.slice(at);
}

function wordsOf(text: string): string[] {
  const { length } = text.trim();
  if (length < SHORTEST_TEXT || length > LONGEST_TEXT) {
    throw new WaymarkError(
      "invalid-input",
      `A text to be removed has ${SHORTEST_TEXT} to ${LONGEST_TEXT} characters; this one has ${length}.`,
    );
  }
  return text.trim().split(/\s+/);
}

function outsideBytes(spans: readonly Span[], text: string): Span[] {
  if (!text.includes(";base64,")) return [...spans];
  const bytes = [...text.matchAll(BYTES)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  return spans.filter(
    (span) => !bytes.some(({ start, end }) => span.start >= start && span.end <= end),
  );
}

function joined(spans: Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = out.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else out.push({ ...span });
  }
  return out;
}

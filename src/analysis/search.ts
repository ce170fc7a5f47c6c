import type { NormalizedEvent } from "./event.ts";
import { type EventField, fieldsOf } from "./event-text.ts";

/** How well a text answers a query. */
export interface Match {
  /** 0 to 1: 1 is the query itself, as a word. */
  score: number;
  /** Where in the text the best part of it stands. */
  at: number;
}

export interface FieldMatch extends Match {
  field: EventField["field"];
  /** A piece of the field around the match. */
  excerpt: string;
}

/** What a field says of an event: a hit in its name counts for more than one in its page's address. */
const WEIGHTS: Readonly<Record<EventField["field"], number>> = {
  label: 1,
  message: 1,
  selector: 0.9,
  request: 0.9,
  data: 0.8,
  url: 0.5,
};
/** Texts are read no further; longer ones are stacks and dumps. */
const MOST_CHARS = 8_192;
const EXCERPT_CHARS = 120;

export type Matcher = (text: string) => Match | null;

/**
 * A fuzzy matcher: every word of the query must be in the text, whatever the order and case, whole, as
 * a part of a word, or with a typing slip (one in words of four letters or more, two from eight on).
 */
export function createMatcher(query: string): Matcher {
  const whole = query.toLowerCase().replace(/\s+/g, " ").trim();
  const words = whole.split(/[\s,;]+/).filter(Boolean);
  return (given) => {
    const text = given.slice(0, MOST_CHARS).toLowerCase();
    const at = text.indexOf(whole);
    if (at >= 0) return { score: isWord(text, at, whole.length) ? 1 : 0.95, at };
    let sum = 0;
    let first = -1;
    for (const word of words) {
      const match = matchWord(text, word);
      if (!match) return null;
      sum += match.score;
      if (first < 0) first = match.at;
    }
    return words.length === 0 ? null : { score: (0.9 * sum) / words.length, at: first };
  };
}

function matchWord(text: string, word: string): Match | null {
  const at = text.indexOf(word);
  if (at >= 0) return { score: isWord(text, at, word.length) ? 1 : 0.9, at };
  const slips = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
  if (slips === 0) return null;
  for (const { 0: token, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (Math.abs(token.length - word.length) > slips) continue;
    if (isNear(token, word, slips)) return { score: 0.6, at: index };
  }
  return null;
}

function isWord(text: string, at: number, length: number): boolean {
  const letter = /[\p{L}\p{N}]/u;
  return !letter.test(text[at - 1] ?? "") && !letter.test(text[at + length] ?? "");
}

/** Whether one text becomes the other by at most `most` letters put in, left out, changed or swapped. */
function isNear(a: string, b: string, most: number): boolean {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > most) return false;
    before = last;
    last = row;
  }
  return last[b.length]! <= most;
}

/** The field of an event that answers the query best; null when none does. */
export function matchEvent(event: NormalizedEvent, matcher: Matcher): FieldMatch | null {
  let best: FieldMatch | null = null;
  for (const { field, text } of fieldsOf(event)) {
    const match = matcher(text);
    if (!match) continue;
    const score = match.score * WEIGHTS[field];
    if (!best || score > best.score) {
      best = { ...match, score, field, excerpt: excerptOf(text, match.at) };
    }
  }
  return best;
}

export function excerptOf(text: string, at: number): string {
  const from = Math.max(0, at - EXCERPT_CHARS / 3);
  const part = text
    .slice(from, from + EXCERPT_CHARS)
    .replace(/\s+/g, " ")
    .trim();
  return `${from > 0 ? "…" : ""}${part}${from + EXCERPT_CHARS < text.length ? "…" : ""}`;
}

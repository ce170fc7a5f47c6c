import { type Column, numberAt, packColumn } from "./column.ts";

/**
 * Texts as a tree of their words: a text is its last word, and the place of what stands before it. Selectors and labels
 * of one page share most of their beginnings, and then take some bytes each. Places count from 1; 0 is no text.
 */
export interface PackedTexts {
  /** Place of what stands before a word, by its own place; 0 where nothing does. */
  readonly before: Column;
  /** Which of `words` it is, by place. */
  readonly word: Column;
  /** Each word once. */
  readonly words: readonly string[];
}

/** The text of a place; empty for 0. */
export function textAt({ before, word, words }: PackedTexts, place: number): string {
  if (place === 0) return "";
  let text = words[numberAt(word, place)]!;
  for (let at = numberAt(before, place); at > 0; at = numberAt(before, at)) {
    text = `${words[numberAt(word, at)]!} ${text}`;
  }
  return text;
}

export interface TextPacker {
  /** The place of a text, which is the same whenever it is asked for again. */
  placeOf(text: string): number;
  packed(): PackedTexts;
}

export function makeTextPacker(): TextPacker {
  const places = new Map<string, number>();
  const nodes = new Map<string, number>();
  const wordNumbers = new Map<string, number>();
  const before = [0];
  const word = [0];

  function numberOf(each: string): number {
    let number = wordNumbers.get(each);
    if (number === undefined) wordNumbers.set(each, (number = wordNumbers.size));
    return number;
  }

  function nodeAfter(node: number, each: string): number {
    const number = numberOf(each);
    const key = `${node} ${number}`;
    let next = nodes.get(key);
    if (next === undefined) {
      nodes.set(key, (next = before.length));
      before.push(node);
      word.push(number);
    }
    return next;
  }

  return {
    placeOf(text) {
      let place = places.get(text);
      if (place === undefined) places.set(text, (place = text.split(" ").reduce(nodeAfter, 0)));
      return place;
    },
    packed: () => ({
      before: packColumn(before),
      word: packColumn(word),
      words: [...wordNumbers.keys()],
    }),
  };
}

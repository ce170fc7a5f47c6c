/** One rule of the gates, switched off by one small edit of one file. */
export interface Mutation {
  /** What the rule does, in words for docs/privacy-proof.md; no two alike. */
  rule: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
}

/** What is replaced in a file, and by what. */
export type Edit = readonly [rule: string, find: string, replace: string];

/** Mutations of one file of the gates. */
export const inFile = (file: string, edits: readonly Edit[]): Mutation[] =>
  edits.map(([rule, find, replace]) => ({ rule, file: `src/privacy/${file}`, find, replace }));

/** The same edit for each of several words that stand in a list. */
export const eachWord = (
  rule: string,
  words: string,
  edit: (word: string) => [string, string],
): Edit[] => words.split(" ").map((word) => [`${rule}: ${word}`, ...edit(word)]);

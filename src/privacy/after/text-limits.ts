/** Characters of a text that is to be removed: a shorter one stands in half of all words. */
export const SHORTEST_TEXT = 3;
export const LONGEST_TEXT = 500;

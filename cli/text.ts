// oxlint-disable no-control-regex -- control characters are what this takes out

/**
 * What can drive a terminal or turn text around on it: controls (escape sequences start with one),
 * line and paragraph separators, marks of writing direction; and the private signs of style.ts.
 */
const DRIVING =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\uf8f0\uf8f1]+/g;
/** The same but line feeds and the signs of style.ts. */
const DRIVING_LINES =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/g;
/** What JSON.stringify leaves as it is. */
const BARE_IN_JSON = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/** Recorded text as one line that cannot drive the terminal. */
export const plain = (text: string): string => text.replace(DRIVING, " ");

/** Text of several lines that cannot drive the terminal; whatever the parts were that it was made of. */
export const printable = (text: string): string => text.replace(DRIVING_LINES, " ");

/** JSON that reads the same and holds no character that a terminal would act on. */
export const quiet = (json: string): string =>
  json.replace(BARE_IN_JSON, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

export { clock as momentText } from "../src/analysis/written.ts";

/** `420 ms`, `9.9 s`, `1 min 35 s`, `2 h 5 min`. */
export function lengthText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1).replace(/\.0$/, "")} s`;
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

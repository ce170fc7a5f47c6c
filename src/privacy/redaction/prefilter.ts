import { ALNUM, DIGIT, kindOf, LETTER, RUN, SPECIAL } from "./chars.ts";
import { SHORTEST_TOKEN } from "./tokens.ts";

/** No pattern is shorter: `a@b.co`. */
const SHORTEST = 6;
/** Cards have 13, IBANs and phone numbers at least 8 all told. */
const FEWEST_DIGITS = 8;

/**
 * True when a text could hold something that a pattern finds. Nearly all texts of a page cannot, and
 * this runs on each of them: one loop, no allocation, no regular expression.
 */
export function mayHoldSecret(text: string): boolean {
  const length = text.length;
  if (length < SHORTEST) return false;
  let run = 0;
  let digits = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const kind = kindOf(code);
    if ((kind & RUN) !== 0) {
      if (++run >= SHORTEST_TOKEN) return true;
      if ((kind & DIGIT) !== 0) {
        if (++digits >= FEWEST_DIGITS) return true;
        if (run >= 4 && beginsLikeIban(text, i)) return true;
      }
    } else {
      if (kind === SPECIAL) return true;
      // "Bearer ", "Basic ", "-----BEGIN "
      if (code === 32 && (run === 5 || run === 6 || run === 10)) {
        const first = text.charCodeAt(i - run) | 32;
        if (first === 98 || first === 45) return true;
      }
      run = 0;
    }
  }
  return false;
}

/** Two letters and two digits that end at `at`. */
function beginsLikeIban(text: string, at: number): boolean {
  return (
    (kindOf(text.charCodeAt(at - 1)) & DIGIT) !== 0 &&
    (kindOf(text.charCodeAt(at - 2)) & LETTER) !== 0 &&
    (kindOf(text.charCodeAt(at - 3)) & LETTER) !== 0 &&
    (kindOf(text.charCodeAt(at - 4)) & ALNUM) === 0
  );
}

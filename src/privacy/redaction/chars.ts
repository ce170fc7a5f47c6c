/** Character classes as bits, looked up per ASCII code: the scanner reads every character of a page. */
export const UPPER = 1;
export const LOWER = 2;
export const DIGIT = 4;
export const LETTER = UPPER | LOWER;
export const ALNUM = UPPER | LOWER | DIGIT;
/** Part of an unbroken token: letters, digits and `_ - + /`. */
export const RUN = 8;
/** Starts a look around: `@ : = % ? #`. */
export const SPECIAL = 16;

const KINDS = new Uint8Array(128);
const mark = (chars: string, bits: number) => {
  for (const char of chars) {
    const code = char.charCodeAt(0);
    KINDS[code] = (KINDS[code] ?? 0) | bits;
  }
};
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ", UPPER | RUN);
mark("abcdefghijklmnopqrstuvwxyz", LOWER | RUN);
mark("0123456789", DIGIT | RUN);
mark("_-+/", RUN);
mark("@:=%?#", SPECIAL);

/** The class bits of a character code; 0 for anything outside ASCII and for NaN (past the end). */
export function kindOf(code: number): number {
  return code < 128 ? (KINDS[code] as number) : 0;
}

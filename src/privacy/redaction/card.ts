import { ALNUM, DIGIT, kindOf } from "./chars.ts";

/** Luhn's check (ISO/IEC 7812-1) over a string of digits. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    let digit = digits.charCodeAt(i) - 48;
    if (double && (digit *= 2) > 9) digit -= 9;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** Issuers' leading digits and lengths; a number outside them is an order or a timestamp. */
const ISSUERS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|35\d{14}|6\d{15}|6\d{18}|5[06-8]\d{14})$/;

/** Blanks, points, dashes of all widths, and how a blank looks in a URL or an encoded form. */
const SEPARATOR =
  /(?:[ \u00a0\u2007\u2009\u202f]{1,3}|\t|%20|%C2%A0|[-.+_\u00ad\u2010-\u2015\u2212\u200b-\u200d\u2060\ufeff])/y;

/**
 * The end of a payment card number that begins at `start`, or -1. Groups may be parted by one kind
 * of separator; groups under three digits are a table or a calendar, not a card. What follows may
 * be digits too (`4111 1111 1111 1111 12/27`), so every end of a group is tried, the longest first.
 */
export function cardEnd(text: string, start: number): number {
  let digits = "";
  let separator = "";
  let group = 0;
  let found = -1;
  for (let i = start; i <= text.length && digits.length <= 19; i++) {
    const kind = kindOf(text.charCodeAt(i));
    if ((kind & DIGIT) !== 0) {
      digits += text.charAt(i);
      group++;
      continue;
    }
    if (group < 3 || (kind & ALNUM) !== 0) break;
    if (digits.length >= 13 && ISSUERS.test(digits) && passesLuhn(digits)) found = i;
    SEPARATOR.lastIndex = i;
    const apart = SEPARATOR.exec(text)?.[0];
    if (apart === undefined || (separator !== "" && separator !== apart)) break;
    separator = apart;
    i += apart.length - 1;
    group = 0;
  }
  return found;
}

import { ALNUM, kindOf } from "./chars.ts";

/** US social security number, grouped; never-issued areas (000, 666, 9xx) are something else. */
const SSN = /(?!000|666|9)\d{3}([ -])(?!00)\d{2}\1(?!0000)\d{4}/y;
/** 8 to 15 digits (E.164) in groups, or after a plus; a plain run of digits is a number. */
const PHONE = /(?:\(?\d{1,4}\)?[ .\-/]){1,4}\d{2,4}(?:[ .-]\d{2,4}){0,3}/y;
const PLUS_PHONE = /\d[\d ().-]{6,20}\d/y;

export function ssnEnd(text: string, start: number): number {
  return ended(SSN, text, start);
}

export function phoneEnd(text: string, start: number): number {
  const plus = text.charCodeAt(start - 1) === 43;
  const end = ended(plus ? PLUS_PHONE : PHONE, text, start);
  if (end < 0) return -1;
  const found = text.slice(start, end);
  const digits = found.replace(/\D/g, "").length;
  if (digits < 8 || digits > 15) return -1;
  // 2024-01-31, 10.0.0.12 and 12.345.678 are dates, addresses and amounts.
  if (
    !plus &&
    /^(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,3}(?:\.\d{1,3}){2,3})/.test(found)
  )
    return -1;
  return end;
}

function ended(shape: RegExp, text: string, start: number): number {
  shape.lastIndex = start;
  const found = shape.exec(text)?.[0];
  if (found === undefined) return -1;
  const end = start + found.length;
  return (kindOf(text.charCodeAt(end)) & ALNUM) !== 0 ? -1 : end;
}

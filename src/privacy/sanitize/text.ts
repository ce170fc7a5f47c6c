import { hit } from "../hits.ts";
import type { Context } from "./context.ts";
import { cleanCss } from "./css.ts";
import { MASK, maskShape, maskText } from "./masks.ts";
import { IS } from "./node-map.ts";

/** What is recorded of a text node under an element for which `bits` hold. */
export function sanitizeText(text: string, bits: number, context: Context): string {
  if (text === "" || text === MASK) return text;
  if ((bits & (IS.silent | IS.style | IS.mask | IS.editable | IS.value)) === 0 && !context.strict) {
    return context.redactor.text(text, context.hits);
  }
  if ((bits & IS.silent) !== 0) return "";
  if ((bits & IS.style) !== 0) {
    const masked = context.strict || (bits & HIDES_TEXT) !== 0;
    const css = cleanCss(text, { place: "sheet", masked }, context.redactor, context.hits);
    // Not all that is called style is a sheet (MathML), and one that is shown can be written in.
    return masked && !/[{}@:]/.test(css) ? maskText(css) : css;
  }
  const shown =
    context.open && (bits & IS.unmask) !== 0 && (bits & (IS.mask | IS.never | IS.unknown)) === 0;
  if (!shown && (bits & (IS.mask | IS.editable | IS.value)) !== 0) {
    const masked = maskText(text);
    if (masked !== text) hit(context.hits, ruleFor(bits));
    return masked;
  }
  if (context.strict) return maskShape(text);
  return context.redactor.text(text, context.hits);
}

/** What masks the words of a sheet and of attributes too. */
export const HIDES_TEXT = IS.mask | IS.editable;

function ruleFor(bits: number): string {
  if ((bits & IS.never) !== 0) return "never";
  if ((bits & IS.mask) !== 0) return "mask";
  return (bits & IS.editable) !== 0 ? "editable" : "input";
}

import * as v from "valibot";

/** What schemas of signals have in common. Gate 2 cuts texts to this length. */
export const LONGEST_TEXT = 8_192;
export const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
export const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Levels of lists and objects in what a page may tell freely. What is deeper breaks whoever walks or writes it. */
const DEEPEST_VALUE = 64;

/** Any JSON value of no more characters than `most`, as JSON, and of no depth that a walk by recursion cannot bear. */
export const freeValue = <T>(most: number) =>
  v.check<T, string>(
    (value) => isShallow(value, DEEPEST_VALUE) && (JSON.stringify(value) ?? "").length <= most,
    "too long or too deep",
  );

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

/** A recorded node's id. */
export const nodeId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/**
 * Node id of the iframe whose document said it; none when it was the tab's own. Gate 2 sets it, but for a frame of the
 * page's own origin, of which the page's recorder tells.
 */
export const inFrame = v.optional(v.number());

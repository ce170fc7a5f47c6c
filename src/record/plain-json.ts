import { stringifyDeep } from "../format/stringify.ts";

/**
 * JSON text of an event whatever the page has done to its prototypes: old libraries put a `toJSON` on
 * arrays that encodes them a second time, and pages nest deeper than the engine's stack.
 */
export function plainJson(
  global: typeof globalThis,
  stringify: (value: unknown) => string,
): (value: unknown) => string {
  // An array inherits what an object does, so one look tells of both.
  const arrays = global.Array.prototype;
  return (value) => {
    if ("toJSON" in arrays) return stringifyDeep(value, stringify);
    try {
      return stringify(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return stringifyDeep(value, stringify); // too deep for the engine's stack: written without one
    }
  };
}

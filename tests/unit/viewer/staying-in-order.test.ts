import fc from "fast-check";
import { expect, test } from "vitest";
import { stayingInOrder } from "../../../viewer/stage/tree-changes.ts";

test("as many places stay as can, in a rising order, and the others are told", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 12 }), { maxLength: 9 }), (places) => {
      const distinct = places.map((place, i) => (places.indexOf(place) === i ? place : -1));
      const staying = stayingInOrder(distinct);
      for (const [i, place] of staying.entries()) expect([-1, distinct[i]]).toContain(place);
      const kept = staying.filter((place) => place >= 0);
      expect(kept).toEqual(kept.toSorted((a, b) => a - b));
      expect(kept.length).toBe(longestRise(distinct.filter((place) => place >= 0)));
    }),
    { numRuns: 2_000 },
  );
});

/** By trying all of them. */
function longestRise(places: readonly number[], above = -1): number {
  const [first, ...rest] = places;
  if (first === undefined) return 0;
  const without = longestRise(rest, above);
  return first > above ? Math.max(without, 1 + longestRise(rest, first)) : without;
}

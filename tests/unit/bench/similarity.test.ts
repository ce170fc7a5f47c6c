import fc from "fast-check";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import {
  multisetF1,
  pictureSimilarity,
  scrollSimilarity,
} from "../../bench/fidelity/similarity.ts";

const counts = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.integer({ min: 1, max: 9 }), {
  noNullPrototype: true,
});

/** White, with black squares of 10 pixels at these places. */
function picture(squares: readonly [number, number][]): PNG {
  const png = new PNG({ width: 200, height: 120 });
  png.data.fill(255);
  for (const [left, top] of squares) {
    for (let y = top; y < top + 10; y++) {
      for (let x = left; x < left + 10; x++)
        png.data.fill(0, (y * 200 + x) * 4, (y * 200 + x) * 4 + 3);
    }
  }
  return png;
}

describe("similarity of words and tags", () => {
  it("is symmetric, between 0 and 1, and 1 only for equal multisets", () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const score = multisetF1(a, b);
        expect(score).toBe(multisetF1(b, a));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        const same = (["a", "b", "c", "d"] as const).every(
          (key) => (a[key] ?? 0) === (b[key] ?? 0),
        );
        expect(score === 1).toBe(same);
      }),
    );
  });

  it("counts what is missing and what is too much", () => {
    expect(multisetF1({ row: 4 }, { row: 2 })).toBeCloseTo(2 / 3);
    expect(multisetF1({ row: 2 }, { row: 2, ghost: 2 })).toBeCloseTo(2 / 3);
    expect(multisetF1({ row: 2 }, {})).toBe(0);
  });
});

describe("similarity of scroll positions", () => {
  it("says nothing where nothing is scrolled", () => {
    expect(scrollSimilarity({}, {})).toBeNull();
  });

  it("is 0 for a lost position and falls with the distance", () => {
    expect(scrollSimilarity({ pane: [0, 400] }, {})).toBe(0);
    expect(scrollSimilarity({ pane: [0, 400] }, { pane: [0, 300] })).toBe(0.75);
    expect(scrollSimilarity({ a: [0, 400], b: [9, 0] }, { a: [0, 400] })).toBe(0.5);
  });
});

describe("similarity of pictures", () => {
  const squares: [number, number][] = [
    [20, 20],
    [100, 60],
  ];

  it("is 1 for the same picture and for two empty ones", () => {
    expect(pictureSimilarity(picture(squares), picture(squares))).toBeCloseTo(1);
    expect(pictureSimilarity(picture([]), picture([]))).toBe(1);
  });

  it("does not forgive what is missing because most of the page is empty", () => {
    expect(pictureSimilarity(picture(squares), picture([]))).toBeLessThan(0.2);
    expect(pictureSimilarity(picture([]), picture(squares))).toBeLessThan(0.2);
    const half = pictureSimilarity(picture(squares), picture(squares.slice(0, 1)));
    expect(half).toBeGreaterThan(0.3);
    expect(half).toBeLessThan(0.7);
  });

  it("sees that something stands elsewhere", () => {
    const moved = squares.map(([x, y]): [number, number] => [x + 8, y]);
    expect(pictureSimilarity(picture(squares), picture(moved))).toBeLessThan(0.7);
  });
});

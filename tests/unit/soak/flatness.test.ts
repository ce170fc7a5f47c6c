import { describe, expect, it } from "vitest";
import { flatness, median } from "../../e2e/soak/flatness.ts";

const samples = (bytes: readonly number[]) =>
  bytes.map((each, index) => ({ atMs: index * 30_000, bytes: each }));

describe("flatness", () => {
  it("calls a level line level, whatever the warm-up held", () => {
    const flat = flatness(samples([900, 500, ...Array<number>(18).fill(100)]), 0.1);
    expect(flat).toEqual({ ratio: 1, grownBytes: 0, medianBytes: 100 });
  });

  it("tells a leak by its slope and by its last third", () => {
    const growing = samples(Array.from({ length: 30 }, (_, n) => 100 + 10 * n));
    const { ratio, grownBytes } = flatness(growing, 0);
    expect(grownBytes).toBeCloseTo(290);
    expect(ratio).toBeCloseTo(345 / 145);
  });

  it("is not led astray by some samples that are far off, and sees what grows below them", () => {
    const bytes = Array<number>(30).fill(100);
    for (const at of [17, 21, 25, 29]) bytes[at] = 1_000;
    expect(flatness(samples(bytes), 0)).toMatchObject({ ratio: 1, grownBytes: 0 });
    const growing = bytes.map((each, n) => each + 10 * n);
    expect(flatness(samples(growing), 0).grownBytes).toBeCloseTo(290);
  });

  it("refuses to judge from too few samples", () => {
    expect(() => flatness(samples([1, 2, 3]), 0.5)).toThrow(/2 samples/);
  });
});

describe("median", () => {
  it("is the middle, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

import { expect, test } from "vitest";
import { countText, plural, wholeNumber } from "../../../src/format/count.ts";

test("whole numbers are grouped as English groups them", () => {
  const english = new Intl.NumberFormat("en");
  for (const n of [0, 9, 999, 1_000, 12_345, 999_999, 1_000_000, 1_234_567_890]) {
    expect(wholeNumber(n)).toBe(english.format(n));
  }
});

test("counts are short, and one of a thing is one", () => {
  expect(countText(9_999)).toBe("9,999");
  expect(countText(38_400)).toBe("38k");
  expect(countText(2_340_000)).toBe("2.3m");
  expect(plural(1, "click")).toBe("1 click");
  expect(plural(2, "entry", "entries")).toBe("2 entries");
});

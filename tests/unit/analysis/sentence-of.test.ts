import { expect, test } from "vitest";
import { sentenceOf } from "../../../src/analysis/friction/detector.ts";

test.each([
  ["No replacement was chosen.", "No replacement was chosen."],
  ["x is not a function", "x is not a function."],
  ["Really?", "Really?"],
  ["word ".repeat(100), `${"word ".repeat(100).trim().slice(0, 199)}…`],
])("what a page says ends a sentence once: %j", (message, ends) => {
  expect(sentenceOf(message)).toBe(ends);
});

import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sentencesOf } from "./sentences.ts";

/** What of the tests proves a sentence of docs/privacy.md, or why there is nothing to prove in it. */
interface Proof {
  sentence: string;
  /** Beginnings of the names of tests, as they stand in the code. */
  tests?: string[];
  /** For sentences that only lead the reader or define a word. */
  says?: "where to read on" | "what a word means" | "what to do";
}

const proofs = JSON.parse(readFileSync("tests/corpus/privacy-sentences.json", "utf8")) as Proof[];
const written = sentencesOf(readFileSync("docs/privacy.md", "utf8"));
const code = globSync("tests/{unit,contract,e2e}/**/*.{ts,tsx}")
  .filter((path) => !path.startsWith("tests/unit/docs/"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

/** A test by that name, whatever quotes it stands in. */
const hasTest = (name: string): boolean =>
  ['"', "`", "'"].some((quote) => code.includes(quote + name));

test("P1-P10 every sentence of docs/privacy.md names the tests that prove it", () => {
  const known = new Set(proofs.map(({ sentence }) => sentence));
  expect(written.filter((sentence) => !known.has(sentence))).toEqual([]);
  // A sentence that was changed or removed takes its entry with it.
  const there = new Set(written);
  expect(proofs.filter(({ sentence }) => !there.has(sentence))).toEqual([]);
});

test("P1-P10 the tests that docs/privacy.md relies on are there", () => {
  const names = proofs.flatMap(({ tests = [] }) => tests);
  expect(names.filter((name) => !hasTest(name))).toEqual([]);
  const unproved = proofs.filter(({ tests = [], says }) => tests.length === 0 && !says);
  expect(unproved).toEqual([]);
  const leading = proofs.filter(({ says }) => says).length;
  expect(leading).toBeLessThan(proofs.length / 5);
});

test.each([
  ["One. Two (P4). Three?", ["One.", "Two (P4).", "Three?"]],
  ["# Head\n\nA b\nc. D `x. Y` e.\n", ["A b c.", "D `x. Y` e."]],
  ["| a | b |\n| --- | --- |\n| 1. One | 2 |\n", ["| 1. One | 2 |"]],
  ['One. "Two" three.', ["One.", '"Two" three.']],
  ["- First, e.g. This.\n- Second", ["First, e.g. This.", "Second"]],
])("sentences are told apart: %j", (markdown, sentences) => {
  expect(sentencesOf(markdown)).toEqual(sentences);
});

import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import { judge, readCorpus } from "./corpus.ts";

const FOLDER = "../shared/corpus/friction";
const corpus = readCorpus(resolve(FOLDER));
/** Short visits to the demo shop's cart, recorded with the extension. */
const own = readCorpus(resolve("tests/corpus/friction")) ?? [];
/** The kinds that the labels speak of. */
const LABELLED = [
  "rage-click",
  "dead-click",
  "error-click",
  "form-abandon",
  "quick-back",
  "scroll-thrash",
];
/** What else is in a recording, by the way it was made. Every other finding is false. */
const OTHERS: Record<string, string[]> = { "ok-background-errors": ["js-error low"] };

describe("labelled recordings", () => {
  it.skipIf(corpus === null)(
    `are there (skipped where ${FOLDER} is not beside the checkout)`,
    () => {
      expect(corpus?.length).toBeGreaterThan(0);
    },
  );

  it("of our own are there", () => {
    expect(own.length).toBeGreaterThan(0);
  });

  it("know every kind that the labels use", () => {
    const all = [...(corpus ?? []), ...own];
    const used = all.flatMap(({ expected, mustNotReport }) => [...expected, ...mustNotReport]);
    expect(used.map(({ kind }) => kind).filter((kind) => !LABELLED.includes(kind))).toEqual([]);
  });

  it.for([...(corpus ?? []), ...own])("$name: finds what is there and nothing else", (label) => {
    const startedAt = label.events[0]?.timestamp ?? 0;
    const session = { id: "corpus", startedAt, endedAt: null };
    const { findings, skipped } = analyze(session, [
      { tabId: "tab", segments: [{ index: 0, events: label.events }] },
    ]);
    const told = findings.map(({ kind, window }) => ({ kind, atMs: window.fromOffsetMs }));
    expect(judge(label, told, LABELLED)).toEqual({ missed: [], wrong: [] });
    const others = findings.filter(({ kind }) => !LABELLED.includes(kind));
    expect(others.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual(
      OTHERS[label.name] ?? [],
    );
    expect(skipped).toBe(0);
  });
});

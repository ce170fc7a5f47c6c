import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import { DETECTORS } from "../../../src/analysis/friction/registry.ts";
import { judge, readCorpus } from "./corpus.ts";

const FOLDER = "../shared/corpus/friction";
const corpus = readCorpus(resolve(FOLDER));
/** Short visits to the demo shop's cart, recorded with the extension. */
const own = readCorpus(resolve("tests/corpus/friction")) ?? [];
const kinds = DETECTORS.map((detector) => detector.kind as string);

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

  it.for([...(corpus ?? []), ...own])("$name: finds what is there and nothing else", (label) => {
    const startedAt = label.events[0]?.timestamp ?? 0;
    const session = { id: "corpus", startedAt, endedAt: null };
    const { findings, skipped } = analyze(session, [
      { tabId: "tab", segments: [{ index: 0, events: label.events }] },
    ]);
    const told = findings.map(({ kind, window }) => ({ kind, atMs: window.fromOffsetMs }));
    expect(judge(label, told, kinds)).toEqual({ missed: [], wrong: [] });
    expect(skipped).toBe(0);
  });
});

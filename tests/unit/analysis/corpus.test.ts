import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import { DETECTORS } from "../../../src/analysis/friction/registry.ts";
import { judge, readCorpus } from "./corpus.ts";

const corpus = readCorpus(resolve("../shared/corpus/friction"));
const kinds = DETECTORS.map((detector) => detector.kind as string);

describe("labelled recordings", () => {
  if (!corpus) {
    it.skip("the labelled corpus is not beside this checkout (../shared/corpus/friction)", () => {});
    return;
  }
  for (const label of corpus) {
    it(`${label.name}: finds what is there and nothing else`, () => {
      const startedAt = label.events[0]?.timestamp ?? 0;
      const session = { id: "corpus", startedAt, endedAt: null };
      const { findings, skipped } = analyze(session, [
        { tabId: "tab", segments: [{ index: 0, events: label.events }] },
      ]);
      const told = findings.map(({ kind, window }) => ({ kind, atMs: window.fromOffsetMs }));
      expect(judge(label, told, kinds)).toEqual({ missed: [], wrong: [] });
      expect(skipped).toBe(0);
    });
  }
});

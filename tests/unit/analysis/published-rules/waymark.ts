import { analyze } from "../../../../src/analysis/analyze.ts";
import type { Rules } from "./raw.ts";

/** Our own detectors, in the shape of the others. */
export const waymark: Rules = (events) => {
  const startedAt = events[0]?.timestamp ?? 0;
  const { findings } = analyze({ id: "corpus", startedAt, endedAt: null }, [
    { tabId: "tab", segments: [{ index: 0, events }] },
  ]);
  return findings.map(({ kind, window }) => ({ kind, atMs: window.fromOffsetMs }));
};

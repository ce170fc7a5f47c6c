import { performance } from "node:perf_hooks";
import { createTabAnalysis, joinFacts } from "../../src/analysis/analyze.ts";
import { SEGMENT_EVENTS } from "../../src/format/segment-limits.ts";
import { benchAnalysisHeap } from "./analysis-heap.ts";
import { makeEvents } from "./events.ts";
import { makeRow, type Row } from "./row.ts";

const SIZES = [
  { count: 10_000, pairs: 101 },
  { count: 100_000, pairs: 15 },
  { count: 400_000, pairs: 5 },
];
/** Enough events for the engine to have compiled what it runs: the same for all sizes. */
const WARM_UP_EVENTS = 500_000;

/** The whole analysis of a session from its JSON, beside JSON.parse of the same bytes, which nothing can undercut. */
export async function benchAnalysis(): Promise<Row[]> {
  return [...benchTimes(), ...benchAnalysisHeap()];
}

function benchTimes(): Row[] {
  return SIZES.map(({ count, pairs }) => {
    const segments = makeSegments(count);
    const ours: number[] = [];
    const reference: number[] = [];
    let found = 0;
    const warmUp = Math.max(2, WARM_UP_EVENTS / count);
    for (let i = 0; i < pairs + warmUp; i++) {
      const parsed = timed(() => segments.map((json) => (JSON.parse(json) as unknown[]).length));
      const analysed = timed(() => (found = analyse(segments)));
      if (i < warmUp) continue;
      reference.push(parsed);
      ours.push(analysed);
    }
    const bytes = segments.reduce((sum, json) => sum + json.length, 0);
    const note = `${count} events, ${(bytes / 1e6).toFixed(1)} MB of JSON, ${found} findings; parse included, gunzip excluded; target <= 2.0`;
    return makeRow(`analysis.full.${count / 1000}k`, "ms", ours, reference, note);
  });
}

function makeSegments(count: number): string[] {
  const events = [...makeEvents(count)];
  const segments: string[] = [];
  for (let at = 0; at < events.length; at += SEGMENT_EVENTS) {
    segments.push(JSON.stringify(events.slice(at, at + SEGMENT_EVENTS)));
  }
  return segments;
}

function analyse(segments: readonly string[]): number {
  const session = { id: "bench", startedAt: 1_760_000_000_000, endedAt: null };
  const tab = createTabAnalysis(session, "tab");
  for (const [index, json] of segments.entries()) tab.push(JSON.parse(json) as unknown[], index);
  return joinFacts(session, [tab.finish()]).findings.length;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

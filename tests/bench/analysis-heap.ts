import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createTabAnalysis, joinFacts } from "../../src/analysis/analyze.ts";
import { SEGMENT_EVENTS } from "../../src/format/segment-limits.ts";
import { makeEvents } from "./events.ts";
import { makeRow, type Row } from "./row.ts";

const SIZES = [10_000, 100_000, 400_000];
/** Segments between two looks at the heap: each look collects all garbage, which takes its time. */
const EVERY = 4;

/** What the analysis holds at the most, beside all events of the session at once, which is what it must not hold. */
export function benchAnalysisHeap(): Row[] {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  return SIZES.map((count) => {
    const whole = heldBy(count, heap);
    const { peak, end, events } = analysed(count, heap);
    const note = `${count} events, segment by segment, live heap after a collection; reference: all events parsed; ${events} told events and the findings at the end take ${megabytes(end)} MB`;
    return makeRow(
      `analysis.heap.${count / 1000}k`,
      "MB",
      [megabytes(peak)],
      [megabytes(whole)],
      note,
    );
  });
}

function heldBy(count: number, heap: () => number): number {
  const before = heap();
  const all = [...segmentsOf(count)];
  const held = heap() - before;
  // Held until here, and no longer.
  all.length = 0;
  return held;
}

function analysed(count: number, heap: () => number) {
  const session = { id: "bench", startedAt: 1_760_000_000_000, endedAt: null };
  const before = heap();
  const tab = createTabAnalysis(session, "tab");
  let peak = 0;
  let index = 0;
  for (const segment of segmentsOf(count)) {
    tab.push(segment, index++);
    if (index % EVERY === 0) peak = Math.max(peak, heap() - before);
  }
  const facts = joinFacts(session, [tab.finish()]);
  const end = heap() - before;
  return { peak: Math.max(peak, end), end, events: facts.events.length };
}

/** Parsed anew, as from a store: strings of parsed JSON are not shared with those of the maker. */
function* segmentsOf(count: number): Generator<unknown[]> {
  let open: unknown[] = [];
  const close = () => JSON.parse(JSON.stringify(open)) as unknown[];
  for (const event of makeEvents(count)) {
    open.push(event);
    if (open.length < SEGMENT_EVENTS) continue;
    yield close();
    open = [];
  }
  if (open.length > 0) yield close();
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;

import { EventType, type RecordedEvent } from "../../src/format/events.ts";
import type { RawRun } from "../../src/worker/api.ts";

/** The events for a fresh Replayer, and the run to feed next. */
export interface Slice {
  events: RecordedEvent[];
  nextRun: number;
}

/**
 * One tab's events, run by run. Every answer is freshly parsed: the Replayer changes what it is
 * given, so its objects are never handed out twice.
 */
export interface Track {
  /** When the first picture of the page stands, as epoch milliseconds; null when there is none. */
  readonly firstPictureAt: number | null;
  readonly runCount: number;
  /** From the last Meta at or before `at` to the end of the run that holds `at`. Null without a picture. */
  sliceAt(at: number): Slice | null;
  run(index: number): RecordedEvent[];
  /** Timestamp of the next (or previous) recorded event after (before) `at`; null at the end. */
  step(at: number, by: 1 | -1): number | null;
}

interface RunIndex {
  times: Float64Array;
  /** Positions of the Metas that open a document. */
  openings: number[];
}

/** `viewport` stands in where a recording carries no Meta; without one rrweb never shows its frame. */
export function makeTrack(
  runs: readonly RawRun[],
  viewport: { width: number; height: number },
): Track {
  const decoder = new TextDecoder();
  const indexes: (RunIndex | undefined)[] = [];
  const parse = (index: number) => {
    const run = runs[index];
    return run ? (JSON.parse(decoder.decode(run.json)) as RecordedEvent[]) : [];
  };

  /** A run in which every FullSnapshot has its Meta right before it, also where the two were cut apart. */
  function load(index: number): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    let meta: RecordedEvent | null = null;
    for (const event of parse(index)) {
      if (event.type === EventType.Meta) {
        meta = event;
        continue;
      }
      if (event.type === EventType.FullSnapshot) {
        meta ??= lastMeta(index - 1);
        const data = meta?.data ?? { href: "", ...viewport };
        events.push({ type: EventType.Meta, data, timestamp: event.timestamp });
        meta = null;
      }
      events.push(event);
    }
    return events;
  }

  function lastMeta(index: number): RecordedEvent | null {
    return parse(index).findLast((event) => event.type === EventType.Meta) ?? null;
  }

  const indexOf = (index: number): RunIndex => (indexes[index] ??= indexRun(load(index)));

  function lastRunAt(at: number): number {
    const index = runs.findLastIndex((run) => run.firstEventAt <= at);
    return Math.max(0, index);
  }

  /** The last opening at or before `at`, else the first one of the recording. */
  function findOpening(at: number): { run: number; position: number } | null {
    for (let run = lastRunAt(at); run >= 0; run--) {
      const { openings, times } = indexOf(run);
      const position = openings.findLast((each) => (times[each] ?? Infinity) <= at);
      if (position !== undefined) return { run, position };
    }
    for (let run = 0; run < runs.length; run++) {
      const position = indexOf(run).openings[0];
      if (position !== undefined) return { run, position };
    }
    return null;
  }

  const first = findOpening(-Infinity);
  return {
    firstPictureAt: first && (indexOf(first.run).times[first.position] ?? null),
    runCount: runs.length,
    run: load,
    sliceAt(at) {
      const opening = findOpening(at);
      if (!opening) return null;
      const last = Math.max(opening.run, lastRunAt(at));
      const events = load(opening.run).slice(opening.position);
      for (let run = opening.run + 1; run <= last; run++) {
        for (const event of load(run)) events.push(event);
      }
      return { events, nextRun: last + 1 };
    },
    step(at, by) {
      let best: number | null = null;
      const start = lastRunAt(at);
      // Neighbouring runs may overlap in time, so the ones beside are asked too.
      for (let run = start - 1; run <= start + 1; run++) {
        if (run < 0 || run >= runs.length) continue;
        for (const time of indexOf(run).times) {
          if ((time - at) * by <= 0) continue;
          if (best === null || (best - time) * by > 0) best = time;
        }
      }
      return best;
    },
  };
}

function indexRun(events: readonly RecordedEvent[]): RunIndex {
  const openings: number[] = [];
  events.forEach((event, position) => {
    if (event.type === EventType.Meta) openings.push(position);
  });
  return { times: Float64Array.from(events, (event) => event.timestamp), openings };
}

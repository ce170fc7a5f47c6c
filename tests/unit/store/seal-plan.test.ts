import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEGMENT_BYTES, SEGMENT_EVENTS } from "../../../src/format/segment-limits.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { TailBatch } from "../../../src/format/session.ts";
import { decodeUtf8 } from "../../../src/store/bytes.ts";
import { planSeal, type SealedRun } from "../../../src/store/seal-plan.ts";

function batchOf(seq: number, events: RecordedEvent[]): TailBatch {
  const times = events.map((event) => event.timestamp);
  return {
    sessionId: "s",
    tabId: "t",
    producer: "p",
    seq,
    firstEventAt: Math.min(...times),
    lastEventAt: Math.max(...times),
    eventCount: events.length,
    json: JSON.stringify(events),
    adds: { clicks: 1 },
    hits: { input: 1 },
  };
}

const parse = (run: SealedRun) => JSON.parse(decodeUtf8(run.json)) as RecordedEvent[];

/** Events with their size padded, so that a few of them fill a segment. */
const anEvent = fc.record({
  timestamp: fc.nat({ max: 12 }),
  size: fc.constantFrom(10, 10, 200_000, 450_000, 1_200_000),
});

describe("planSeal", () => {
  test("keeps every event once, in stable time order, and cuts only where the time rises", () => {
    const tails = fc.array(fc.array(anEvent, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(tails, fc.boolean(), (tail, all) => {
        let mark = 0;
        const batches = tail.map((events, seq) =>
          batchOf(
            seq,
            events.map(({ timestamp, size }) => ({
              type: 3,
              data: { mark: mark++, pad: "x".repeat(size) },
              timestamp,
            })),
          ),
        );
        const plan = planSeal(batches, all);
        const sealed = plan.runs.map(parse);
        const untouched = batches.filter((_, i) => !plan.taken.includes(i));
        const left = [...plan.rest.map(({ batch }) => batch), ...untouched].flatMap(
          (batch) => JSON.parse(batch.json) as RecordedEvent[],
        );

        const order = (events: RecordedEvent[]) => events.map((event) => event.data["mark"]);
        const expected = batches
          .flatMap((batch) => JSON.parse(batch.json) as RecordedEvent[])
          .sort((a, b) => a.timestamp - b.timestamp);
        expect(order(sealed.flat())).toEqual(order(expected).slice(0, sealed.flat().length));
        expect(order([...sealed.flat(), ...left]).toSorted()).toEqual(order(expected).toSorted());
        expect(all && left.length > 0).toBe(false);

        for (const [i, events] of sealed.entries()) {
          const run = plan.runs[i];
          const [first, last] = [events[0]?.timestamp, events.at(-1)?.timestamp];
          expect(run).toMatchObject({
            firstEventAt: first,
            lastEventAt: last,
            eventCount: events.length,
          });
          const following =
            sealed[i + 1]?.[0] ?? left.toSorted((a, b) => a.timestamp - b.timestamp)[0];
          expect(following?.timestamp ?? Infinity).toBeGreaterThan(last ?? 0);
          const isOneMoment = first === last;
          expect(isOneMoment || (run?.json.length ?? 0) <= SEGMENT_BYTES).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("seals 5,000 events only when a later one has come", () => {
    const events = Array.from({ length: SEGMENT_EVENTS }, (_, i) => ({
      type: 3,
      data: {},
      timestamp: i,
    }));
    expect(planSeal([batchOf(0, events)], false).runs).toEqual([]);
    const later = { type: 3, data: {}, timestamp: SEGMENT_EVENTS };
    const plan = planSeal([batchOf(0, events), batchOf(1, [later])], false);
    expect(plan.runs.map((run) => run.eventCount)).toEqual([SEGMENT_EVENTS]);
    expect(plan).toMatchObject({ taken: [0], rest: [] });
  });

  test("R1 keeps a moment in the order in which its producer told it, also where a later batch begins earlier", () => {
    const said = batchOf(1, [{ type: 3, data: { text: "first" }, timestamp: 46 }]);
    const longTask = { type: 5, data: { tag: "waymark.vital" }, timestamp: 30 };
    const next = batchOf(2, [longTask, { type: 3, data: { text: "second" }, timestamp: 46 }]);
    // As `readTail` gives them: by the time of what they begin with.
    const { runs } = planSeal([next, said], true);
    expect(runs.flatMap(parse).map(({ data }) => data["tag"] ?? data["text"])).toEqual([
      "waymark.vital",
      "first",
      "second",
    ]);
  });

  test("counts UTF-8 bytes, not characters", () => {
    const wide = (timestamp: number) => ({
      type: 3,
      data: { text: "結".repeat(200_000) },
      timestamp,
    });
    const plan = planSeal([batchOf(0, [wide(1), wide(2)])], false);
    expect(plan.runs.map((run) => run.eventCount)).toEqual([1]);
  });

  test("does not count again what a cut batch added", () => {
    const big = (timestamp: number) => ({ type: 3, data: { pad: "x".repeat(600_000) }, timestamp });
    const [rest] = planSeal([batchOf(4, [big(1), big(2)])], false).rest;
    expect(rest).toMatchObject({ from: 0, batch: { seq: 4, eventCount: 1, adds: {}, hits: {} } });
  });

  test("R7 leaves a batch that cannot be read where it is, and seals the others", () => {
    const good = batchOf(0, [{ type: 3, data: {}, timestamp: 1 }]);
    const plan = planSeal([{ ...good, json: "[{]" }, good, { ...good, eventCount: 9 }], true);
    expect(plan.taken).toEqual([1]);
    expect(plan.runs).toHaveLength(1);
  });
});

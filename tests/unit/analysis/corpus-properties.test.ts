import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze, type SessionFacts } from "../../../src/analysis/analyze.ts";
import { EventType, IncrementalSource, type RecordedEvent } from "../../../src/format/events.ts";
import { makeRandom } from "../../bench/random.ts";
import { checkout } from "../../fixtures/recordings/make-checkout.ts";
import { readCorpus } from "./corpus.ts";

/** `properties.test.ts` holds the same of made-up sessions; here of what browsers really recorded. */
const labelled = [
  ...(readCorpus(resolve("tests/corpus/friction")) ?? []),
  ...(readCorpus(resolve("../shared/corpus/friction")) ?? []),
].map(({ name, events }) => ({ name, events: events as RecordedEvent[] }));
const visit = JSON.parse(readFileSync("tests/fixtures/recordings/visit.json", "utf8")) as {
  events: RecordedEvent[];
};
const RECORDINGS = [
  ...labelled,
  { name: "visit", events: visit.events },
  { name: "checkout", events: checkout() },
];

type Segments = { index: number; events: RecordedEvent[] }[];

function run(segments: Segments, startedAt: number): SessionFacts {
  return analyze({ id: "s", startedAt, endedAt: null }, [{ tabId: "t", segments }]);
}

const whole = (events: RecordedEvent[]): Segments => [{ index: 0, events }];
const startOf = (events: RecordedEvent[]): number => events[0]?.timestamp ?? 0;

function pieces(events: RecordedEvent[], size: number): Segments {
  const segments: Segments = [];
  for (let at = 0; at < events.length; at += size) {
    segments.push({ index: segments.length, events: events.slice(at, at + size) });
  }
  return segments;
}

/** What is found, without what names a place in a segment. */
const said = ({ findings, score, idle }: SessionFacts) => ({
  findings: findings.map(({ id: _, evidence, ...rest }) => ({
    ...rest,
    evidence: evidence.map(({ offsetMs }) => offsetMs),
  })),
  score,
  idle,
});

/** Findings without words that count events, in an order of their own. */
const kindsOf = ({ findings }: SessionFacts) =>
  findings
    .map(({ kind, target, window }) => `${kind} ${target?.selector} ${window.fromOffsetMs}`)
    .toSorted();

it("there is friction in the recordings, so that the properties speak of some", () => {
  const found = RECORDINGS.flatMap(
    ({ events }) => run(whole(events), startOf(events)).findings.length,
  );
  expect(found.filter((count) => count > 0).length).toBeGreaterThan(2);
});

describe.each(RECORDINGS)("the findings of $name do not change", ({ events }) => {
  const startedAt = startOf(events);
  const here = run(whole(events), startedAt);

  it.each([-3_600_000, 1, 86_400_000 * 400])("when it is moved in time by %i ms", (shift) => {
    const moved = events.map((event) => ({ ...event, timestamp: event.timestamp + shift }));
    const there = run(whole(moved), startedAt + shift);
    expect(there.findings).toEqual(here.findings);
    expect(there.events.map(({ offsetMs, label }) => `${offsetMs} ${label}`)).toEqual(
      here.events.map(({ offsetMs, label }) => `${offsetMs} ${label}`),
    );
  });

  it.each([1, 7, 50])(
    "when its segments hold %i events; and pointers lead to the same raw events",
    (size) => {
      const segments = pieces(events, size);
      const there = run(segments, startedAt);
      expect(said(there)).toEqual(said(here));
      const rawOf = (facts: SessionFacts, from: Segments) =>
        [...facts.events, ...facts.findings.flatMap(({ evidence }) => evidence)].map(
          (at) => from[at.segmentIndex]?.events[at.frameIndex],
        );
      const raw = rawOf(here, whole(events));
      expect(raw).not.toContain(undefined);
      // The very object, not one that is like it.
      for (const [i, event] of rawOf(there, segments).entries()) expect(event).toBe(raw[i]);
    },
  );

  it("when events that say nothing are strewn in", () => {
    const r = makeRandom(7, []);
    const nothing: ((timestamp: number) => RecordedEvent)[] = [
      (timestamp) => ({ type: 5, data: { tag: "acme.heartbeat", payload: 1 }, timestamp }),
      (timestamp) => ({ type: 3, data: { source: 1, positions: [] }, timestamp }),
      (timestamp) => ({ type: 3, data: { source: 16, define: { name: "x-a" } }, timestamp }),
    ];
    const more = events.flatMap((event) =>
      r.random() < 0.5 ? [event, r.pick(nothing)(event.timestamp)] : [event],
    );
    // Not after the end: how long nothing happened then is what the last event tells.
    expect(kindsOf(run(whole(more), startedAt))).toEqual(kindsOf(here));
  });

  it("when events of one millisecond that have nothing to do with each other change places", () => {
    const swapped = [...events];
    for (let i = 1; i < swapped.length; i++) {
      const [a, b] = [swapped[i - 1], swapped[i]] as [RecordedEvent, RecordedEvent];
      if (a.timestamp !== b.timestamp || !isApart(a, b)) continue;
      [swapped[i - 1], swapped[i]] = [b, a];
      i++;
    }
    expect(kindsOf(run(whole(swapped), startedAt))).toEqual(kindsOf(here));
  });
});

/** Neither makes nor takes away what the other is about. */
function isApart(a: RecordedEvent, b: RecordedEvent): boolean {
  const kinds = [kindOf(a), kindOf(b)];
  return kinds[0] !== kinds[1] && !kinds.includes("page");
}

function kindOf({ type, data }: RecordedEvent): string {
  if (type === EventType.Custom || type === EventType.Plugin) return "signal";
  if (type !== EventType.IncrementalSnapshot) return "page";
  return data["source"] === IncrementalSource.MouseInteraction
    ? "pointer"
    : `source ${String(data["source"])}`;
}

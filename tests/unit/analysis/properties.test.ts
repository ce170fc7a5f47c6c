import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze, type SessionFacts } from "../../../src/analysis/analyze.ts";
import { createNormalizer } from "../../../src/analysis/normalize/normalizer.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import {
  appears,
  click,
  el,
  idleUntil,
  inc,
  load,
  mutation,
  setAttributes,
  signal,
  T0,
  tap,
} from "../dom/page.ts";

/** One thing that happens, and how long after the one before. */
const step = fc.record({
  after: fc.integer({ min: 0, max: 2_500 }),
  what: fc.constantFrom(
    "click 10",
    "click 11",
    "tap 12",
    "click 90",
    "answer",
    "tick",
    "style",
    "scroll",
    "move",
    "request",
    "focus",
    "select",
    "load",
    "type",
  ),
});

const sessionOf = fc.array(step, { minLength: 5, maxLength: 60 }).map((steps) => {
  const body = [
    el(10, "button", {}, "Apply"),
    el(11, "div", { class: "btn" }, "Buy"),
    el(12, "a", { href: "#" }, "More"),
    el(90, "div", { id: "out" }),
    el(91, "input", {}),
  ];
  const events = load(body);
  let at = 1_000;
  let id = 1_000;
  for (const { after, what } of steps) {
    at += after;
    const [act, target] = what.split(" ");
    if (act === "click") events.push(...click(at, Number(target)));
    else if (act === "tap") events.push(...tap(at, Number(target)));
    else if (act === "answer") events.push(appears(at, 90, id++));
    else if (act === "tick") events.push(setAttributes(at, 90, { title: String(id++) }));
    else if (act === "style") events.push(inc(at, 8, { id: 5, adds: [{ rule: "a{}" }] }));
    else if (act === "scroll") events.push(inc(at, 3, { id: 1, x: 0, y: id++ }));
    else if (act === "move") events.push(idleUntil(at));
    else if (act === "focus") events.push(inc(at, 2, { type: 5, id: 91 }));
    else if (act === "type") events.push(inc(at, 5, { id: 91, text: "*", isChecked: false }));
    else if (act === "select") events.push(inc(at, 14, { ranges: [{ start: 90, end: 90 }] }));
    else if (act === "request")
      events.push(
        signal(at, "waymark.network", {
          id: String(id++),
          phase: "start",
          how: "fetch",
          url: "/a",
        }),
      );
    else events.push(...load(body, { at }));
  }
  events.push(idleUntil(at + 10_000));
  return events.sort((a, b) => a.timestamp - b.timestamp);
});

/** Cuts events into segments at these shares of their number. */
function cut(
  events: RecordedEvent[],
  shares: number[],
): { index: number; events: RecordedEvent[] }[] {
  const at = [0, ...shares.map((share) => Math.floor(share * events.length)), events.length].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => ({ index, events: events.slice(at[index], end) }));
}

function run(segments: { index: number; events: unknown[] }[], startedAt = T0): SessionFacts {
  return analyze({ id: "s", startedAt, endedAt: null }, [{ tabId: "t", segments }]);
}

/** Findings without what names places in segments. */
const said = ({ findings }: SessionFacts) =>
  findings.map(({ id: _, evidence: __, ...rest }) => rest);

describe("findings do not change", () => {
  it("when the whole recording is moved in time", () => {
    fc.assert(
      fc.property(sessionOf, fc.integer({ min: -1e9, max: 1e9 }), (events, shift) => {
        const moved = events.map((event) => ({ ...event, timestamp: event.timestamp + shift }));
        const here = run(cut(events, []));
        const there = run(cut(moved, []), T0 + shift);
        expect(there.findings).toEqual(here.findings);
        expect(there.idle).toEqual(here.idle);
      }),
    );
  });

  it("when it is cut into segments elsewhere; and pointers lead to the same raw events", () => {
    fc.assert(
      fc.property(
        sessionOf,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
        (events, shares) => {
          const segments = cut(events, shares);
          const whole = run(cut(events, []));
          const parts = run(segments);
          expect(said(parts)).toEqual(said(whole));
          const raw = (facts: SessionFacts, from: { events: unknown[] }[]) =>
            [...facts.events, ...facts.findings.flatMap((one) => one.evidence)].map(
              (at) => from[at.segmentIndex]?.events[at.frameIndex],
            );
          const there = raw(parts, segments);
          for (const [i, event] of raw(whole, cut(events, [])).entries())
            expect(there[i]).toBe(event);
        },
      ),
    );
  });

  it("when pointer moves are strewn in", () => {
    fc.assert(
      fc.property(sessionOf, fc.array(fc.nat(60_000), { maxLength: 20 }), (events, times) => {
        const end = events.at(-1)?.timestamp ?? T0;
        const moves = times.map(idleUntil).filter((event) => event.timestamp < end);
        const more = [...events, ...moves].sort((a, b) => a.timestamp - b.timestamp);
        expect(said(run(cut(more, [])))).toEqual(said(run(cut(events, []))));
      }),
    );
  });

  it("when an answer and the press of the same millisecond change places", () => {
    const end = idleUntil(20_000);
    const page = load([el(10, "button", {}, "Apply"), el(90, "div")]);
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const acts = [...click(2_000, 10, { hold: 0 }), appears(2_000, 90, 200)];
        // The click never comes before its own press.
        const mixed = order.map((i) => acts[i] as RecordedEvent);
        const inOrder = mixed.filter((event) => event.data["source"] === 2);
        fc.pre(inOrder.map((event) => event.data["type"]).join() === "1,0,2");
        expect(said(run(cut([...page, ...mixed, end], [])))).toEqual([]);
      }),
    );
  });
});

describe("normalizing", () => {
  it("R4 never throws on any JSON, and counts what it skips", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const normalizer = createNormalizer({ sessionId: "s", tabId: "t", startedAt: 0 });
        const made = values.flatMap((value, i) => normalizer.push(value, 0, i));
        expect(made.length + normalizer.finish().length).toBeLessThanOrEqual(values.length);
        const readable = values.filter(
          (value) =>
            typeof value === "object" && value !== null && "type" in value && "timestamp" in value,
        );
        expect(normalizer.skipped).toBeGreaterThanOrEqual(values.length - readable.length);
      }),
    );
  });

  it("R4 never throws on sound events with broken parts", () => {
    const broken = fc.tuple(
      sessionOf,
      fc.array(
        fc.tuple(
          fc.nat(200),
          fc.constantFrom(
            "id",
            "adds",
            "removes",
            "type",
            "source",
            "node",
            "x",
            "positions",
            "attributes",
            "payload",
            "href",
            "ranges",
            "styles",
          ),
          fc.jsonValue(),
        ),
        { maxLength: 30 },
      ),
    );
    fc.assert(
      fc.property(broken, ([events, breaks]) => {
        const copy = structuredClone(events);
        for (const [i, key, value] of breaks) {
          const event = copy[i % copy.length];
          if (event) event.data[key] = value;
        }
        expect(run(cut(copy, [])).durationMs).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });

  it("R4 never throws on mutations with missing or foreign parts, right after a click", () => {
    const id = fc.constantFrom(4, 10, 90, 91, 777, null, "x");
    const part = fc.record(
      {
        id,
        parentId: id,
        nextId: id,
        value: fc.constantFrom("a", null, 3),
        node: fc.constantFrom(
          null,
          {},
          { id: 500 },
          { id: 501, type: 2, tagName: "p" },
          { id: 502, type: 3 },
        ),
        attributes: fc.constantFrom(
          null,
          {},
          { style: null },
          { style: { color: 3 } },
          { class: 1 },
          "x",
        ),
      },
      { requiredKeys: [] },
    );
    const parts = fc.oneof(
      fc.array(fc.oneof(part, fc.jsonValue()), { maxLength: 5 }),
      fc.jsonValue(),
    );
    const broken = fc.record({ adds: parts, removes: parts, texts: parts, attributes: parts });
    fc.assert(
      fc.property(fc.array(broken, { maxLength: 5 }), (all) => {
        const page = load([el(10, "button"), el(90, "div"), el(91, "input")]);
        const events = [
          ...page,
          ...click(2_000, 10),
          ...all.map((one) => mutation(2_100, one)),
          idleUntil(9_000),
        ];
        expect(run(cut(events, [])).durationMs).toBe(9_000);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves the raw events as they were", () => {
    fc.assert(
      fc.property(sessionOf, (events) => {
        const before = JSON.stringify(events);
        run(cut(events, []));
        expect(JSON.stringify(events)).toBe(before);
      }),
      { numRuns: 30 },
    );
  });

  it("keeps mutations out of what people read but builds them when asked", () => {
    const events = [...load([el(10, "div")]), mutation(5, { texts: [{ id: 1, value: "x" }] })];
    expect(run(cut(events, [])).events.map((event) => event.kind)).not.toContain("mutation");
    const all = createNormalizer({ sessionId: "s", tabId: "t", startedAt: T0 });
    const kinds = events.flatMap((event, i) => all.push(event, 0, i)).map((event) => event.kind);
    expect(kinds).toEqual(["lifecycle", "navigation", "dom-snapshot", "mutation"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINDING_KINDS } from "../../../src/analysis/finding.ts";
import { analyze, type SessionFacts } from "../../../src/analysis/analyze.ts";
import { createNormalizer } from "../../../src/analysis/normalize/normalizer.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import {
  appears,
  click,
  el,
  event as rawEvent,
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
    "failing",
    "throw",
    "log",
    "shake",
    "swing",
    "route",
    "refuse",
    "vital",
    "hammer",
    "circle",
    "slow",
  ),
});

const sessionOf = fc.array(step, { minLength: 5, maxLength: 60 }).map((steps) => {
  const body = [
    el(10, "button", {}, "Apply"),
    el(11, "div", { class: "btn" }, "Buy"),
    el(12, "a", { href: "#" }, "More"),
    el(90, "div", { id: "out" }),
    el(92, "form", {}, el(91, "input", {}), el(93, "input", {}), el(94, "button", {}, "Send")),
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
    else if (act === "type")
      events.push(inc(at, 5, { id: id++ % 2 ? 91 : 93, text: "*", isChecked: false }));
    else if (act === "failing") events.push(...failing(at, String(id++)));
    else if (act === "throw")
      events.push(signal(at, "waymark.error", { what: "error", message: `Gone ${id % 3}` }));
    else if (act === "log")
      events.push(
        rawEvent(at, 6, {
          plugin: "rrweb/console@1",
          payload: {
            level: "error",
            payload: [id % 2 ? '"Hydration failed"' : '"Bad"'],
            trace: [],
          },
        }),
      );
    else if (act === "hammer") for (let i = 0; i < 4; i++) events.push(...click(at + i * 250, 10));
    else if (act === "circle")
      for (let i = 0; i < 7; i++)
        events.push(
          signal(at + i * 800, "waymark.navigation", {
            how: "push",
            url: `http://shop.test/${i % 2}`,
          }),
        );
    else if (act === "slow")
      events.push(
        ...click(at, 94),
        appears(at + 70, 90, id++),
        ...asked(at + 80, String(id++), { status: 200 }),
      );
    else if (act === "shake")
      for (let i = 0; i < 16; i++) events.push(inc(at + i * 60, 1, shakeTo((i % 2) * 300)));
    else if (act === "swing")
      for (let i = 0; i < 6; i++)
        events.push(inc(at + i * 200, 3, { id: 1, x: 0, y: (i % 2) * 400 }));
    else if (act === "route")
      events.push(
        signal(at, "waymark.navigation", { how: "push", url: `http://shop.test/${id++ % 3}` }),
      );
    else if (act === "refuse")
      events.push(signal(at, "waymark.form", { what: "invalid", id: 91, breaks: [] }));
    else if (act === "vital")
      events.push(signal(at, "waymark.vital", { name: "INP", value: 700, rating: "poor" }));
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

it("made-up sessions hold nearly every kind of friction, so that the properties speak of them", () => {
  const seen = new Set<string>();
  for (const events of fc.sample(sessionOf, { numRuns: 300, seed: 7 }))
    for (const { kind } of run(cut(events, [])).findings) seen.add(kind);
  // Floods of mutations would make every run slow; vitals are told once they are read.
  const rare = ["mutation-burst", "poor-vital", "form-abandon", "refilled-input"];
  expect(FINDING_KINDS.filter((kind) => !seen.has(kind) && !rare.includes(kind))).toEqual([]);
});

const failing = (at: number, id: string) => asked(at, id, { status: 500 });

function asked(at: number, id: string, outcome: { status: number }): RecordedEvent[] {
  const url = "http://shop.test/api";
  const both = { id, how: "fetch" };
  return [
    signal(at, "waymark.network", { ...both, phase: "start", method: "POST", url }),
    signal(at + 3_500, "waymark.network", {
      ...both,
      phase: "end",
      ...outcome,
      durationMs: 3_500,
    }),
  ];
}

const shakeTo = (x: number) => ({ positions: [{ x, y: 1, id: 4, timeOffset: 0 }] });

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
const said = ({ findings, score }: SessionFacts) => [
  ...findings.map(({ id: _, evidence: __, ...rest }) => rest),
  score,
];

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

  it("when signals of one millisecond change places", () => {
    // The order of acts and of what the page shows is theirs; what tells of it may be told in any.
    const signals = fc.array(fc.constantFrom("failing", "throw", "log", "vital", "refuse"), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(sessionOf, signals, fc.nat(30_000), (events, all, at) => {
        const made = all.flatMap((what, i): RecordedEvent[] => {
          if (what === "failing") return failing(at, `s${i}`);
          if (what === "throw")
            return [signal(at, "waymark.error", { what: "error", message: `Own ${"abcde"[i]}` })];
          if (what === "log")
            return [
              rawEvent(at, 6, {
                plugin: "rrweb/console@1",
                payload: { level: "error", payload: [`"Line ${"abcde"[i]}"`], trace: [] },
              }),
            ];
          if (what === "vital")
            return [signal(at, "waymark.vital", { name: "INP", value: 700, rating: "poor" })];
          return [signal(at, "waymark.form", { what: "invalid", id: 91, breaks: [] })];
        });
        const mix = (more: RecordedEvent[]) =>
          [...events, ...more].toSorted((a, b) => a.timestamp - b.timestamp);
        const sorted = (facts: SessionFacts) =>
          said(facts)
            .map((one) => JSON.stringify(one))
            .sort();
        const here = run(cut(mix(made), []));
        expect(sorted(run(cut(mix(made.toReversed()), [])))).toEqual(sorted(here));
      }),
    );
  });

  it("when pointer moves are strewn in", () => {
    fc.assert(
      fc.property(sessionOf, fc.array(fc.nat(60_000), { maxLength: 20 }), (events, times) => {
        const end = events.at(-1)?.timestamp ?? T0;
        const moves = times.map(idleUntil).filter((one) => one.timestamp < end);
        const more = [...events, ...moves].sort((a, b) => a.timestamp - b.timestamp);
        // Whether the pointer was shaken is what they tell.
        const others = ({ findings }: SessionFacts) =>
          findings.filter(({ kind }) => kind !== "cursor-thrash").map(({ why }) => why);
        expect(others(run(cut(more, [])))).toEqual(others(run(cut(events, []))));
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
        expect(run(cut([...page, ...mixed, end], [])).findings).toEqual([]);
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

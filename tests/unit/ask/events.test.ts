import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { askEvents, type EventsQuery } from "../../../src/ask/events.ts";
import { readContents } from "../../../src/ask/session-reader.ts";
import type { SessionSource } from "../../../src/ask/source.ts";
import { ALL_KINDS, walkSession } from "../../../src/ask/walk.ts";
import { storedVisit, visit } from "./recordings.ts";

let source: SessionSource;
beforeAll(async () => {
  source = (await visit()).source;
});

const labels = async (query: EventsQuery) =>
  (await askEvents(source, "visit", query)).events.map(({ label }) => label);

describe("which events", () => {
  test("without a filter: what a person reads, in order of time, each with its pointer", async () => {
    const { events, left, nextCursor, missing } = await askEvents(source, "visit");
    expect(events.map(({ kind }) => kind)).not.toContain("mutation");
    expect(events.map(({ offsetMs }) => offsetMs)).toEqual(
      events.map(({ offsetMs }) => offsetMs).toSorted((a, b) => a - b),
    );
    expect(events[2]).toMatchObject({
      sessionId: "visit",
      tabId: "t1",
      segmentIndex: 0,
      frameIndex: 13,
      offsetMs: 2044,
      label: 'Click on "Ridge Walk 6 km, 180 m up"',
    });
    expect([left, nextCursor, missing]).toEqual([0, undefined, undefined]);
  });

  test.each<[string, EventsQuery, string[]]>([
    ["a kind", { kinds: ["input"] }, ['Typed in "Coupon"']],
    [
      "a text, whatever its case",
      { contains: "BASKET", kinds: ["click"] },
      ['Click on "Add to basket"', 'Click on "Add to basket"'],
    ],
    ["a selector", { selector: "#coupon", kinds: ["click"] }, ['Click on "Coupon"']],
    [
      "a selector of what is around",
      { selector: "main a", kinds: ["click"] },
      ['Click on "Ridge Walk 6 km, 180 m up"'],
    ],
    ["a path", { url: "/trail", kinds: ["navigation"] }, ["Went to http://trails.example/trail"]],
    [
      "from and to",
      { fromOffsetMs: 95_400, toOffsetMs: 95_800, kinds: ["click"] },
      ['Click on "Apply coupon"', 'Click on "Apply coupon"'],
    ],
    [
      "a moment and what is around it",
      { atMs: 2_044, beforeMs: 10, afterMs: 50 },
      [
        'Focus on "Ridge Walk 6 km, 180 m up"',
        'Click on "Ridge Walk 6 km, 180 m up"',
        "Went to http://trails.example/trail",
      ],
    ],
  ])("by %s", async (_, query, expected) => {
    expect(await labels(query)).toEqual(expected);
  });

  test("include adds kinds to those by default; all is every kind", async () => {
    const some = await askEvents(source, "visit", { include: ["mutation"] });
    expect(some.events.filter(({ kind }) => kind === "mutation")).toHaveLength(25);
    expect(some.events.some(({ kind }) => kind === "click")).toBe(true);
    const all = await askEvents(source, "visit", { include: ["all"] });
    expect(all.events.some(({ kind }) => kind === "dom-snapshot")).toBe(true);
  });

  test("raw brings the stored event that the pointer names", async () => {
    const { events } = await askEvents(source, "visit", { kinds: ["click"], limit: 1, raw: true });
    expect(events[0]?.raw).toMatchObject({ event: { type: 3, data: { source: 2, type: 2 } } });
    const snapshot = await askEvents(source, "visit", { kinds: ["dom-snapshot"], raw: true });
    const { raw } = snapshot.events[0] as { raw: { cut: string; chars: number } };
    expect(raw.cut).toHaveLength(4_000);
    expect(raw.chars).toBeGreaterThan(4_000);
  });

  test("marks stand among the events, with a place in the recording", async () => {
    const store = await storedVisit();
    const { events } = await askEvents(store, "visit", { kinds: ["mark"] });
    expect(events).toMatchObject([
      { kind: "mark", offsetMs: 5_000, tabId: "t", label: "Marked as bug: The button is dead" },
    ]);
    const around = await askEvents(store, "visit", { atMs: 5_000, include: ["all"] });
    expect(around.events.map(({ offsetMs }) => offsetMs)).toContain(5_000);
  });

  test.each<[EventsQuery, RegExp]>([
    [{ kinds: ["klick"] }, /There is no kind "klick"/],
    [{ limit: -1 }, /limit/],
    [{ limit: 10_001 }, /limit/],
    [{ cursor: "x" }, /cursor/],
    [{ cursor: "t1.0.0.0.99.1" }, /cursor/],
    [{ cursor: "../a.0.0.0.1.1" }, /cursor/],
    [{ fromOffsetMs: 2, toOffsetMs: 1 }, /later/],
    [{ atMs: 1, fromOffsetMs: 1 }, /not both/],
    [{ beforeMs: 1 }, /need a moment/],
    [{ atMs: -1 }, /0 or more/],
    [{ tabId: "t9" }, /no tab "t9".*It has t1/],
  ])("R4 refuses %j with a sentence", async (query, message) => {
    await expect(askEvents(source, "visit", query)).rejects.toThrow(message);
  });

  test("R4 a session that is not there is not found", async () => {
    await expect(askEvents(source, "nobody")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("pages", () => {
  test("any page size gives the same events, none twice and none left out", async () => {
    const whole = (await askEvents(source, "visit", { include: ["all"], limit: 0 })).events;
    expect(whole.length).toBeGreaterThan(40);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length + 2 }), async (limit) => {
        const walked = [];
        let cursor: string | undefined;
        do {
          const page = await askEvents(source, "visit", { include: ["all"], limit, cursor });
          expect(page.events.length).toBeLessThanOrEqual(limit);
          walked.push(...page.events);
          expect(page.left).toBe(whole.length - walked.length);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        expect(walked).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  test("events at one place are told apart by their number", async () => {
    const store = await storedVisit();
    const [mark] = await store.listAnnotations("visit");
    for (const id of ["m2", "m3"]) await store.putAnnotation({ ...mark!, id } as typeof mark & {});
    const ids: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await askEvents(store, "visit", { kinds: ["mark"], limit: 1, cursor });
      ids.push(...page.events.map(({ data }) => data?.["annotationId"]));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(ids.toSorted()).toEqual(["m1", "m2", "m3"]);
  });

  test("where segments are cut, and what is not sealed yet, changes nothing but the pointers", async () => {
    const text = (list: { offsetMs: number; label: string }[]) =>
      list.map(({ offsetMs, label }) => `${offsetMs} ${label}`);
    const whole = await askEvents(source, "visit", { limit: 0 });
    for (const perSegment of [7, 25]) {
      const store = await storedVisit(perSegment);
      const { events } = await askEvents(store, "visit", { limit: 0 });
      expect(text(events.filter(({ kind }) => kind !== "mark"))).toEqual(text(whole.events));
    }
  });
});

describe("R7 damage", () => {
  test("R7 a segment that cannot be read is told as missing, and the rest is answered", async () => {
    const store = await storedVisit(10);
    const broken: SessionSource = {
      ...store,
      async getSegment(id, tabId, index) {
        const segment = await store.getSegment(id, tabId, index);
        return segment && index === 1 ? { ...segment, gzip: new Uint8Array([1, 2]) } : segment;
      },
    };
    const { events, missing } = await askEvents(broken, "visit", { kinds: ["click"] });
    expect(missing).toMatchObject([{ tabId: "t", why: expect.stringContaining("Segment 1") }]);
    expect(events.length).toBeGreaterThan(0);
  });
});

test("a walk that is broken off stops reading", async () => {
  const { source: file } = await visit();
  const contents = await readContents(file, "visit");
  const stop = new AbortController();
  stop.abort();
  let seen = 0;
  const walk = walkSession(file, contents, { kinds: ALL_KINDS, signal: stop.signal }, () => ({
    event: () => void seen++,
  }));
  await expect(walk).rejects.toMatchObject({ code: "cancelled" });
  expect(seen).toBe(0);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NormalizedEvent } from "../../../src/analysis/event.ts";
import { TAB_CLOSED } from "../../../src/format/tab-ends.ts";
import { tabTurns, type TabbedSession } from "../../../src/analysis/tab-turns.ts";

const STARTED = 1_790_000_000_000;

function event(
  tabId: string,
  offsetMs: number,
  kind: NormalizedEvent["kind"],
  what?: string,
): NormalizedEvent {
  return {
    sessionId: "s",
    tabId,
    segmentIndex: 0,
    frameIndex: 0,
    offsetMs,
    timestamp: new Date(STARTED + offsetMs).toISOString(),
    kind,
    category: "meta",
    label: "",
    url: "",
    selector: null,
    nodeId: null,
    rawType: 5,
    rawSource: null,
    ...(what !== undefined && { data: { what } }),
  };
}

const front = (tabId: string, at: number) => event(tabId, at, "browser", "tab-activated");
const left = (tabId: string, at: number) => event(tabId, at, "browser", "tab-left");
const page = (tabId: string, at: number) => event(tabId, at, "navigation");
const stop = (tabId: string, at: number) => event(tabId, at, "lifecycle", "stop");

function session(tabs: Record<string, number>, events: NormalizedEvent[]): TabbedSession {
  return {
    session: {
      startedAt: STARTED,
      tabs: Object.entries(tabs).map(([id, at]) => ({ id, startedAt: STARTED + at })),
    },
    durationMs: 10_000,
    events: events.toSorted((a, b) => a.offsetMs - b.offsetMs),
  };
}

const at = (input: TabbedSession, ...offsets: number[]) => {
  const turns = tabTurns(input);
  return offsets.map((offset) => turns.at(offset));
};

describe("which tab was in front", () => {
  test("the first from the start, then whichever was told", () => {
    const input = session({ t1: 0, t2: 2_000 }, [
      page("t1", 10),
      page("t2", 2_100),
      front("t2", 2_000),
      front("t1", 5_000),
    ]);
    expect(at(input, 0, 1_999, 2_100, 4_999, 5_000, 10_000)).toEqual([
      "t1",
      "t1",
      "t2",
      "t2",
      "t1",
      "t1",
    ]);
  });

  test("a new tab is shown from its first page on, one without a page never", () => {
    const input = session({ t1: 0, t2: 2_000, t3: 6_000 }, [
      page("t1", 10),
      front("t2", 2_000),
      page("t2", 3_000),
      front("t3", 6_000),
    ]);
    expect(at(input, 2_500, 3_000, 8_000)).toEqual(["t1", "t2", "t2"]);
  });

  test("when it closes, the one before it is again", () => {
    const input = session({ t1: 0, t2: 1_000, t3: 3_000 }, [
      page("t1", 10),
      page("t2", 1_000),
      page("t3", 3_000),
      front("t2", 1_000),
      front("t1", 2_000),
      front("t3", 3_000),
      stop("t3", 5_000),
      page("t1", 9_000),
    ]);
    expect(at(input, 4_999, 5_000, 9_500)).toEqual(["t3", "t1", "t1"]);
    expect(tabTurns(input).lanes[2]?.open).toEqual({ fromOffsetMs: 3_000, toOffsetMs: 5_000 });
  });

  test("the end of the session closes no tab", () => {
    const input = session({ t1: 0, t2: 1_000 }, [
      page("t1", 10),
      page("t2", 1_000),
      front("t2", 1_000),
      front("t1", 2_000),
      stop("t1", 9_900),
      stop("t2", 9_950),
    ]);
    expect(at(input, 9_900, 10_000)).toEqual(["t1", "t1"]);
    expect(tabTurns(input).lanes.map(({ open }) => open.toOffsetMs)).toEqual([10_000, 10_000]);
  });

  test("nor does it where a tab that heard of it later still had something to say", () => {
    const stopFor = (reason: string, tabId: string, offset: number) => {
      const told = stop(tabId, offset);
      return { ...told, data: { ...told.data, reason } };
    };
    const events = (reason: string) => [
      page("t1", 10),
      page("t2", 1_000),
      front("t2", 1_000),
      front("t1", 2_000),
      stopFor(reason, "t1", 9_000),
      event("t2", 9_400, "console"),
      stopFor(reason, "t2", 9_500),
    ];
    const ended = (endReason: string, reason = endReason) => {
      const told = session({ t1: 0, t2: 1_000 }, events(reason));
      return at({ ...told, session: { ...told.session, endReason } }, 9_450);
    };
    expect(ended("Stopped by the user.")).toEqual(["t1"]);
    expect(ended("Stopped by the user.", TAB_CLOSED)).toEqual(["t2"]);
    // Both were closed, the one in front first.
    expect(ended(TAB_CLOSED)).toEqual(["t2"]);
  });

  test("while the user is elsewhere the last one stays on show and is not counted as looked at", () => {
    const input = session({ t1: 0, t2: 1_000 }, [
      page("t1", 10),
      page("t2", 1_000),
      front("t2", 1_000),
      left("t2", 3_000),
      front("t2", 8_000),
    ]);
    expect(at(input, 5_000)).toEqual(["t2"]);
    expect(tabTurns(input).lanes[1]?.seen).toEqual([
      { fromOffsetMs: 1_000, toOffsetMs: 3_000 },
      { fromOffsetMs: 8_000, toOffsetMs: 10_000 },
    ]);
  });

  test("a recording that tells of no tab in front tells it by its clicks; one that does is not misled", () => {
    const events = [page("t1", 10), page("t2", 1_000), event("t2", 4_000, "click")];
    expect(at(session({ t1: 0, t2: 1_000 }, events), 3_999, 4_000)).toEqual(["t1", "t2"]);
    const told = [...events, front("t1", 3_000)];
    expect(at(session({ t1: 0, t2: 1_000 }, told), 4_000)).toEqual(["t1"]);
  });

  test("a session without tabs shows none", () => {
    expect(at(session({}, []), 0)).toEqual([null]);
  });

  test("for any order of what is told: one known tab at each moment, lanes within the session and never two looked at", () => {
    const tabId = fc.constantFrom("t1", "t2", "t3", "unknown");
    const told = fc.tuple(
      tabId,
      fc.integer({ min: -50, max: 12_000 }),
      fc.constantFrom(front, left, page, stop),
    );
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), (all) => {
        const input = session(
          { t1: 0, t2: 500, t3: 20_000 },
          all.map(([tab, offset, make]) => make(tab, offset)),
        );
        const { lanes, at: shownAt } = tabTurns(input);
        const seen = lanes.flatMap((lane) => lane.seen);
        for (const { open } of lanes) {
          expect(open.fromOffsetMs).toBeGreaterThanOrEqual(0);
          expect(open.toOffsetMs).toBeLessThanOrEqual(10_000);
          expect(open.fromOffsetMs).toBeLessThanOrEqual(open.toOffsetMs);
        }
        for (let offset = 0; offset <= 10_000; offset += 500) {
          expect(["t1", "t2", "t3"]).toContain(shownAt(offset));
          const now = seen.filter((s) => s.fromOffsetMs <= offset && offset < s.toOffsetMs);
          expect(now.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../../src/format/events.ts";
import {
  appears,
  click,
  el,
  goTo,
  inc,
  mutation,
  only,
  OUTPUT,
  setAttributes,
  shop,
} from "./build.ts";

/** Scroll steps of 100 ms from place to place. */
function scrolls(at: number, places: number[], pause = 200, id = 1): RecordedEvent[] {
  const steps: RecordedEvent[] = [];
  let from = 0;
  for (const to of places) {
    for (let i = 1; i <= 4; i++, at += 100)
      steps.push(inc(at, 3, { id, x: 0, y: from + ((to - from) * i) / 4 }));
    from = to;
    at += pause;
  }
  return steps;
}

describe("scroll-thrash", () => {
  it("is three quick changes of direction or more, each way longer than 100 px", () => {
    const events = [...shop(), ...scrolls(2_000, [800, 0, 800, 0, 800])];
    const [finding, ...others] = only("scroll-thrash", events);
    expect(others).toEqual([]);
    expect(finding?.title).toContain("4 times");
    expect(finding?.evidence).toHaveLength(4);
  });

  const none: [string, RecordedEvent[]][] = [
    ["reading on and on", scrolls(2_000, [400, 800, 1_200, 1_600, 2_000])],
    ["two places compared with pauses", scrolls(2_000, [800, 0, 800, 0, 800], 3_000)],
    ["one look back", scrolls(2_000, [800, 0, 800])],
    ["a tremor", scrolls(2_000, [80, 0, 80, 0, 80, 0, 80])],
    [
      "two scrollers one after the other",
      [...scrolls(2_000, [800, 0], 200, 1), ...scrolls(3_400, [800, 0], 200, OUTPUT)],
    ],
  ];
  it.each(none)("is none: %s", (_, events) => {
    expect(only("scroll-thrash", [...shop(), ...events])).toEqual([]);
  });

  it("ends with its document: node 1 of the next one is another page", () => {
    const events = [
      ...shop(),
      ...scrolls(2_000, [800, 0]),
      ...goTo(3_250, "/b"),
      ...scrolls(3_300, [800, 0]),
    ];
    expect(only("scroll-thrash", events)).toEqual([]);
  });
});

/** Moves between two places, `every` ms from one to the other, a position each 50 ms. */
function shakes(at: number, times: number, every = 100, width = 200, id = 4): RecordedEvent[] {
  return Array.from({ length: times }, (_, i) => {
    const from = i % 2 ? width : 0;
    const to = i % 2 ? 0 : width;
    const steps = every / 50;
    const positions = Array.from({ length: steps }, (__, j) => ({
      x: from + ((to - from) * (j + 1)) / steps,
      y: 100,
      id,
      timeOffset: (j + 1) * 50 - every,
    }));
    return inc(at + (i + 1) * every, 1, { positions });
  });
}

describe("cursor-thrash", () => {
  it("is twelve changes of direction within two seconds, told once for a long shake", () => {
    const all = only("cursor-thrash", [...shop(), ...shakes(2_000, 40)]);
    expect(all).toHaveLength(1);
    expect(all[0]?.window.fromOffsetMs).toBeLessThan(2_300);
  });

  const down = inc(1_900, 2, { type: 1, id: 4, x: 0, y: 0 });
  const up = inc(6_500, 2, { type: 0, id: 4, x: 0, y: 0 });
  const none: [string, RecordedEvent[]][] = [
    ["a way through a menu", shakes(2_000, 10, 400)],
    ["a hand's tremor", shakes(2_000, 40, 100, 20)],
    ["drawing with the button down", [down, ...shakes(2_000, 40), up]],
    ["a game on a canvas", shakes(2_000, 40, 100, 200, 91)],
  ];
  it.each(none)("is none: %s", (_, events) => {
    expect(only("cursor-thrash", [...shop(el(91, "canvas")), ...events])).toEqual([]);
  });
});

describe("mutation-burst", () => {
  let nextId = 100_000;
  const nodes = (at: number, count: number) =>
    mutation(at, {
      adds: Array.from({ length: count }, () => ({
        parentId: OUTPUT,
        nextId: null,
        node: { type: 3, id: nextId++, textContent: "x" },
      })),
    });

  it("is ten thousand nodes in a second", () => {
    const events = [...shop(), nodes(9_000, 4_000), nodes(9_400, 7_000)];
    expect(only("mutation-burst", events)).toMatchObject([
      { severity: "low", window: { fromOffsetMs: 9_000 } },
    ]);
  });

  it("is a render that goes on and on, told once", () => {
    const loop = Array.from({ length: 8 }, (_, i) => nodes(9_000 + i * 1_000, 900));
    expect(only("mutation-burst", [...shop(), ...loop])).toHaveLength(1);
  });

  const none: [string, RecordedEvent[]][] = [
    ["a page that is being built", [nodes(1_000, 12_000)]],
    ["a large table after a click", [...click(9_000, 11), nodes(9_080, 6_000)]],
    [
      "an animation of attributes",
      Array.from({ length: 900 }, (_, i) =>
        setAttributes(4_000 + i * 10, OUTPUT, { style: `top: ${i}px` }),
      ),
    ],
    ["now and then a list", Array.from({ length: 8 }, (_, i) => nodes(9_000 + i * 3_000, 900))],
    ["an answer", [appears(5_000, OUTPUT, 200)]],
  ];
  it.each(none)("is none: %s", (_, events) => {
    expect(only("mutation-burst", [...shop(), ...events])).toEqual([]);
  });
});

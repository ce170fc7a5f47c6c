import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import {
  appears,
  click,
  el,
  idleUntil,
  load,
  mutation,
  setAttributes,
  signal,
} from "../dom/page.ts";
import { END, findings, button, page } from "./clicked-page.ts";
import { clicks } from "./kinds/build.ts";

describe("false negatives", () => {
  const ticker = (from: number, to: number, every: number, id = 95) => {
    const ticks: RecordedEvent[] = [];
    for (let at = from, i = 0; at < to; at += every, i++) {
      ticks.push(mutation(at, { texts: [{ id, value: `${i} people look at this` }] }));
    }
    return ticks;
  };
  /** A page with a counter whose text node is 95. */
  const busy = (): RecordedEvent[] => {
    const events = page(el(94, "p", { id: "counter" }));
    const text = { parentId: 94, nextId: null, node: { type: 3, id: 95, textContent: "0" } };
    return [...events, mutation(1, { adds: [text] })];
  };

  it("1 a ticker makes every dead click look answered", () => {
    for (const every of [16, 100, 250, 1_000, 2_000]) {
      const events = [...busy(), ...ticker(100, END, every), ...click(9_030, 10), idleUntil(END)];
      expect(findings(events), `every ${every} ms`).toEqual(["dead-click 10"]);
    }
  });

  it("1 but a click that makes the ticker's own place change at once is answered", () => {
    const events = [...busy(), ...ticker(100, END, 2_000), ...click(9_030, 10)];
    const answer = mutation(9_095, { texts: [{ id: 95, value: "you" }] });
    expect(findings([...events, answer, idleUntil(END)])).toEqual([]);
  });

  it("1 a spinner that a script turns, and a poll that asks the server", () => {
    const spin = Array.from({ length: 300 }, (_, i) =>
      setAttributes(100 + i * 60, 94, { style: `rotate: ${i}deg` }),
    );
    expect(findings([...busy(), ...spin, ...click(9_000, 10), idleUntil(END)])).toEqual([
      "dead-click 10",
    ]);
    const poll = Array.from({ length: 20 }, (_, i) =>
      signal(500 + i * 1_000, "waymark.network", {
        id: `p${i}`,
        phase: "start",
        how: "fetch",
        method: "GET",
        url: "http://shop.test/poll",
      }),
    );
    expect(findings([...busy(), ...poll, ...click(9_030, 10), idleUntil(END)])).toEqual([
      "dead-click 10",
    ]);
  });

  it("1 a ticker that was learned on the page before", () => {
    const second = [
      ...load([button(), el(94, "p", { id: "counter" })], { at: 10_000 }),
      mutation(10_001, {
        adds: [{ parentId: 94, nextId: null, node: { type: 3, id: 95, textContent: "0" } }],
      }),
    ];
    const events = [
      ...busy(),
      ...ticker(100, 9_900, 250),
      ...second,
      ...ticker(10_100, 14_000, 250),
      ...click(10_420, 10),
      idleUntil(14_000),
    ];
    expect(findings(events)).toEqual(["dead-click 10"]);
  });

  it("2 slow bursts, a drift inside the button, and a click elsewhere in the middle", () => {
    expect(findings([...page(), ...clicks(2_000, 4, 700), idleUntil(END)])).toEqual([
      "rage-click 10",
    ]);
    const drift = [0, 1, 2].flatMap((i) => click(2_000 + i * 380, 10, { x: 50 + i * 35 }));
    expect(findings([...page(), ...drift, idleUntil(END)])).toEqual(["rage-click 10"]);
    const between = [
      ...click(2_000, 10),
      ...click(2_350, 10),
      ...click(2_600, 90),
      ...click(2_900, 10),
      idleUntil(END),
    ];
    expect(findings([...page(), ...between])).toEqual(["rage-click 10"]);
  });

  it("3 the user gives up after a second and goes on elsewhere", () => {
    const other = button(11);
    const events = [
      ...page(other),
      ...click(2_000, 10),
      ...click(3_000, 11),
      appears(3_065, 90, 200),
      idleUntil(END),
    ];
    expect(findings(events)).toEqual(["dead-click 10"]);
  });

  it("3 a late answer goes to the click that still waits for one", () => {
    const events = [
      ...page(button(11)),
      ...click(2_000, 10),
      ...click(2_500, 11),
      appears(2_565, 90, 200),
      appears(3_500, 90, 201),
      idleUntil(END),
    ];
    expect(findings(events)).toEqual([]);
  });

  it("4 rage while the page keeps changing by itself", () => {
    const events = [...busy(), ...ticker(100, END, 250), ...clicks(9_030, 4, 300), idleUntil(END)];
    expect(findings(events)).toEqual(["rage-click 10"]);
  });

  it("a render that leaves everything as it was is no answer", () => {
    const same = mutation(2_070, {
      removes: [{ parentId: 90, id: 96 }],
      adds: [
        {
          parentId: 90,
          nextId: null,
          node: { type: 2, id: 97, tagName: "p", attributes: {}, childNodes: [] },
        },
        { parentId: 97, nextId: null, node: { type: 3, id: 98, textContent: "Tips" } },
      ],
    });
    const first = mutation(10, {
      adds: [
        {
          parentId: 90,
          nextId: null,
          node: { type: 2, id: 96, tagName: "p", attributes: {}, childNodes: [] },
        },
        { parentId: 96, nextId: null, node: { type: 3, id: 99, textContent: "Tips" } },
      ],
    });
    expect(findings([...page(), first, ...click(2_000, 10), same, idleUntil(END)])).toEqual([
      "dead-click 10",
    ]);
  });

  it("a tracking script or pixel is no answer", () => {
    const pixel = mutation(2_070, {
      adds: [
        {
          parentId: 4,
          nextId: null,
          node: { type: 2, id: 200, tagName: "script", attributes: {}, childNodes: [] },
        },
        {
          parentId: 4,
          nextId: null,
          node: {
            type: 2,
            id: 201,
            tagName: "img",
            attributes: { width: "1", height: "1" },
            childNodes: [],
          },
        },
      ],
    });
    expect(findings([...page(), ...click(2_000, 10), pixel, idleUntil(END)])).toEqual([
      "dead-click 10",
    ]);
  });
});

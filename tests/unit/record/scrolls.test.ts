import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { watchScrolls } from "../../../src/record/complements/scrolls.ts";
import type { Primitives } from "../../../src/record/primitives.ts";

// There is no DOM here, whose own functions the recorder asks.
vi.mock("../../../src/privacy/page/primitives.ts", () => ({
  isDocument: () => false,
  scrollLeftOf: (element: Element) => element.scrollLeft,
  scrollTopOf: (element: Element) => element.scrollTop,
}));

/**
 * Runs scrolls, given as [milliseconds to wait, element, position], and returns what is recorded.
 * A position of "moved" puts the element elsewhere in the page, and "gone" takes it out, without a
 * scroll event.
 */
function record(scrolls: readonly (readonly [number, number, number | "moved" | "gone"])[]) {
  const page = new Map<number, { scrollLeft: number; scrollTop: number }>();
  let now = 10_000;
  let timer: { at: number; run: () => void } | null = null;
  const recorded: { id: number; y: number; at: number }[] = [];
  const primitives = {
    now: () => now,
    setTimeout: (run: () => void, ms: number) => (timer = { at: now + ms, run }),
    clearTimeout: () => (timer = null),
  } as unknown as Primitives;
  const keep = (data: Record<string, unknown>) =>
    recorded.push({ id: data["id"] as number, y: data["y"] as number, at: now });
  const mirror = { getNode: (id: number) => page.get(id) ?? null };
  const complement = watchScrolls({ primitives, mirror, emit: keep } as never);
  const wait = (until: number) => {
    while (timer && timer.at <= until) {
      const due: { at: number; run: () => void } = timer;
      timer = null;
      now = due.at;
      due.run();
    }
    now = until;
  };
  for (const [ms, id, y] of scrolls) {
    wait(now + ms);
    page.set(id, { scrollLeft: 0, scrollTop: typeof y === "number" ? y : 0 });
    if (y === "gone") page.delete(id);
    if (typeof y !== "number") continue;
    const event: RecordedEvent = { type: 3, data: { source: 3, id, x: 0, y }, timestamp: now };
    if (complement.see!(event)) keep(event.data);
  }
  wait(now + 1_000);
  return recorded;
}

test("the last position of each element is recorded, and none more than every 100 ms", () => {
  const scroll = fc.tuple(fc.nat(150), fc.integer({ min: 1, max: 4 }), fc.nat(5_000));
  fc.assert(
    fc.property(fc.array(scroll, { maxLength: 80 }), (scrolls) => {
      const recorded = record(scrolls);
      for (const id of new Set(scrolls.map(([, each]) => each))) {
        const own = recorded.filter((each) => each.id === id);
        expect(own.at(-1)?.y).toBe(scrolls.findLast(([, each]) => each === id)?.[2]);
        // Its last event, told by the timer, may come sooner than the one before allows.
        const gaps = own.slice(2).map(({ at }, i) => at - own[i]!.at);
        expect(Math.min(100, ...gaps)).toBe(100);
      }
    }),
  );
});

test("of an element that was put elsewhere the position it has then is recorded, and none of one that is gone", () => {
  const positions = (what: "moved" | "gone") =>
    record([
      [0, 1, 400],
      [20, 1, 500],
      [20, 1, what],
    ]).map(({ y }) => y);
  expect(positions("moved")).toEqual([400, 0]);
  expect(positions("gone")).toEqual([400]);
});

import { expect, test } from "vitest";
import { comparePlaces, createPicker, type EventPlace } from "../../../src/analysis/order.ts";

const place = (over: Partial<EventPlace>): EventPlace => ({
  offsetMs: 5,
  tabId: "t2",
  segmentIndex: 5,
  frameIndex: 5,
  kind: 5,
  ...over,
});

test.each<Partial<EventPlace>>([
  { offsetMs: 6, tabId: "t1", segmentIndex: 1, frameIndex: 1, kind: 1 },
  { tabId: "t3", segmentIndex: 1, frameIndex: 1, kind: 1 },
  { segmentIndex: 6, frameIndex: 1, kind: 1 },
  { frameIndex: 6, kind: 1 },
  { kind: 6 },
])("%j comes after, whatever the lesser parts say", (later) => {
  expect(comparePlaces(place({}), place(later))).toBeLessThan(0);
  expect(comparePlaces(place(later), place({}))).toBeGreaterThan(0);
  expect(comparePlaces(place(later), place(later))).toBe(0);
});

test("a picker keeps the first few of very many, equal ones as they came, and counts the rest", () => {
  const picker = createPicker<[number, number]>(([a], [b]) => a - b, 3);
  for (let i = 0; i < 1_000; i++) picker.offer([(i * 7) % 10, i]);
  expect(picker.take()).toEqual({
    items: [
      [0, 0],
      [0, 10],
      [0, 20],
    ],
    left: 997,
  });
});

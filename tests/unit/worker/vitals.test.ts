import { expect, test } from "vitest";
import { createNormalizer } from "../../../src/analysis/normalize/normalizer.ts";
import { EventType, type RecordedEvent } from "../../../src/format/events.ts";
import type { SignalPayload } from "../../../src/format/signals/signals.ts";
import { packEvents } from "../../../src/worker/packed-events.ts";
import { pageSpeeds } from "../../../src/worker/vitals.ts";

let now = 1_000;
const event = (type: number, data: Record<string, unknown>): RecordedEvent => ({
  type,
  data,
  timestamp: now++,
});
const signal = (tag: string, payload: object) => event(EventType.Custom, { tag, payload });
const vital = (said: Partial<SignalPayload<"waymark.vital">>) => signal("waymark.vital", said);
const arrive = (href: string) => [
  signal("waymark.lifecycle", { what: "start", reason: "navigation" }),
  event(EventType.Meta, { href, width: 800, height: 600 }),
];

const speedsOf = (events: RecordedEvent[]) => {
  const normalizer = createNormalizer({ sessionId: "s", tabId: "t1", startedAt: 1_000 });
  return pageSpeeds(packEvents(events.flatMap((one, i) => normalizer.push(one, 0, i))));
};

test("a document's last word on each vital counts, under its address, in one order", () => {
  const speeds = speedsOf([
    ...arrive("http://shop.test/"),
    vital({ name: "CLS", value: 0.01, rating: "good" }),
    vital({ name: "LCP", value: 2_900, rating: "needs-improvement" }),
    vital({ name: "long-task", value: 120 }),
    vital({ name: "memory", value: 1e6 }),
    // It calls itself otherwise from here on, and is the same document.
    signal("waymark.navigation", { how: "push", url: "http://shop.test/cart" }),
    vital({ name: "CLS", value: 0.4, rating: "poor" }),
    ...arrive("http://shop.test/pay"),
    vital({ name: "TTFB", value: 80, rating: "good" }),
  ]);
  expect(speeds).toEqual([
    {
      url: "http://shop.test/",
      vitals: [
        {
          name: "LCP",
          label: "LCP 2.9 s (needs improvement)",
          rating: "needs-improvement",
        },
        { name: "CLS", label: "CLS 0.40 (poor)", rating: "poor" },
      ],
    },
    {
      url: "http://shop.test/pay",
      vitals: [{ name: "TTFB", label: "TTFB 80 ms (good)", rating: "good" }],
    },
  ]);
});

test("a recording that tells of no vitals has none", () => {
  expect(speedsOf(arrive("http://shop.test/"))).toEqual([]);
});

import { expect, test } from "vitest";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { DEFAULT_PAGE_POLICY } from "../../../src/privacy/policy.ts";
import { earlyDocument } from "../../../src/record/early-document.ts";

test("R1 clicks before the recorder make the shortest recording that gate 2 takes", () => {
  const window = {
    location: { href: "https://shop.example/a?token=abc" },
    innerWidth: 800,
    innerHeight: 600,
  } as Window;
  const link = { localName: "a" } as Element;
  const events = earlyDocument(window, [
    { target: link, x: 1, y: 2, at: 1_700_000_000_000 },
    { target: link, x: 3, y: 4, at: 1_700_000_000_050 },
  ]);
  const passed = createGate2({ policy: DEFAULT_PAGE_POLICY }).pass(JSON.stringify(events), {
    sessionId: "s",
    tabId: "t1",
    producer: "p",
    seq: 0,
  })!;
  expect(passed.eventCount).toBe(4);
  expect(passed.adds.clicks).toBe(2);
  expect(passed.json).not.toContain("abc");
  const stored = JSON.parse(passed.json) as { type: number; timestamp: number }[];
  expect(stored.map(({ type }) => type)).toEqual([4, 2, 3, 3]);
  // A replay applies only what is strictly later than the snapshot.
  expect(stored[1]!.timestamp).toBeLessThan(stored[2]!.timestamp);
});

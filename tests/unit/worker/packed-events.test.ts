import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS, type NormalizedEvent } from "../../../src/analysis/event.ts";
import { eachEvent, packEvents } from "../../../src/worker/packed-events.ts";

const event: fc.Arbitrary<NormalizedEvent> = fc.record(
  {
    sessionId: fc.constant("a"),
    tabId: fc.constantFrom("tab", "tab2"),
    segmentIndex: fc.nat(),
    frameIndex: fc.nat(),
    offsetMs: fc.integer({ min: -1_000, max: 5_000_000_000 }),
    timestamp: fc.constant("2026-11-20T10:00:00.000Z"),
    kind: fc.constantFrom(...KINDS),
    category: fc.constantFrom("user", "page", "network", "problem", "browser", "meta"),
    label: fc.string(),
    url: fc.constantFrom("", "https://shop.example/", "https://shop.example/basket"),
    selector: fc.option(fc.constantFrom("", "button", "#list li")),
    nodeId: fc.option(fc.integer({ min: 1 })),
    rawType: fc.constant(3),
    rawSource: fc.constant(null),
    masked: fc.constant(true as const),
    data: fc.constantFrom({ what: "stop" }, { what: "" }, { what: 1 }, { other: 2 }),
  },
  {
    requiredKeys: [
      "tabId",
      "segmentIndex",
      "frameIndex",
      "offsetMs",
      "kind",
      "category",
      "label",
      "url",
      "selector",
      "nodeId",
    ],
  },
) as fc.Arbitrary<NormalizedEvent>;

describe("packed events", () => {
  it("read back, also on the other side of a worker, as they went in", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const packed = structuredClone(packEvents(events));
        expect([...eachEvent(packed)]).toEqual(
          events.map(
            ({
              sessionId: _,
              timestamp: __,
              rawType: ___,
              rawSource: ____,
              masked,
              data,
              ...kept
            }) => ({
              ...kept,
              masked: masked === true,
              note: null,
              data: typeof data?.["what"] === "string" ? { what: data["what"] } : null,
            }),
          ),
        );
      }),
    );
  });

  it("hold each text once", () => {
    fc.assert(
      fc.property(event, (one) => {
        const packed = packEvents(Array.from({ length: 1_000 }, () => ({ ...one })));
        expect(packed.length).toBe(1_000);
        expect(packed.texts.length).toBe(new Set(packed.texts).size);
        // Label, address, selector and what it was.
        expect(packed.texts.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 20 },
    );
  });
});

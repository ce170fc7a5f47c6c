import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS, type NormalizedEvent } from "../../../src/analysis/event.ts";
import { eachEvent, packEvents } from "../../../src/worker/packed-events.ts";
import { numberAt, packColumn } from "../../../src/worker/packing/column.ts";
import { makeTextPacker, textAt } from "../../../src/worker/packing/texts.ts";

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

  it("hold what they have in common once", () => {
    fc.assert(
      fc.property(event, (one) => {
        const packed = packEvents(Array.from({ length: 1_000 }, () => ({ ...one })));
        expect(packed.length).toBe(1_000);
        expect(packed.sorts).toHaveLength(1);
        expect(packed.texts.words.length).toBe(new Set(packed.texts.words).size);
        for (const { steps } of [packed.offsetMs, packed.label, packed.sort]) {
          expect(steps).toBeNull();
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("packed texts", () => {
  it("read back, and the same one has one place", () => {
    const words = fc.array(fc.constantFrom("", "a", "b", "#list", ">", "tr:nth-of-type(85)"));
    const text = fc.oneof(
      words.map((all) => all.join(" ")),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(text), (all) => {
        const packer = makeTextPacker();
        const places = all.map(packer.placeOf);
        expect(all.map(packer.placeOf)).toEqual(places);
        const packed = structuredClone(packer.packed());
        expect(places.map((place) => textAt(packed, place))).toEqual(all);
      }),
    );
  });

  it("with the same beginning hold it once", () => {
    const packer = makeTextPacker();
    for (let row = 0; row < 1_000; row++) {
      for (let cell = 1; cell <= 5; cell++) {
        packer.placeOf(`#stock > tbody > tr:nth-of-type(${row}) > td:nth-of-type(${cell})`);
      }
    }
    const { before, words } = packer.packed();
    // 64 places are a block: 7,000 of them, where each text alone would take 35,000.
    expect(before.least.length).toBeLessThan(7_100 / 64);
    expect(words.length).toBeLessThan(1_010);
  });
});

describe("a column", () => {
  it("reads back whole numbers of any size, also beside each other", () => {
    const number = fc.oneof(
      fc.integer({ min: -300, max: 300 }),
      fc.integer({ min: -(2 ** 33), max: 2 ** 33 }),
    );
    const numbers = fc.oneof(
      fc.array(number, { maxLength: 200 }),
      fc.array(fc.nat(3), { maxLength: 200 }),
    );
    fc.assert(
      fc.property(numbers, (all) => {
        const column = packColumn(all);
        expect(all.map((_, row) => numberAt(column, row))).toEqual(all);
      }),
    );
  });
});

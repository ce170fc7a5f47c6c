import { describe, expect, it } from "vitest";
import type { LCPMetricWithAttribution } from "web-vitals/attribution";
import { SIGNALS } from "../../../src/format/signals/signals.ts";
import * as v from "valibot";
import { browserOf, osOf } from "../../../src/record/signals/browser-name.ts";
import { readAsked } from "../../../src/record/signals/tracking.ts";
import { longFrameOf, vitalOf } from "../../../src/record/signals/vitals.ts";

describe("what an attribute asks to be told", () => {
  it.each<[string, string | null, unknown]>([
    ["add-to-cart", null, { name: "add-to-cart" }],
    ["add", '{"id":7}', { name: "add", data: { id: 7 } }],
    ["add", "{}", { name: "add", data: {} }],
    ["a b", null, null],
    ["", null, null],
    ["x".repeat(101), null, null],
    ["add", "{id:7}", null],
    ["add", "", null],
    ["add", "[1]", null],
    ["add", "null", null],
    ["add", '"text"', null],
    ["add", JSON.stringify({ a: "x".repeat(4_096) }), null],
  ])("R4 %j with data %j", (name, data, told) => {
    expect(readAsked(name, data)).toEqual(told);
  });
});

describe("a web vital", () => {
  const node = { nodeType: 1 } as Element;
  const metric = (element: Element | null) =>
    ({
      name: "LCP",
      value: 2_900.04,
      rating: "needs-improvement",
      navigationType: "navigate",
      entries: [],
      attribution: {
        timeToFirstByte: 100,
        resourceLoadDelay: -0.2,
        resourceLoadDuration: 300,
        elementRenderDelay: 2_500.123,
        url: "https://shop.example/hero.png",
        lcpEntry: { element },
      },
    }) as unknown as LCPMetricWithAttribution;
  const mirror = (id: number) => ({ mirror: { getId: () => id, getNode: () => null } });

  it("names its element, and where the time went", () => {
    const vital = vitalOf(metric(node), mirror(12));
    expect(vital).toEqual({
      name: "LCP",
      value: 2_900,
      rating: "needs-improvement",
      load: "navigate",
      id: 12,
      parts: {
        "time to first byte": 100,
        "resource load delay": 0,
        "resource load": 300,
        "render delay": 2_500.1,
      },
      source: "https://shop.example/hero.png",
    });
    expect(v.is(SIGNALS["waymark.vital"], vital)).toBe(true);
  });

  it("P6 tells no address of a picture that is not recorded", () => {
    const vital = vitalOf(metric(node), mirror(-1));
    expect([vital.id, vital.source]).toEqual([undefined, undefined]);
  });
});

describe("a long animation frame", () => {
  const frame = (duration: number) =>
    longFrameOf({
      startTime: 1_000,
      duration,
      blockingDuration: 60,
      styleAndLayoutStart: 1_080,
      scripts: [
        { duration: 10, sourceURL: "https://x.example/a.js", sourceFunctionName: "a" },
        { duration: 70, sourceURL: "https://x.example/b.js", sourceFunctionName: "slow" },
      ],
    } as unknown as PerformanceEntry);

  it("names its longest script", () => {
    expect(frame(120)).toEqual({
      name: "long-frame",
      value: 120,
      parts: { blocking: 60, scripts: 80, "style and layout": 40 },
      source: "https://x.example/b.js",
      by: "slow",
    });
  });
  it("of less than 100 ms is not told", () => {
    expect(frame(99)).toBeNull();
  });
});

describe("names of browsers and systems", () => {
  const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ";
  it.each([
    [`${chrome}Chrome/156.0.0.0 Safari/537.36`, "Chrome 156", "Linux"],
    [`${chrome}Chrome/156.0.0.0 Safari/537.36 Edg/156.0.1`, "Edge 156", "Linux"],
    [
      "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
      "Firefox 140",
      "Windows",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
      "Safari 18",
      "macOS",
    ],
    ["", "Unknown", "Unknown"],
  ])("%s", (userAgent, browser, os) => {
    expect([browserOf(userAgent), osOf(userAgent)]).toEqual([browser, os]);
  });
  it("come from client hints where there are some", () => {
    const hints = {
      brands: [
        { brand: "Not)A;Brand", version: "8" },
        { brand: "Chromium", version: "156" },
        { brand: "Google Chrome", version: "156" },
      ],
      platform: "Windows",
    };
    expect([browserOf("", hints), osOf("", hints)]).toEqual(["Chrome 156", "Windows"]);
  });
});

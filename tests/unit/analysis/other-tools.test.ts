import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNormalizer } from "../../../src/analysis/normalize/normalizer.ts";

const T0 = 1_700_000_000_000;
const PAGE = "https://shop.example/cart";

/** One event of a tool on a page, as `[kind, category, label, offsetMs, data]`. */
function told(type: number, data: object, offset = 5_000) {
  const normalizer = createNormalizer({ sessionId: "s", tabId: "t", startedAt: T0 });
  normalizer.push({ type: 4, data: { href: PAGE, width: 1, height: 1 }, timestamp: T0 }, 0, 0);
  const made = normalizer.push({ type, data, timestamp: T0 + offset }, 2, 7);
  return { made: [...made, ...normalizer.finish()], skipped: normalizer.skipped };
}
const custom = (tag: string, payload: unknown) => told(5, { tag, payload });
const plugin = (name: string, payload: unknown) => told(6, { plugin: name, payload });
const lines = ({ made }: ReturnType<typeof told>) =>
  made.map(({ kind, category, label }) => `${kind} ${category} ${label}`);
const seconds = (offset: number) => (T0 + offset) / 1_000;

describe("Sentry", () => {
  const crumb = (payload: object) =>
    custom("breadcrumb", { timestamp: seconds(4_000), type: "default", ...payload });
  const span = (op: string, description: string, data: object, took = 400) =>
    custom("performanceSpan", {
      op,
      description,
      startTimestamp: seconds(4_000),
      endTimestamp: seconds(4_000 + took),
      data,
    });

  it("breadcrumbs say what they are, at their time in milliseconds, with the event's pointer", () => {
    const { made } = crumb({ category: "console", level: "warning", message: "slow" });
    expect(made).toMatchObject([
      {
        kind: "console",
        label: "console.warn: slow",
        offsetMs: 4_000,
        segmentIndex: 2,
        frameIndex: 7,
        rawType: 5,
      },
    ]);
    expect(
      [
        crumb({ category: "console", level: "error", message: "no" }),
        crumb({ category: "navigation", data: { from: "/cart", to: "/pay" } }),
        crumb({ category: "xhr", data: { method: "get", url: "/api", status_code: 404 } }),
        crumb({ category: "sentry.event", message: "TypeError: x" }),
        crumb({ category: "replay.hydrate-error", data: { url: PAGE } }),
        crumb({ category: "ui.slowClickDetected", message: "body > button", data: { nodeId: 9 } }),
        crumb({ type: "debug", message: "own" }),
      ].flatMap(lines),
    ).toEqual([
      "console problem console.error: no",
      "navigation user Went to https://shop.example/pay",
      "network problem GET /api 404",
      "error problem TypeError: x",
      "error problem Hydration failed",
      "breadcrumb meta ui.slowClickDetected: body > button",
      "breadcrumb meta debug: own",
    ]);
  });

  it("spans are requests, vitals, memory or just spans, their times in milliseconds", () => {
    const { made } = span("resource.fetch", "https://shop.example/api", {
      method: "POST",
      statusCode: 500,
      response: { size: 11 },
    });
    expect(made).toMatchObject([
      {
        kind: "network",
        category: "problem",
        label: "POST /api 500",
        offsetMs: 4_000,
        data: { durationMs: 400, status: 500, failed: true, sizes: { transferred: 11 } },
      },
    ]);
    expect(
      [
        span("resource.script", "https://shop.example/a.js", { statusCode: 200, size: 10 }),
        span("web-vital", "largest-contentful-paint", {
          value: 2_900,
          rating: "poor",
          nodeIds: [9],
        }),
        span("web-vital", "cumulative-layout-shift", { value: 0.3, rating: "poor" }),
        span("memory", "memory", { memory: { usedJSHeapSize: 12_400_000 } }),
        span("navigation.push", "/pay", {}),
        span("ui.interaction", "click", {}),
      ].flatMap(lines),
    ).toEqual([
      "network network Request /a.js 200",
      "vital problem LCP 2.9 s (poor)",
      "vital problem CLS 0.30 (poor)",
      "memory page Memory 12.4 MB",
      "navigation user Went to https://shop.example/pay",
      "span meta ui.interaction click (400 ms)",
    ]);
  });

  it("a video is told, settings are not", () => {
    expect(lines(custom("video", { duration: 5_000 }))).toEqual(["video meta Video of 5.0 s"]);
    expect(custom("options", { sampleRate: 1 })).toEqual({ made: [], skipped: 0 });
  });

  it("what is no breadcrumb stays a custom event, and what cannot be one is counted", () => {
    expect(lines(custom("breadcrumb", { a: 1 }))).toEqual(["track meta Custom event breadcrumb"]);
    const negative = span("web-vital", "largest-contentful-paint", { value: -1 });
    expect(lines(negative)).toEqual(["span meta web-vital largest-contentful-paint (400 ms)"]);
    expect(crumb({ category: "navigation", data: {} }).made).toHaveLength(1);
  });

  it("what happened before the recording began stands at its beginning", () => {
    const early = custom("performanceSpan", { op: "paint", startTimestamp: seconds(-9_000) });
    expect(early.made).toMatchObject([{ kind: "span", offsetMs: 0 }]);
  });
});

describe("rrweb's plugins and PostHog", () => {
  const entry = { name: "https://shop.example/api", entryType: "resource", timestamp: T0 + 3_000 };

  it("each request of a batch is told, when it began", () => {
    const { made } = plugin("rrweb/network@1", {
      requests: [
        { ...entry, initiatorType: "fetch", method: "POST", status: 503, duration: 120 },
        { ...entry, initiatorType: "script", responseStatus: 0, transferSize: 300 },
        { ...entry, entryType: "mark", name: "own" },
        { name: "first-contentful-paint", entryType: "paint", startTime: 800 },
      ],
    });
    expect(made).toMatchObject([
      { label: "POST /api 503", category: "problem", offsetMs: 3_000, data: { durationMs: 120 } },
      { label: "Request /api done", category: "network", data: { what: "script" } },
      { label: "FCP 800 ms", kind: "vital" },
    ]);
  });

  it("PostHog's numbers stand for the same names", () => {
    const { made } = plugin("posthog/network@1", {
      0: "resource",
      2: "https://shop.example/api",
      18: "xmlhttprequest",
      21: 404,
      39: 80,
      40: T0 + 2_000,
    });
    expect(made).toMatchObject([
      {
        label: "Request /api 404",
        offsetMs: 2_000,
        data: { how: "xhr", durationMs: 80, failed: true },
      },
    ]);
  });

  it("plugins that are not known, and payloads that are none, are counted", () => {
    expect(plugin("rrweb/sequential-id@1", { id: 1 }).skipped).toBe(1);
    expect(plugin("rrweb/network@1", { requests: 3 }).skipped).toBe(1);
    expect(plugin("rrweb/network@1", null).skipped).toBe(1);
  });

  it("an address is told once", () => {
    expect(lines(custom("$pageview", { href: PAGE }))).toEqual([]);
    expect(lines(custom("$pageview", { href: `${PAGE}/2` }))).toEqual([
      `navigation user Went to ${PAGE}/2`,
    ]);
  });
});

describe("Sentiero and SpectatorSport", () => {
  it("errors, vitals, links, clicks and forms", () => {
    expect(
      [
        custom("error", {
          message: "x is undefined",
          source: "a.js",
          lineno: 3,
          colno: 0,
          stack: "",
        }),
        custom("error", { message: "no", type: "unhandledrejection", stack: "" }),
        custom("__perf", { metric: "INP", value: 640, rating: "poor" }),
        custom("__perf", { metric: "NEW", value: 1 }),
        custom("navigation", { url: "https://pay.example/", text: "Pay", external: true }),
        custom("__click", { selector: "button#pay" }),
        custom("__form_submit", { name: "address", url: PAGE }),
      ].flatMap(lines),
    ).toEqual([
      "error problem x is undefined",
      "error problem Unhandled rejection: no",
      "vital problem INP 640 ms (poor)",
      "track meta Custom event __perf",
      "breadcrumb user Followed a link to https://pay.example/",
      'form user Submitted the form "address"',
    ]);
  });

  it("history, labels and lifecycle", () => {
    expect(
      [
        custom("spectator_sport:history", { href: "/next" }),
        custom("spectator_sport:label", { key: "plan", value: "pro" }),
        custom("spectator_sport:lifecycle", { reason: "idle" }),
      ].flatMap(lines),
    ).toEqual([
      "navigation user Went to https://shop.example/next",
      "track meta The page said of itself: plan = pro",
      "lifecycle meta Recorder: idle",
    ]);
  });

  it("a page's own event under a tool's name is told as a custom event, and never throws", () => {
    for (const payload of [null, "text", 3, [], { message: 4 }]) {
      expect(lines(custom("error", payload))).toEqual(["track meta Custom event error"]);
      for (const tag of ["breadcrumb", "performanceSpan", "__perf", "$pageview", "constructor"]) {
        expect(custom(tag, payload).made.length).toBeLessThanOrEqual(1);
      }
    }
  });
});

const NAMES = [
  "breadcrumb",
  "performanceSpan",
  "video",
  "error",
  "navigation",
  "__perf",
  "$pageview",
];
const PLUGINS = ["rrweb/network@1", "posthog/network@1", "rrweb/console@1"];
/** Payloads with the names that tools use, and anything under them. */
const FIELDS = ["category", "data", "timestamp", "op", "description", "requests", "message", "url"];
const payloads = fc.oneof(
  fc.anything(),
  fc.dictionary(fc.constantFrom(...FIELDS), fc.anything()),
  fc.record({ requests: fc.array(fc.anything()) }),
);

it("whatever stands in a payload, nothing throws and every event can be told", () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES, ...PLUGINS), payloads, (name, payload) => {
      const { made } = PLUGINS.includes(name) ? plugin(name, payload) : custom(name, payload);
      for (const event of made) {
        expect(event.offsetMs).toBeGreaterThanOrEqual(0);
        expect(event.offsetMs).toBeLessThanOrEqual(5_000);
        expect(typeof event.label).toBe("string");
      }
    }),
    { numRuns: 500 },
  );
});

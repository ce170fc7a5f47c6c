import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import type { NormalizedEvent } from "../../../src/analysis/event.ts";
import { createNormalizer } from "../../../src/analysis/normalize/normalizer.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { click, el, event, idleUntil, inc, load, signal, T0, tap } from "../dom/page.ts";

function normalize(events: RecordedEvent[]): NormalizedEvent[] {
  const normalizer = createNormalizer({ sessionId: "s", tabId: "t", startedAt: T0 });
  const made = events.flatMap((one, i) => normalizer.push(one, 3, i));
  return [...made, ...normalizer.finish()].sort((a, b) => a.offsetMs - b.offsetMs);
}

const body = [
  el(10, "button", { id: "go" }, "Go on"),
  el(11, "input", { id: "mail", "aria-label": "E-mail" }),
  el(12, "input", { id: "news", type: "checkbox", "aria-label": "News" }),
];
const acts = (events: RecordedEvent[]) => normalize([...load(body), ...events]).slice(3);

describe("normalized events", () => {
  it.for([
    ["start", "start", "Recording started"],
    ["start", "navigation", "Recording goes on in a new page"],
    ["resume", "resume", "Recording resumed"],
    ["stop", "Stopped by the user.", "Recording stopped: Stopped by the user."],
  ] as const)("name a %s for the reason %s as people would", ([what, reason, label]) => {
    const [made] = normalize([signal(1, "waymark.lifecycle", { what, reason })]);
    expect(made?.label).toBe(label);
  });

  it("make one event of press, release, click and double click", () => {
    const double = inc(1_500, 2, { type: 4, id: 10 });
    const made = acts([...click(1_000, 10), ...click(1_300, 10), double]);
    expect(made.map(({ kind, label }) => `${kind}: ${label}`)).toEqual([
      'click: Click on "Go on"',
      'click: Click on "Go on"',
    ]);
    expect(made[0]).toMatchObject({
      sessionId: "s",
      tabId: "t",
      segmentIndex: 3,
      frameIndex: 5,
      offsetMs: 1_060,
      timestamp: new Date(T0 + 1_060).toISOString(),
      category: "user",
      url: "http://shop.test/",
      selector: "#go",
      nodeId: 10,
      data: { x: 50, y: 50, downAt: T0 + 1_000, button: 0, controlId: 10 },
    });
  });

  it("call a touch a tap", () => {
    expect(acts(tap(1_000, 10)).map((one) => one.kind)).toEqual(["tap"]);
  });

  it("stand at the press when no click came", () => {
    const made = acts([...click(1_000, 10).slice(0, 2), idleUntil(5_000)]);
    expect(made).toMatchObject([{ kind: "click", offsetMs: 1_000, data: { noClick: true } }]);
  });

  it("make one event of a run of keystrokes or scroll steps", () => {
    const keys = [0, 100, 200].map((ms) =>
      inc(1_000 + ms, 5, { id: 11, text: "***", isChecked: false }),
    );
    const steps = [0, 100, 200].map((ms) => inc(3_000 + ms, 3, { id: 1, x: 0, y: ms }));
    expect(acts([...keys, ...steps])).toMatchObject([
      {
        kind: "input",
        label: 'Typed in "E-mail"',
        offsetMs: 1_000,
        masked: true,
        data: { changes: 3 },
      },
      { kind: "scroll", offsetMs: 3_000, data: { toY: 200, steps: 3 } },
    ]);
  });

  it("tell ticking from typing, and never hold what was typed", () => {
    const made = acts([
      inc(1_000, 5, { id: 12, text: "on", isChecked: true }),
      inc(2_000, 5, { id: 11, text: "secret words", isChecked: false }),
    ]);
    expect(made.map((one) => one.label)).toEqual(['Checked "News"', 'Typed in "E-mail"']);
    expect(JSON.stringify(made)).not.toContain("secret");
  });

  it("make one event of a request's start and end", () => {
    const start = signal(1_000, "waymark.network", {
      id: "1",
      phase: "start",
      how: "fetch",
      method: "POST",
      url: "/pay",
    });
    const end = signal(1_400, "waymark.network", {
      id: "1",
      phase: "end",
      how: "fetch",
      status: 500,
    });
    const open = signal(2_000, "waymark.network", {
      id: "2",
      phase: "start",
      how: "xhr",
      url: "/slow",
    });
    expect(acts([start, end, open])).toMatchObject([
      {
        kind: "network",
        category: "problem",
        label: "POST /pay 500",
        offsetMs: 1_000,
        data: { durationMs: 400, failed: true },
      },
      { kind: "network", category: "network", offsetMs: 2_000, data: { pending: true } },
    ]);
  });

  it("name a request of the page's own origin by its path, its messages and how it was closed", () => {
    const line = { id: "3", how: "websocket", method: "GET", url: "ws://shop.test/line" };
    const none = { count: 0, bytes: 0 };
    const made = acts([
      signal(1_000, "waymark.network", {
        id: "1",
        phase: "end",
        how: "load",
        whole: true,
        what: "image",
        method: "GET",
        url: "http://shop.test/a.png",
        failed: true,
        durationMs: 30,
      }),
      signal(2_000, "waymark.network", { ...line, phase: "start" }),
      signal(2_100, "waymark.network", { ...line, phase: "open" }),
      signal(2_200, "waymark.network", {
        ...line,
        phase: "message",
        direction: "in",
        data: "text",
        bytes: 5,
        responseBody: { text: "hello" },
      }),
      signal(3_000, "waymark.network", {
        ...line,
        phase: "end",
        code: 1_000,
        messages: { in: { count: 1, bytes: 5 }, out: none, told: 1 },
      }),
    ]);
    expect(made).toMatchObject([
      { label: "GET /a.png failed", category: "problem", data: { what: "image" } },
      {
        label: "GET ws://shop.test/line closed",
        offsetMs: 2_000,
        data: { frames: [{ offsetMs: 200, direction: "in", bytes: 5 }], code: 1_000 },
      },
    ]);
    expect(JSON.stringify(made)).not.toContain("hello");
  });

  it("know uncaught errors from console output", () => {
    const log = (level: string, text: string) =>
      event(1_000, 6, {
        plugin: "rrweb/console@1",
        payload: { level, trace: ["a.js:1"], payload: [JSON.stringify(text)] },
      });
    expect(
      acts([log("error", "Uncaught TypeError: x"), log("error", "no price"), log("log", "hi")]),
    ).toMatchObject([
      { kind: "error", category: "problem", label: "Uncaught TypeError: x" },
      { kind: "console", category: "problem", label: "console.error: no price" },
      { kind: "console", category: "page" },
    ]);
  });

  it("say in words what a page said and what went wrong", () => {
    const line = (payload: object) =>
      signal(1_000, "waymark.console", { level: "log", message: "hi", ...payload });
    const error = (payload: object) =>
      signal(1_000, "waymark.error", { what: "error", message: "no", ...payload });
    const told = acts([
      line({ source: "a.js", line: 3 }),
      line({ level: "error", hydration: "vue" }),
      line({ level: "assert", message: "" }),
      line({ repeats: 4 }),
      line({ level: "groupEnd", message: "" }),
      error({ name: "TypeError" }),
      error({ name: "TypeError", message: "Uncaught TypeError: no" }),
      error({ what: "rejection", name: "AbortError" }),
      error({ what: "resource", tag: "img", url: "http://shop.test/a.png" }),
      error({ what: "resource", tag: "link" }),
      error({ what: "csp", directive: "img-src", url: "http://b.test/a.png" }),
      error({ what: "csp", directive: "script-src", url: "inline", reportOnly: true }),
    ]);
    expect(told.map(({ kind, category, label }) => `${kind} ${category} ${label}`)).toEqual([
      "console page console.log: hi",
      "console problem console.error: hi",
      "console problem console.assert: Assertion failed",
      "console page console.log (4 more): hi",
      "console page console.groupEnd",
      "error problem TypeError: no",
      "error problem Uncaught TypeError: no",
      "error problem Unhandled rejection: AbortError: no",
      "error problem Could not load <img> http://shop.test/a.png",
      "error problem Could not load <link>",
      "error problem Blocked by the page's content security policy: img-src http://b.test/a.png",
      "error problem Would be blocked by the page's content security policy: script-src inline",
    ]);
    expect(told[0]?.data).toMatchObject({ level: "log", source: "a.js", line: 3 });
    expect(told[1]?.data).toMatchObject({ hydration: "vue" });
  });

  it("name the recorded element that a line or an error is about", () => {
    const [line, failed] = normalize([
      ...load(body),
      signal(1_000, "waymark.console", { level: "log", message: "<button>", nodes: [10] }),
      signal(1_001, "waymark.error", { what: "resource", message: "x", tag: "img", id: 10 }),
    ]).slice(-2);
    expect(line).toMatchObject({ nodeId: 10, selector: expect.any(String) });
    expect(failed).toMatchObject({ nodeId: 10, selector: line?.selector });
  });

  it("read every signal, and count what is none", () => {
    const normalizer = createNormalizer({ sessionId: "s", tabId: "t", startedAt: T0 });
    const made = [
      signal(1, "waymark.lifecycle", { what: "start" }),
      signal(2, "waymark.navigation", { how: "push", url: "http://shop.test/b" }),
      signal(3, "waymark.error", { what: "rejection", message: "no" }),
      signal(4, "waymark.browser", { what: "download" }),
      signal(5, "waymark.redacted", {}),
      signal(6, "their.tag", { a: 1 }),
      signal(7, "waymark.error", { what: "surprise" }),
    ].flatMap((one, i) => normalizer.push(one, 0, i));
    expect(made.map((one) => one.kind)).toEqual([
      "lifecycle",
      "navigation",
      "error",
      "browser",
      "lifecycle",
      "track",
    ]);
    expect(made[5]?.url).toBe("http://shop.test/b");
    expect(normalizer.skipped).toBe(1);
  });

  it("tell a page load once, whoever tells it, and no checkout as one", () => {
    const told = signal(5_000, "waymark.navigation", { how: "load", url: "http://shop.test/b" });
    const again = { how: "load", url: "http://shop.test/b", type: "reload", redirects: 2 };
    const next = load(body, { at: 5_010, href: "http://shop.test/b" });
    const checkout = load(body, { at: 9_000, href: "http://shop.test/b" }).slice(1);
    const reload = load(body, { at: 12_000, href: "http://shop.test/b" });
    const made = normalize([
      ...load(body),
      told,
      ...next,
      ...checkout,
      signal(11_990, "waymark.lifecycle", { what: "start", reason: "navigation" }),
      signal(11_995, "waymark.navigation", again),
      ...reload,
    ]);
    const pages = made.filter((one) => one.kind === "navigation");
    expect(pages.map(({ offsetMs, label }) => [offsetMs, label])).toEqual([
      [0, "Went to http://shop.test/"],
      [5_010, "Went to http://shop.test/b"],
      [12_000, "Reloaded http://shop.test/b, redirected twice"],
    ]);
  });
});

describe("idle gaps", () => {
  it("are pauses of more than five seconds between acts, from the start to the end", () => {
    const events = [...load(body), ...click(2_000, 10), ...click(6_900, 10), ...click(20_000, 10)];
    const facts = analyze({ id: "s", startedAt: T0, endedAt: T0 + 30_000 }, [
      { tabId: "t", segments: [{ index: 0, events }] },
    ]);
    expect(facts.idle).toEqual([
      { fromOffsetMs: 6_960, toOffsetMs: 20_060 },
      { fromOffsetMs: 20_060, toOffsetMs: 30_000 },
    ]);
    expect(facts.durationMs).toBe(30_000);
  });

  it("tell apart from gaps in the recording", () => {
    const gap = signal(3_000, "waymark.lifecycle", {
      what: "gap",
      reason: "No permission",
      origin: "https://id.test",
    });
    const events = [...load(body), gap, ...load(body, { at: 9_000 })];
    const facts = analyze({ id: "s", startedAt: T0, endedAt: null }, [
      { tabId: "t", segments: [{ index: 0, events }] },
    ]);
    expect(facts.gaps).toEqual([
      {
        tabId: "t",
        fromOffsetMs: 3_000,
        toOffsetMs: 9_000,
        why: "No permission (https://id.test)",
      },
    ]);
  });
});

describe("what a page tells of itself", () => {
  it.each<[string, string, Record<string, unknown>, string]>([
    [
      "vital",
      "waymark.vital",
      { name: "LCP", value: 2_900, rating: "needs-improvement" },
      "LCP 2.9 s (needs improvement)",
    ],
    ["vital", "waymark.vital", { name: "CLS", value: 0.3, rating: "poor" }, "CLS 0.30 (poor)"],
    ["vital", "waymark.vital", { name: "INP", value: 96, rating: "good" }, "INP 96 ms (good)"],
    ["vital", "waymark.vital", { name: "long-task", value: 120 }, "Long task of 120 ms"],
    ["memory", "waymark.vital", { name: "memory", value: 12_400_000 }, "Memory 12.4 MB"],
    [
      "track",
      "waymark.track",
      { name: "checkout-started", by: "api", data: { items: 3 } },
      'Custom event "checkout-started"',
    ],
    [
      "track",
      "waymark.identify",
      { metadata: { plan: "pro", seats: 2 } },
      "The page said of itself: plan = pro, seats = 2",
    ],
    [
      "browser",
      "waymark.navigation",
      { how: "title", url: "http://shop.test/", title: "Cart (2)" },
      'The title became "Cart (2)"',
    ],
    ["browser", "waymark.browser", { what: "offline" }, "The browser went offline"],
    [
      "browser",
      "waymark.circumstances",
      { browser: "Chrome 156", os: "Linux", viewport: { width: 800, height: 600 }, build: "1.2" },
      "The circumstances: Chrome 156, Linux, 800 by 600, build 1.2",
    ],
    [
      "lifecycle",
      "waymark.capture",
      { part: "tracking", what: "sampled", dropped: 1, reason: "A name is missing." },
      "Not recorded of events told by the page: 1. A name is missing.",
    ],
  ])("is a %s event: %s %j", (kind, tag, payload, label) => {
    const made = normalize([...load(body), signal(3_000, tag, payload)]);
    expect(made.at(-1)).toMatchObject({ kind, label });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { LONGEST_PREVIEW } from "../../../src/format/signals/console.ts";
import { lineOf } from "../../../src/record/signals/console-text.ts";
import { createPreviews, makeRoom } from "../../../src/record/signals/preview.ts";
import { noisyText, SECRETS } from "./arbitraries.ts";
import { element, pass, snapshot } from "./build.ts";

const preview = createPreviews({ getId: () => -1, getNode: () => null });

/** A call as the recorder tells it. */
function consoleEvent(...values: unknown[]): RecordedEvent {
  const room = makeRoom();
  const { message, args } = lineOf(values, true, (value) => preview(value, room));
  return signal("waymark.console", { level: "log", message, ...(args.length > 0 && { args }) });
}

const signal = (tag: string, payload: object): RecordedEvent => ({
  type: 5,
  data: { tag, payload },
  timestamp: 2_000,
});

const payloadOf = ({ events }: { events: RecordedEvent[] }, at = 0) =>
  events[at]?.data["payload"] as Record<string, unknown> | undefined;

const HUSH = "hush";

describe("gate 2 on what a page says in its console", () => {
  it.each<[string, unknown[]]>([
    ["under the name of a secret", [{ password: HUSH }]],
    ["deeper under one", [{ session: { id: HUSH, list: [HUSH] } }]],
    ["in a list under one", [[{ token: [HUSH] }]]],
    ["in a map under one", [new Map([["apiKey", HUSH]])]],
    ["in a list of entries", [Object.entries({ password: HUSH })]],
    ["in JSON", [JSON.stringify({ password: HUSH, a: 1 })]],
    ["in JSON in an object", [{ body: JSON.stringify({ password: HUSH }) }]],
    ["in the query of an address", [`GET https://a.example/b?q=${HUSH}`]],
    ["after its name", ["password:", HUSH]],
    ["in a substitution", ["token=%s", HUSH]],
  ])("P5 lets no value through %s", (_, values) => {
    const passed = pass([consoleEvent(...values)]);
    expect(passed.events).toHaveLength(1);
    expect(passed.json).not.toContain(HUSH);
  });

  const placed = fc.constantFrom<(secret: string) => unknown[]>(
    (secret) => [secret],
    (secret) => ["Signed in as", secret],
    (secret) => ["%s is here", secret],
    (secret) => [{ note: `of ${secret}` }],
    (secret) => [{ a: { b: [{ c: secret }] } }],
    (secret) => [{ [`key ${secret}`]: 1 }],
    (secret) => [new Map([[`for ${secret}`, new Set([`at ${secret}`])]])],
    (secret) => [new Error(`No mailbox ${secret}`, { cause: new Error(`For ${secret}`) })],
    (secret) => [
      Symbol(`of ${secret}`),
      new RegExp(`^x$|${secret.replace(/\W/g, "\\$&")}`).test("x"),
    ],
    (secret) => [Object(`boxed ${secret}`), new Date(0)],
    (secret) => [Object.defineProperty(() => {}, "name", { value: `of ${secret}` })],
  );

  it("P5 lets no planted secret through, wherever it stands", () => {
    fc.assert(
      fc.property(placed, fc.constantFrom(...SECRETS), noisyText, (place, secret, noise) => {
        const passed = pass([consoleEvent(noise, ...place(secret))]);
        expect(passed.json).not.toContain(secret);
        expect(pass(passed.events).json, "what passed passes as it is").toBe(passed.json);
      }),
      { numRuns: 400 },
    );
  });

  it("P5 takes secrets out of stacks and causes of errors", () => {
    const passed = pass([
      signal("waymark.error", {
        what: "error",
        message: "No jane@example.com",
        stack: "Error: No jane@example.com\n    at run (https://a.example/b.js?k=hush:1:2)",
        causes: [
          {
            name: "For jane@example.com",
            message: '{"password":"hush"}',
            stack: "jane@example.com",
          },
        ],
      }),
      signal("waymark.console", {
        level: "error",
        message: "x",
        stack: "at https://a.example/b.js?token=hush:1:2",
        source: "https://a.example/b.js?token=hush",
      }),
    ]);
    expect(passed.events).toHaveLength(2);
    expect(passed.json).not.toMatch(/jane|hush/);
  });

  it("P6 what a frame of the page's own origin says is dropped where its iframe is blocked or unknown", () => {
    const says = (message: string, frame: number) =>
      signal("waymark.error", { what: "error", message, frame });
    const passed = pass([
      snapshot(
        element(10, "div", { "data-waymark-block": "" }, element(11, "iframe")),
        element(12, "iframe"),
      ),
      says("hush", 11),
      says("hush", 99),
      signal("waymark.capture", { part: "errors", what: "sampled", dropped: 3, frame: 11 }),
      says("mail jane@canary.example", 12),
    ]);
    expect(passed.events).toHaveLength(2);
    expect(payloadOf(passed, 1)).toEqual({ what: "error", message: "mail [email]", frame: 12 });
  });

  it("P6 takes out what is blocked: the nodes of a line, the address of a picture", () => {
    const passed = pass([
      snapshot(
        element(10, "div", { "data-waymark-block": "" }, element(11, "img")),
        element(12, "img"),
      ),
      signal("waymark.console", { level: "log", message: "<img>", nodes: [11, 12, 99] }),
      signal("waymark.error", {
        what: "resource",
        message: "",
        tag: "img",
        id: 11,
        url: "/hush.png",
      }),
      signal("waymark.error", {
        what: "resource",
        message: "",
        tag: "img",
        id: 12,
        url: "/shown.png",
      }),
      signal("waymark.error", {
        what: "csp",
        message: "",
        directive: "img-src",
        id: 99,
        url: "/hush",
      }),
    ]);
    expect(payloadOf(passed, 1)!["nodes"]).toEqual([12]);
    expect(passed.json).not.toContain("hush");
    expect(passed.json).toContain("shown.png");
    expect(passed.events).toHaveLength(5);
  });

  it("P5 at level strict keeps the shape of a line, and no address of a picture", () => {
    const level = "strict" as const;
    const line = {
      level: "error",
      message: "Jane owes 12",
      args: [{ a: "Jane" }],
      stack: "Jane",
      line: 3,
    };
    const passed = pass([signal("waymark.console", line)], { level });
    expect(payloadOf(passed)).toEqual({ level: "error", message: "•••• •••• ••", line: 3 });
    const resource = { what: "resource", message: "x", tag: "img", url: "/jane.png" };
    expect(payloadOf(pass([signal("waymark.error", resource)], { level }))).not.toHaveProperty(
      "url",
    );
  });

  it("R4 refuses what the recorder does not say, and drops previews that grew too long", () => {
    const line = { level: "log", message: "x" };
    for (const wrong of [
      { level: "shout" },
      { args: ["x".repeat(3 * LONGEST_PREVIEW)] },
      { nodes: ["a"] },
      { repeats: 0 },
      { depth: 1_000 },
      { sample: HUSH },
    ]) {
      expect(
        pass([signal("waymark.console", { ...line, ...wrong })]).events,
        JSON.stringify(wrong),
      ).toHaveLength(0);
    }
    const grown = { ...line, args: [Array.from({ length: 40 }, () => "q ".repeat(75))] };
    const patterns = [{ name: "q", pattern: "\\bq\\b" }];
    const passed = pass([signal("waymark.console", grown)], { patterns });
    expect(payloadOf(passed)).toEqual(line);
  });
});

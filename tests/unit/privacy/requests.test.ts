import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_BODY } from "../../../src/format/signals/network.ts";
import type { SignalPayload } from "../../../src/format/signals/signals.ts";
import { ID_RANGE } from "../../../src/privacy/gate2/frame-ids.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { DEFAULT_SITE_POLICY, type SitePolicy } from "../../../src/privacy/policy.ts";
import { DEFAULT_PRIVACY, policyFor, stricter } from "../../../src/privacy/privacy-settings.ts";
import { allowsBody, isBodyPath } from "../../../src/privacy/request-rules.ts";
import { createSanitizer } from "../../../src/privacy/sanitize/sanitizer.ts";
import { pass } from "./build.ts";

type Network = SignalPayload<"waymark.network">;

const RULE = { headers: true, bodies: ["/api/*"] };
const BASE = { id: "1", phase: "end", how: "fetch", url: "https://a.example/api/x" } as const;
const event = (request: object) => ({
  type: 5,
  data: { tag: "waymark.network", payload: { ...BASE, ...request } },
  timestamp: 1,
});
function told(request: object, policy: Partial<SitePolicy> = RULE): Network {
  return pass([event(request)], policy).events[0]!.data["payload"] as Network;
}
const body = (text: string, type = "application/json") => ({ responseBody: { text, type } });
const bodyOf = (text: string, type?: string) => told(body(text, type)).responseBody!.text;

const CREDENTIALS = [
  "authorization",
  "Proxy-Authorization",
  "cookie",
  "Set-Cookie",
  "set-cookie2",
  "X-Api-Key",
  "x-auth-token",
  "X-CSRF-Token",
  "x-amz-security-token",
  "www-authenticate",
];

describe("headers and bodies of requests", () => {
  it("P9 do not pass without a rule, whatever a page forges", () => {
    const forged = {
      requestHeaders: [["x-kind", "hush"]],
      responseHeaders: [["x-kind", "hush"]],
      requestBody: { text: "hush" },
      ...body('{"a":"hush"}'),
    };
    const { json, hits } = pass([event(forged)]);
    expect(json).toContain("a.example");
    expect(json).not.toContain("hush");
    expect(hits).toMatchObject({ "request-content": 4 });
  });

  it.each(CREDENTIALS)("P9 %s never passes, by no rule and in no gate", (name) => {
    const headers = [
      [name, "hush"],
      ["x-kind", "plain"],
    ];
    const sides = { requestHeaders: headers, responseHeaders: headers };
    for (const side of ["requestHeaders", "responseHeaders"] as const) {
      expect(told(sides)[side]).toEqual([["x-kind", "plain"]]);
    }
    // The page's gate is the same sanitizer, without a document to ask here.
    const gate1 = createSanitizer({ level: "open", requests: RULE });
    expect(JSON.stringify(gate1.sanitize(event(sides)))).not.toContain("hush");
  });

  it("P9 headers are redacted, addresses in them shortened", () => {
    const { responseHeaders } = told({
      responseHeaders: [
        ["location", "https://a.example/x?user=jane#top"],
        ["x-who", "jane@a.example"],
      ],
    });
    expect(responseHeaders).toEqual([
      ["location", "https://a.example/x?user=*#"],
      ["x-who", "[email]"],
    ]);
  });

  it("P9 bodies pass by path and type only", () => {
    for (const [change, passes] of [
      [body("{}"), true],
      [body("plain", "text/plain; charset=utf-8"), true],
      [body("a=b", "application/x-www-form-urlencoded"), true],
      [body("<p>", "text/html"), false],
      [body("GIF89a", "image/gif"), false],
      [body("x", "application/octet-stream"), false],
      [{ ...body("{}"), url: "https://a.example/login" }, false],
      [{ ...body("{}"), url: "https://a.example/login?next=/api/x" }, false],
      [{ ...body("{}"), url: undefined }, false],
    ] as const) {
      expect("responseBody" in told(change), JSON.stringify(change)).toBe(passes);
    }
    expect(told(body("{}"), { ...RULE, level: "strict" })).not.toHaveProperty("responseBody");
  });

  it("P9 bodies are redacted deeply, as JSON, line by line, and as forms", () => {
    const json = {
      a: { password: "hush", list: [{ mail: "jane@a.example", inner: '{"pin":1234}' }] },
    };
    expect(JSON.parse(bodyOf(JSON.stringify(json)))).toEqual({
      a: { password: "[secret]", list: [{ mail: "[email]", inner: '{"pin":"[secret]"}' }] },
    });
    expect(bodyOf('{"token":"hush"}\n{"token":"hush"}', "application/x-ndjson")).not.toContain(
      "hush",
    );
    const form = bodyOf(
      "user%5Bpassword%5D=hush%20hush&mail=jane%40a.example&next=%7B%22pin%22%3A%22hush%22%7D&q=tea",
      "application/x-www-form-urlencoded",
    );
    expect(form).toBe(
      "user%5Bpassword%5D=[secret]&mail=[email]&next=%7B%22pin%22%3A%22[secret]%22%7D&q=tea",
    );
  });

  it("P9 a body is capped, and no half of a secret is left where it was cut", () => {
    const long = `${"word ".repeat(LONGEST_BODY / 5)}`;
    const cut = `${long.slice(0, LONGEST_BODY - 12)} jane@a.exam`;
    const kept = told({ responseBody: { text: cut, type: "text/plain", cut: true } }).responseBody!;
    expect(kept.text.length).toBeLessThanOrEqual(LONGEST_BODY);
    expect(kept.text).not.toContain("jane");
    expect(kept.cut).toBe(true);
    const tooLong = event({ responseBody: { text: "x".repeat(LONGEST_BODY + 1) } });
    expect(pass([tooLong], RULE).eventCount).toBe(0);
  });

  it("P9 what passed once passes again as it is", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab=&@.{}\"':,% 1") });
    const types = fc.constantFrom(
      "application/json",
      "text/plain",
      "application/x-www-form-urlencoded",
    );
    fc.assert(
      fc.property(text, types, (some, type) => {
        const once = told(body(some, type));
        expect(told(once)).toEqual(once);
      }),
    );
  });

  it("P9 of a frame that is masked no body passes", () => {
    const place = { base: ID_RANGE, hostId: 9 };
    const gate = createGate2({ policy: { ...DEFAULT_SITE_POLICY, ...RULE }, frame: place });
    const passed = (seq: number) => {
      const address = { sessionId: "s", tabId: "t", producer: "p", seq };
      return gate.pass(JSON.stringify([event(body('{"a":"shown"}'))]), address)!.json;
    };
    expect(passed(0)).toContain("shown");
    gate.setPlace("masked");
    expect(passed(1)).not.toContain("shown");
  });

  it("P9 messages of sockets pass by the same rule", () => {
    const message = { phase: "message", how: "websocket", direction: "in", data: "text" };
    const text = { responseBody: { text: '{"say":"hello","token":"hush"}' } };
    const url = "wss://a.example/api/line";
    expect(told({ ...message, ...text, url }).responseBody?.text).toBe(
      '{"say":"hello","token":"[secret]"}',
    );
    expect(told({ ...message, ...text, url: "wss://a.example/line" })).not.toHaveProperty(
      "responseBody",
    );
    expect(told({ ...message, ...text, url }, {})).not.toHaveProperty("responseBody");
  });

  it("P6 of what an element may show only the origin is told: nobody knows whether it is blocked", () => {
    const url = "https://a.example/people/jane.png?x=1";
    for (const what of ["image", "media", "frame", "css", "other", "sub_frame", undefined]) {
      const redirects = [{ url, status: 302 }];
      const { json } = pass([event({ how: "load", what, url, redirects })]);
      expect(json, what).toContain("https://a.example");
      expect(json, what).not.toContain("jane");
    }
    const script = { how: "load", what: "script", url: "https://a.example/app.js" };
    expect(told(script, {}).url).toBe("https://a.example/app.js");
  });

  it("P4 addresses within a request lose their values", () => {
    const initiator = { source: "https://a.example/a.js?user=jane", line: 1, column: 2 };
    const redirects = [{ url: "https://a.example/old?user=jane", status: 302 }];
    expect(told({ initiator, redirects }, {})).toMatchObject({
      initiator: { source: "https://a.example/a.js?user=*" },
      redirects: [{ url: "https://a.example/old?user=*" }],
    });
  });
});

describe("a rule for requests", () => {
  it("P9 holds for the sites that it names, never everywhere", () => {
    const rules = [{ sites: ["a.example"], policy: RULE }];
    const settings = { ...DEFAULT_PRIVACY, rules };
    expect(policyFor(settings, "https://a.example/")).toMatchObject(RULE);
    expect(policyFor(settings, "https://b.example/")).toMatchObject({ headers: false, bodies: [] });
    const forged = { ...settings, policy: { ...settings.policy, ...RULE } };
    expect(policyFor(forged, "https://b.example/")).toMatchObject({ headers: false, bodies: [] });
  });

  it("P9 of a frame needs one of the page around it", () => {
    const [on, off] = ["https://a.example/", "https://b.example/"].map((url) =>
      policyFor({ ...DEFAULT_PRIVACY, rules: [{ sites: ["a.example"], policy: RULE }] }, url),
    );
    expect(stricter(off!, on!)).toMatchObject({ headers: false, bodies: [] });
    expect(stricter(on!, off!)).toMatchObject({ headers: false, bodies: [] });
    expect(stricter(on!, on!)).toMatchObject(RULE);
  });

  it.each([
    ["/api/*", "https://a.example/api/x?y#z", true],
    ["/api/*", "/api/x", true],
    ["/api/*", "https://a.example/v2/api/x", false],
    ["/*/items/*", "https://a.example/v2/items/7", true],
    ["/a*a", "https://a.example/a", false],
    ["/orders", "https://a.example/orders", true],
    ["/orders", "https://a.example/orders/7", false],
  ])("%s fits %s: %s", (pattern, url, fits) => {
    expect(allowsBody({ headers: false, bodies: [pattern] }, url)).toBe(fits);
  });

  it.each([
    "",
    "*",
    "/",
    "api/*",
    "https://a.example/api",
    "/a b",
    "/a?b=*",
    `/${"a".repeat(300)}`,
  ])("P8 %j is no path", (pattern) => expect(isBodyPath(pattern)).toBe(false));
});

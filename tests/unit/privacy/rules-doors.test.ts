import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import {
  acceptBatch,
  acceptBlob,
  acceptSegment,
  acceptSession,
} from "../../../src/privacy/accept.ts";
import { checkPolicy } from "../../../src/privacy/check-policy.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { hasOwnIds, ID_RANGE, mapIds } from "../../../src/privacy/gate2/frame-ids.ts";
import {
  sanitizeAnnotation,
  sanitizePatch,
  sanitizeSession,
} from "../../../src/privacy/gate2/sessions.ts";
import { DEFAULT_PAGE_POLICY, DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { refusalSentence } from "../../../src/privacy/refusal-sentence.ts";
import { pageRefusal } from "../../../src/privacy/page/refusal.ts";
import { element, incremental, mutation, pass, snapshot, text } from "./build.ts";
import { NO_EVENT } from "./one-rule.ts";

/** Rules one by one, also where another would catch the same: scripts/mutations switches each off. */
describe("gate 2", () => {
  const address = { sessionId: "s", tabId: "t", producer: "p", seq: 0 };
  const gate = (over: object = {}) => createGate2({ policy: DEFAULT_PAGE_POLICY, ...over });

  it("R4 a piece is a list of so many events", () => {
    expect(gate().sanitize("{}").hits).toEqual({ malformed: 1 });
    const many = gate().sanitize(JSON.stringify(Array.from({ length: 50_002 }, () => NO_EVENT)));
    expect([many.eventCount, many.hits["too-large"]]).toEqual([50_000, 2]);
  });

  it("R4 events are of the session's time", () => {
    const startedAt = Date.now();
    const count = (timestamp: number) =>
      gate({ startedAt }).sanitize(JSON.stringify([{ ...NO_EVENT, timestamp }])).eventCount;
    expect([count(startedAt), count(1), count(startedAt + 9e9)]).toEqual([1, 0, 0]);
  });

  it("R4 a document names its own nodes; the background may name any", () => {
    const foreign = JSON.stringify([incremental(3, { id: ID_RANGE + 1, x: 0, y: 0 })]);
    expect(gate().pass(foreign, address)).toBeNull();
    expect(gate({ isBackground: true }).pass(foreign, address)?.eventCount).toBe(1);
  });

  it("P5 hits that a page reports are sound, few and bounded; those of what was dropped are kept", () => {
    const pageHits = {
      input: 3,
      "a b": 1,
      email: -1,
      card: 1.5,
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [
          `rule-${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}`,
          i === 0 ? 9e9 : 1,
        ]),
      ),
    };
    const once = gate();
    expect(once.pass("[7]", address)).toBeNull();
    const { hits } = once.pass(JSON.stringify([NO_EVENT]), { ...address, pageHits })!;
    expect(hits["input"]).toBe(3);
    expect(hits["malformed"]).toBe(1);
    expect(Object.keys(hits)).not.toContain("a b");
    expect(hits["email"]).toBeUndefined();
    expect(Object.keys(hits).length).toBeLessThanOrEqual(51);
    expect(Math.max(...Object.values(hits))).toBe(1_000_000);
  });

  it("P4 a link between frames stays off the record", () => {
    const page = snapshot(element(10, "iframe"));
    const link = {
      type: 5,
      data: { tag: "waymark.link", payload: { id: 10, nonce: 1 } },
      timestamp: 1,
    };
    const linked = gate();
    expect(linked.pass(JSON.stringify([page, link]), address)?.json).not.toContain("waymark.link");
    expect(linked.takeNews().links).toHaveLength(1);
  });

  it("P5 what a site asks for", () => {
    const site = {
      phone: true,
      ssn: true,
      patterns: [{ name: "order", pattern: "ORD-\\d+" }],
      urls: { mode: "keep" as const, allow: [], deny: [] },
    };
    const page = snapshot(
      text(10, "555-123-4567, 123-45-6789, ORD-1"),
      element(11, "a", { href: "/?q=1" }),
    );
    expect(pass([page], site).json).toContain("[phone], [ssn], [redacted]");
    expect(pass([page], site).json).toContain("/?q=1");
    expect(pass([page]).json).toContain("555-123-4567, 123-45-6789, ORD-1");
  });

  it("R4 what cannot be judged is dropped", () => {
    const odd = {
      type: 3,
      timestamp: 1,
      data: {
        source: 15,
        id: 1,
        styleIds: [1],
        styles: [{ styleId: 1, rules: [{ rule: "b{}" }] }],
      },
    };
    expect(pass([odd]).eventCount).toBe(1);
    expect(
      pass([{ ...odd, type: 4, data: { href: "/", width: 1, height: 1 } }, "x"]).hits["malformed"],
    ).toBe(1);
  });

  it("R4 every id that an event names is moved, and counts as named", () => {
    const big = ID_RANGE + 1;
    const events: RecordedEvent[] = [
      incremental(3, { id: big, x: 0, y: 0 }),
      incremental(8, { styleId: big, adds: [] }),
      incremental(15, { id: 1, styleIds: [big], styles: [] }),
      incremental(15, { id: 1, styleIds: [], styles: [{ styleId: big, rules: [] }] }),
      incremental(1, { positions: [{ id: big, x: 0, y: 0, timeOffset: 0 }] }),
      incremental(14, { ranges: [{ start: big, startOffset: 0, end: 1, endOffset: 0 }] }),
      incremental(14, { ranges: [{ start: 1, startOffset: 0, end: big, endOffset: 0 }] }),
      mutation({ texts: [{ id: big, value: "" }] }),
      mutation({ attributes: [{ id: big, attributes: {} }] }),
      mutation({ removes: [{ parentId: 1, id: big }] }),
      mutation({ removes: [{ parentId: big, id: 1 }] }),
      mutation({ adds: [{ parentId: big, nextId: null, node: text(1, "") }] }),
      mutation({ adds: [{ parentId: 1, nextId: big, node: text(2, "") }] }),
      mutation({ adds: [{ parentId: 1, nextId: null, node: element(2, "p", {}, text(big, "")) }] }),
      {
        type: 5,
        data: { tag: "waymark.state", payload: { id: big, what: "popover", on: true } },
        timestamp: 1,
      },
      {
        type: 5,
        data: { tag: "waymark.error", payload: { what: "error", message: "", frame: big } },
        timestamp: 1,
      },
      snapshot(text(big, "")),
    ];
    for (const event of events) {
      expect(hasOwnIds(structuredClone(event)), JSON.stringify(event)).toBe(false);
      mapIds(event, (id) => (id === big ? 3 : id));
      expect(JSON.stringify(event)).not.toContain(String(big));
    }
  });
});

describe("sessions and doors", () => {
  const session = {
    id: "s1",
    format: 1,
    title: "Mail a@b.co",
    site: "a@b.co",
    startedAt: 1,
    endedAt: null,
    endReason: "a@b.co",
    charter: "a@b.co",
    state: "recording" as const,
    origin: "extension" as const,
    project: "a@b.co",
    user: "a@b.co",
    metadata: { note: "a@b.co" },
    tabs: [{ id: "t", title: "a@b.co", url: "https://x.example/a@b.co?q=hush", startedAt: 1 }],
    environment: { userAgent: "a@b.co", locale: "a@b.co" },
    privacy: { level: "balanced" as const, hits: {} },
    labels: ["a@b.co"],
    counts: { events: 0, bytes: 0, clicks: 0, navigations: 0, errors: 0, findings: 0 },
    rev: 0,
  };
  const note = {
    id: "n",
    sessionId: "s1",
    offsetMs: 0,
    kind: "bug" as const,
    text: "a@b.co",
    author: "a@b.co",
    createdAt: 1,
    editedAt: 1,
  };

  it("P5 every line of a session, a patch and an annotation runs through the patterns", () => {
    const clean = JSON.stringify(sanitizeSession(session));
    expect(clean).not.toMatch(/a@b|hush/);
    expect(clean.match(/\[email\]/g)).toHaveLength(12);
    expect(JSON.stringify(sanitizePatch({ title: "a@b.co", labels: ["a@b.co"] }))).not.toContain(
      "a@b",
    );
    const annotation = sanitizeAnnotation(note);
    expect([annotation.text, annotation.author]).toEqual(["[email]", "[email]"]);
  });

  it("R4 wrong shapes are refused at every door", () => {
    const invalid = expect.objectContaining({ code: "invalid-input" });
    expect(() => sanitizeSession({ ...session, rev: -1 })).toThrow(invalid);
    expect(() => sanitizePatch({ state: "gone" as never })).toThrow(invalid);
    expect(() => acceptSession({ ...sanitizeSession(session), rev: -1 })).toThrow(invalid);
    expect(() => acceptBatch({ sessionId: "a b" })).toThrow(invalid);
    expect(() => acceptBatch({ json: "[]", extra: 1 })).toThrow(invalid);
    const segment = {
      sessionId: "s",
      tabId: "t",
      index: 0,
      rev: 0,
      firstEventAt: 1,
      lastEventAt: 1,
      eventCount: 1,
      bytes: 2,
      sha256: "a".repeat(64),
      gzip: new Uint8Array([1]),
    };
    expect(() => acceptSegment(segment, "[]")).not.toThrow();
    expect(() => acceptSegment({ ...segment, index: -1 }, "[]")).toThrow(invalid);
    expect(() => acceptSegment({ ...segment, gzip: undefined }, "[]")).toThrow(invalid);
    expect(() => acceptSegment({ ...segment, gzip: undefined }, "[]")).toThrow("no bytes");
    for (const size of [0, 20_000_001])
      expect(() => acceptBlob(new Uint8Array(size).fill(65))).toThrow(invalid);
  });

  it("P10 secrets are refused wherever they stand", () => {
    const batch = {
      sessionId: "s",
      tabId: "t",
      producer: "p",
      seq: 0,
      firstEventAt: 1,
      lastEventAt: 1,
      eventCount: 1,
      json: "[]",
      adds: {},
      hits: {},
    };
    expect(() => acceptBatch(batch)).not.toThrow();
    for (const json of [
      '[["a@b.co"]]',
      '[{"a":{"b":["a@b.co"]}}]',
      '[{"jane@b.co":1}]',
      '[{"a":"a@b.co"}]',
    ])
      expect(() => acceptBatch({ ...batch, json }), json).toThrow(/email/);
    expect(() => acceptBatch({ ...batch, hits: { "jane@b.co": 1 } })).toThrow(/email/);
    expect(() => acceptBatch({ ...batch, json: '[{"jane@b.co":1}]' })).not.toThrow(/jane/);
  });
});

describe("policies and refusals", () => {
  it("P8 names what is wrong", () => {
    const wrong = (part: object) => () => checkPolicy({ ...DEFAULT_SITE_POLICY, ...part } as never);
    for (const [part, why] of [
      [{ mask: Array.from({ length: 201 }, () => "a") }, "at most 200"],
      [{ mask: "a" }, "must be a list"],
      [{ mask: [7] }, "not a valid"],
      [{ mask: [" "] }, "not a valid"],
      [{ mask: ["a".repeat(501)] }, "not a valid"],
      [{ mask: ["a("] }, "not a valid"],
      [{ mask: ["a{b"] }, "not a valid"],
      [{ level: "loose" }, "not one of"],
      [{ patterns: "a" }, '"patterns" must be a list'],
      [{ patterns: [{ name: "a", pattern: "(" }] }, "cannot be used"],
      [{ urls: { mode: "all", allow: [], deny: [] } }, "URL mode"],
      [{ urls: { mode: "keep", allow: "a", deny: [] } }, "lists of words"],
      [{ urls: { mode: "keep", allow: [], deny: [7] } }, "lists of words"],
    ] as const)
      expect(wrong(part), JSON.stringify(part).slice(0, 80)).toThrow(why);
    expect(() => checkPolicy(DEFAULT_PAGE_POLICY, { isSelector: () => true })).not.toThrow();
    expect(() =>
      checkPolicy({ ...DEFAULT_PAGE_POLICY, mask: [" "] }, { isSelector: () => true }),
    ).toThrow("not a valid");
  });

  it("P7 every sign counts, by whatever way it is told", () => {
    const page = (over: object) =>
      ({
        cookie: "",
        querySelectorAll: () => [],
        defaultView: null,
        ...over,
      }) as unknown as Document;
    const gpc = (value: unknown) => ({ globalPrivacyControl: value }) as unknown as Navigator;
    for (const value of [true, 1, "1"]) expect(pageRefusal(page({}), gpc(value))?.why).toBe("gpc");
    for (const cookie of ["waymark_optout=1", "a=b; waymark_optout=yes"])
      expect(pageRefusal(page({ cookie }), gpc(false))?.why).toBe("cookie");
    for (const cookie of ["waymark_optout=", "waymark_optout=FALSE", "waymark_optout=0"])
      expect(pageRefusal(page({ cookie }), gpc(false))).toBeNull();
  });

  it("P7 a document's own property, not an element that bears its name", () => {
    class Page {
      get cookie() {
        return "waymark_optout=1";
      }
      get defaultView() {
        return null;
      }
      querySelectorAll() {
        return [];
      }
    }
    const named = Object.defineProperty(new Page(), "cookie", { value: "an element" });
    Object.assign(globalThis, { Document: Page });
    try {
      expect(pageRefusal(named as unknown as Document, {} as Navigator)?.why).toBe("cookie");
    } finally {
      Reflect.deleteProperty(globalThis, "Document");
    }
  });

  it("R4 a sentence of a page is cut between words", () => {
    expect(refusalSentence("word ".repeat(100)).length).toBeLessThanOrEqual(300);
  });
});

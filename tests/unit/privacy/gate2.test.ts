import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedEvent, SerializedNode } from "../../../src/format/events.ts";
import type { Sanitized } from "../../../src/format/sanitized.ts";
import { NO_COUNTS, type TailBatch } from "../../../src/format/session.ts";
import { acceptBatch, acceptSession, scanEvents } from "../../../src/privacy/accept.ts";
import { createGate2, LARGEST_PIECE } from "../../../src/privacy/gate2/gate2.ts";
import {
  sanitizeAnnotation,
  sanitizePatch,
  sanitizeSession,
} from "../../../src/privacy/gate2/sessions.ts";
import { stringifyDeep } from "../../../src/format/stringify.ts";
import { DEFAULT_PAGE_POLICY, DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { noisyText, SECRETS } from "./arbitraries.ts";
import { element, incremental, mutation, pass, snapshot, text } from "./build.ts";

const address = { sessionId: "s", tabId: "t", producer: "p", seq: 0 };
const policy = DEFAULT_PAGE_POLICY;

const attributeName = fc.constantFrom(
  "class",
  "id",
  "title",
  "value",
  "href",
  "src",
  "style",
  "data-x",
  "data-state",
  "aria-label",
  "placeholder",
  "content",
  "d",
  "name",
  "type",
  "srcset",
  "_cssText",
);
const tagName = fc.constantFrom(
  "div",
  "p",
  "input",
  "textarea",
  "option",
  "a",
  "img",
  "style",
  "meta",
  "x-el",
  "path",
  "svg",
  "script",
);
const secretText = fc
  .tuple(noisyText, fc.constantFrom(...SECRETS), noisyText)
  .map((parts) => parts.join(" "));
const anyText = fc.oneof(noisyText, secretText, fc.string({ maxLength: 30 }));

const tree = fc.letrec<{ node: SerializedNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      type: fc.constantFrom(3, 5),
      id: fc.integer({ min: 10, max: 60 }),
      textContent: anyText,
    }),
    fc.record({
      type: fc.constant(2),
      id: fc.integer({ min: 10, max: 60 }),
      tagName,
      attributes: fc.dictionary(attributeName, anyText, { maxKeys: 4 }),
      childNodes: fc.array(tie("node"), { maxLength: 3 }),
    }),
  ),
})).node as fc.Arbitrary<SerializedNode>;
const id = fc.integer({ min: 1, max: 60 });
const events = fc
  .tuple(
    fc.array(tree, { maxLength: 4 }).map((nodes) => snapshot(...nodes)),
    fc.array(
      fc.oneof(
        fc.record({ id, value: anyText }).map((change) => mutation({ texts: [change] })),
        fc
          .record({ id, attributes: fc.dictionary(attributeName, anyText, { maxKeys: 3 }) })
          .map((change) => mutation({ attributes: [change] })),
        fc
          .record({ parentId: id, nextId: fc.constant(null), node: tree })
          .map((add) => mutation({ adds: [add] })),
        fc
          .record({ id, text: anyText, isChecked: fc.boolean() })
          .map((data) => incremental(5, data)),
        anyText.map((href) => ({ type: 4, data: { href, width: 1, height: 1 }, timestamp: 1 })),
        anyText.map((message) => ({
          type: 5,
          data: { tag: "waymark.error", payload: { what: "error", message } },
          timestamp: 1,
        })),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([first, rest]) => [first, ...rest]);

describe("gate 2", () => {
  it("P1 lets no planted secret through, wherever it stands", () => {
    fc.assert(
      fc.property(
        events,
        fc.constantFrom("balanced" as const, "strict" as const),
        (list, level) => {
          const { json } = pass(list, { level });
          for (const secret of SECRETS) expect(json).not.toContain(secret);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("P1 changes nothing in what it passed before, and no door refuses it", () => {
    fc.assert(
      fc.property(events, (list) => {
        const once = pass(list);
        const twice = pass(once.events);
        expect(twice.json).toBe(once.json);
        expect(scanEvents(once.json)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("R4 never throws, whatever JSON a page sends", () => {
    const gate = createGate2({ policy });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc
            .array(
              fc.record({
                type: fc.integer({ min: -1, max: 9 }),
                timestamp: fc.double(),
                data: fc.jsonValue(),
              }),
            )
            .map((list) => JSON.stringify(list)),
        ),
        (json) => {
          const passed = gate.sanitize(json);
          expect(passed.eventCount).toBe((JSON.parse(passed.json) as unknown[]).length);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("R4 counts what it drops: not JSON, too large, malformed, out of time", () => {
    const gate = createGate2({ policy });
    expect(gate.sanitize("{").hits).toEqual({ malformed: 1 });
    expect(gate.sanitize(`"${"x".repeat(LARGEST_PIECE)}"`).hits).toEqual({ "too-large": 1 });
    const { hits, eventCount } = pass([
      null,
      { type: 4 },
      { type: 0, data: {}, timestamp: -1 },
      { type: 2, data: { node: { id: "x" } }, timestamp: 1 },
      { type: 1, data: {}, timestamp: 5 },
    ]);
    expect([hits["malformed"], eventCount]).toEqual([4, 1]);
  });

  it("P1 drops fields that an event or a node does not have", () => {
    const sneaky = snapshot(Object.assign(element(10, "p"), { extra: "hush" })) as RecordedEvent & {
      extra?: string;
    };
    sneaky.extra = "hush";
    sneaky.data["extra"] = "hush";
    expect(pass([sneaky]).json).not.toContain("hush");
  });

  function pageOfDepth(levels: number) {
    let node = text(20_001, "jane@example.com at the bottom");
    for (let i = 20_000; i > 20_000 - levels; i--) node = element(i, "div", {}, node);
    return createGate2({ policy }).sanitize(stringifyDeep([snapshot(node)]));
  }

  it("R4 takes a page a thousand elements deep", () => {
    const passed = pageOfDepth(1_000);
    expect(passed.eventCount).toBe(1);
    expect(passed.json).toContain("[email] at the bottom");
  });

  it("R4 R7 drops and counts a tree so deep that no replay could build it", () => {
    const passed = pageOfDepth(10_000);
    expect(passed.eventCount).toBe(0);
    expect(passed.hits["malformed"]).toBe(1);
  });

  it("P1 knows after a restart what it knew before, and masks what it does not", () => {
    const first = createGate2({ policy });
    const stored = first.pass(
      JSON.stringify([
        snapshot(
          element(10, "div", { class: "rr-mask" }, text(11, "a")),
          element(12, "p", {}, text(13, "b")),
        ),
      ]),
      address,
    );
    const change = JSON.stringify([
      mutation({
        texts: [
          { id: 11, value: "hush" },
          { id: 13, value: "plain" },
        ],
      }),
    ]);
    const restored = createGate2({ policy });
    restored.restore(JSON.parse(stored!.json) as RecordedEvent[]);
    const after = restored.pass(change, { ...address, seq: 1 });
    expect(after?.json).not.toContain("hush");
    expect(after?.json).toContain("plain");
    expect(createGate2({ policy }).pass(change, address)?.json).not.toMatch(/hush|plain/);
  });

  it("P5 gives the store a batch with its hits, and carries hits over batches of which nothing stays", () => {
    const gate = createGate2({ policy });
    expect(gate.pass(JSON.stringify([{ type: 6, data: {}, timestamp: 1 }]), address)).toBeNull();
    const batch = gate.pass(
      JSON.stringify([snapshot(text(10, "a@b.co")), { type: 1, data: {}, timestamp: 9 }]),
      address,
    );
    expect(batch).toMatchObject({
      ...address,
      eventCount: 2,
      firstEventAt: 9,
      lastEventAt: 1_000,
      hits: { email: 1, malformed: 1 },
    });
    expect(acceptBatch(batch)).toEqual(batch);
    expect(() => gate.pass("[]", address)).not.toThrow();
    expect(() =>
      gate.pass(JSON.stringify([{ type: 1, data: {}, timestamp: 9 }]), {
        ...address,
        tabId: "a b",
      }),
    ).toThrow(expect.objectContaining({ code: "invalid-input" }));
  });

  it("P5 applies a site's own patterns and URL names", () => {
    const site = {
      ...DEFAULT_SITE_POLICY,
      patterns: [{ name: "order", pattern: "ORD-\\d+" }],
      urls: { mode: "strip" as const, allow: ["page"], deny: [] },
    };
    const { json, hits } = pass(
      [snapshot(element(10, "a", { href: "/x?page=2&q=1" }, text(11, "ORD-77")))],
      site,
    );
    expect(json).toContain("/x?page=2&q=*");
    expect(json).toContain("[redacted]");
    expect(hits).toMatchObject({ "custom:order": 1 });
    expect(scanEvents(json)).toEqual([]);
    expect(() =>
      createGate2({ policy: { ...site, patterns: [{ name: "bad", pattern: "(a+)+" }] } }),
    ).toThrow(expect.objectContaining({ code: "refused" }));
  });
});

describe("sessions on their way to the store", () => {
  const session = {
    id: "s1",
    format: 1,
    title: "Mail jane@example.com",
    site: "shop.example",
    startedAt: 1,
    endedAt: null,
    state: "recording" as const,
    origin: "extension" as const,
    metadata: { apiKey: "abc", note: "4111 1111 1111 1111" },
    tabs: [{ id: "t", title: "a@b.co", url: "https://x.example/?q=1", startedAt: 1 }],
    environment: {},
    privacy: { level: "balanced" as const, hits: {} },
    labels: [],
    counts: { ...NO_COUNTS },
    rev: 0,
  };

  it("P5 titles, tabs, metadata and notes run through the patterns", () => {
    const clean = sanitizeSession(session);
    expect(clean).toMatchObject({
      title: "Mail [email]",
      metadata: { apiKey: "[secret]", note: "[card]" },
      tabs: [{ title: "[email]", url: "https://x.example/?q=*" }],
    });
    expect(acceptSession(clean)).toEqual(clean);
    expect(sanitizePatch({ title: "c@d.eu" })).toEqual({ title: "[email]" });
    expect(
      sanitizeAnnotation({
        id: "n",
        sessionId: "s1",
        offsetMs: 0,
        kind: "bug",
        text: "a@b.co",
        createdAt: 1,
        editedAt: 1,
      }).text,
    ).toBe("[email]");
  });

  it("R4 a wrong shape is invalid input", () => {
    expect(() => sanitizePatch({ state: "gone" as never })).toThrow(
      expect.objectContaining({ code: "invalid-input" }),
    );
  });
});

/** Compiled, never run: every sink takes `Sanitized` only. */
export function typeProof(
  sink: (batch: Sanitized<TailBatch>) => void,
  raw: TailBatch,
  gate: ReturnType<typeof createGate2>,
): void {
  // @ts-expect-error P1: a raw batch is not sanitized
  sink(raw);
  // @ts-expect-error P1: nor does spreading a sanitized one make another
  sink({ ...acceptBatch(raw), json: "[]" } satisfies TailBatch);
  const passed = gate.pass(raw.json, raw);
  if (passed) sink(passed);
}

import { describe, expect, it } from "vitest";
import { DomMirror } from "../../../src/dom/mirror.ts";
import type { RedactionTarget } from "../../../src/worker/redact/api.ts";
import { previewRedaction } from "../../../src/worker/redact/redact-session.ts";
import { aBatch, storedEvents } from "../../contract/session-store/samples.ts";
import { el, inc, load } from "../dom/page.ts";
import { SECRET, live, stored, redact, all, at, element, change, text } from "./redact-store.ts";

describe("an element that is redacted", () => {
  const page = () => [
    ...load([
      el(
        10,
        "main",
        {},
        el(11, "p", { class: "who", title: SECRET }, SECRET),
        el(12, "input", { name: "q" }),
        "other",
      ),
    ]),
    change(10, { adds: [{ parentId: 11, nextId: null, node: text(20, SECRET) }] }),
    change(20, {
      texts: [{ id: 20, value: `${SECRET}!` }],
      attributes: [{ id: 11, attributes: { title: `2 ${SECRET}` } }],
    }),
    inc(30, 2, { type: 2, id: 20, x: 1, y: 2 }),
    change(40, {
      texts: [{ id: 20, value: SECRET }],
      adds: [{ parentId: 10, nextId: null, node: text(21, "stays") }],
    }),
    inc(50, 3, { id: 11, x: 0, y: 5 }),
    change(60, { removes: [{ parentId: 10, id: 11 }] }),
    inc(70, 5, { id: 12, text: "typed", isChecked: false }),
  ];

  it("goes from before and after, in place, with what happened in it", async () => {
    const store = await stored(page(), 3);
    const before = await storedEvents(store, "s");
    const result = await redact(store, element(11, 45));
    const after = await storedEvents(store, "s");
    expect(JSON.stringify(after)).not.toContain(SECRET);
    expect(after.map(({ timestamp }) => timestamp)).toEqual(
      before.map(({ timestamp }) => timestamp),
    );
    expect(after.map(({ type, data }) => data["tag"] ?? data["source"] ?? type)).toEqual([
      0,
      4,
      2,
      "waymark.redacted",
      "waymark.redacted",
      2,
      0,
      "waymark.redacted",
      0,
      5,
    ]);
    expect(after[5]?.data["id"]).toBe(11);
    expect(JSON.stringify(after[6])).toContain("stays");
    expect(after[9]).toEqual(before[9]);
    expect(result).toEqual({ events: 6, segments: 2 });
    expect((await store.listSegments("s")).map(({ rev }) => rev)).toEqual([1, 1, 0]);
    expect((await store.getSession("s"))?.privacy.hits).toEqual({ redacted: 6 });
  });

  it("keeps class and size, as a blocked one does", async () => {
    const store = await stored(page());
    await redact(store, { ...element(11, 5), size: { width: 80, height: 20 } } as RedactionTarget);
    const mirror = new DomMirror();
    for (const each of (await storedEvents(store, "s")).slice(0, 3)) mirror.apply(each);
    expect(mirror.get(11)?.attributes).toEqual({
      class: "who",
      "data-waymark-block": "",
      rr_width: "80px",
      rr_height: "20px",
    });
    expect(mirror.get(11)?.first).toBeNull();
  });

  it("is found in every document and tab by its selector, however it came to be", async () => {
    const again = (ms: number) => [
      ...load([el(30, "header", {}), el(31, "p", {}, "plain")], { at: ms }),
      change(ms + 10, {
        adds: [
          {
            parentId: 30,
            nextId: null,
            node: {
              type: 2,
              id: 40,
              tagName: "b",
              attributes: { "data-testid": "user" },
              childNodes: [text(41, SECRET)],
            },
          },
        ],
      }),
    ];
    const first = load([el(11, "b", { "data-testid": "user" }, SECRET)]);
    const store = await stored([...first, ...again(100)]);
    await store.appendTail(aBatch("s", 0, again(200), { tabId: "u" }));
    const targets = [element(11, 5, true)];
    const preview = await previewRedaction(store, "s", targets, live());
    expect(preview).toMatchObject({
      events: 3,
      elements: 3,
      segments: 2,
      kinds: { snapshot: 1, change: 2 },
    });
    expect(preview.named).toEqual(['[data-testid="user"]']);
    await redact(store, ...targets);
    expect(await all(store)).not.toContain(SECRET);
    expect(JSON.stringify(await storedEvents(store, "s", "u"))).not.toContain(SECRET);
    expect(await all(store)).toContain("plain");
  });

  it("by its place among others is not another one once something comes before it", async () => {
    const events = [
      ...load([el(10, "ul", { id: "list" }, el(11, "li", {}, "first"), el(12, "li", {}, SECRET))]),
      change(10, {
        adds: [
          {
            parentId: 10,
            nextId: 11,
            node: { type: 2, id: 13, tagName: "li", attributes: {}, childNodes: [text(14, "new")] },
          },
        ],
      }),
      change(20, { texts: [{ id: 14, value: "newer" }] }),
    ];
    const store = await stored(events);
    await redact(store, element(12, 5, true));
    const left = await all(store);
    expect(left).not.toContain(SECRET);
    for (const word of ["first", "new", "newer"]) expect(left).toContain(word);
  });

  it("takes along what was once moved out of it or into it", async () => {
    const node = { type: 2, id: 20, tagName: "i", attributes: {}, childNodes: [text(21, SECRET)] };
    const events = [
      ...load([el(10, "div", {}), el(11, "p", {}, "stays")]),
      change(10, { adds: [{ parentId: 11, nextId: null, node }] }),
      change(20, {
        removes: [{ parentId: 11, id: 20 }],
        adds: [{ parentId: 10, nextId: null, node }],
      }),
      change(30, {
        removes: [{ parentId: 10, id: 20 }],
        adds: [{ parentId: 11, nextId: null, node }],
      }),
    ];
    const store = await stored(events);
    await redact(store, element(10, 25));
    const left = await all(store);
    expect(left).not.toContain(SECRET);
    expect(left).toContain("stays");
  });

  it("may be a single attribute of it", async () => {
    const store = await stored(page());
    await redact(store, {
      kind: "attribute",
      tabId: "t",
      nodeId: 11,
      at: at(5),
      everywhere: false,
      name: "title",
    });
    const left = await storedEvents(store, "s");
    expect(JSON.stringify(left)).not.toContain(`"title"`);
    expect(JSON.stringify(left[2])).toContain(SECRET);
  });

  it("leaves sheets to other roots that use them", async () => {
    const events = [
      ...load([el(10, "x-card", {}), el(11, "x-card", {})]),
      inc(5, 15, {
        id: 10,
        styleIds: [1],
        styles: [{ styleId: 1, rules: [{ rule: "p { color: red }" }] }],
      }),
      inc(6, 15, { id: 11, styleIds: [1] }),
    ];
    const store = await stored(events);
    await redact(store, element(10, 4));
    const mirror = new DomMirror();
    for (const each of await storedEvents(store, "s")) mirror.apply(each);
    expect(mirror.sheets.adoptedRulesOf(11)).toEqual(["p { color: red }"]);
    expect(mirror.sheets.adoptedRulesOf(10)).toEqual([]);
  });

  it("is told where it does not stand, and the whole page is refused", async () => {
    const store = await stored(page());
    const before = await all(store);
    await expect(redact(store, element(999, 5))).rejects.toMatchObject({ code: "not-found" });
    await expect(redact(store, element(2, 5))).rejects.toMatchObject({ code: "refused" });
    await expect(redact(store)).rejects.toMatchObject({ code: "invalid-input" });
    expect(await all(store)).toBe(before);
  });
});

import { describe, expect, it } from "vitest";
import { shapeEvent } from "../../../src/privacy/gate2/shape.ts";
import { isId, shapeTree } from "../../../src/privacy/gate2/shape-node.ts";
import { aroundOf, bitsOf } from "../../../src/privacy/sanitize/around.ts";
import { MASK } from "../../../src/privacy/sanitize/masks.ts";
import { blockedBy, inherited, IS, NodeMap } from "../../../src/privacy/sanitize/node-map.ts";
import { createSanitizer } from "../../../src/privacy/sanitize/sanitizer.ts";
import { element, find, incremental, mutation, pass, snapshot, text } from "./build.ts";
import { contextWith } from "./one-rule.ts";

/** Rules one by one, also where another would catch the same: scripts/mutations switches each off. */
describe("nodes", () => {
  it("P5 document types", () => {
    const page = snapshot();
    (page.data["node"] as { childNodes: unknown[] }).childNodes.unshift({
      type: 1,
      id: 5,
      name: "a@b.co",
      publicId: "c@b.co",
      systemId: `d@b.co ${"x".repeat(200)}`,
    });
    const type = find(pass([page]).events[0]!, 5)!;
    expect([type.name, type.publicId]).toEqual(["[email]", "[email]"]);
    expect(type.systemId).toHaveLength(129);
    expect(type.systemId).toMatch(/^\[email\] x+$/);
  });

  it("P6 what is blocked: its class, its size, that it is", () => {
    const blocked = element(
      10,
      "div",
      { class: "rr-block a@b.co", rr_width: "hush", rr_height: "9px", "data-x": "y" },
      element(11, "p", {}, text(12, "hush")),
    );
    const { events } = pass([snapshot(blocked)]);
    expect(find(events[0]!, 10)?.attributes).toEqual({
      class: "rr-block [email]",
      "data-waymark-block": "rr-block",
      rr_height: "9px",
    });
  });

  it("P6 nothing that happens in what is blocked is told", () => {
    const page = snapshot(
      element(10, "div", { class: "rr-block" }, element(11, "video", {}, text(12, "a"))),
      element(20, "p"),
    );
    const told = pass([
      page,
      mutation({ removes: [{ parentId: 11, id: 12 }] }),
      mutation({ texts: [{ id: 12, value: "hush" }] }),
      mutation({ adds: [{ parentId: 11, nextId: null, node: element(13, "b") }] }),
      mutation({ attributes: [{ id: 11, attributes: { class: "a" } }] }),
      mutation({ adds: [{ parentId: 13, nextId: null, node: text(14, "hush") }] }),
      incremental(3, { id: 11, x: 0, y: 9 }),
      incremental(7, { id: 11, type: 0 }),
      incremental(8, { id: 11, adds: [{ rule: "b{}" }] }),
      incremental(13, { id: 11, index: [0], remove: { property: "top" } }),
      incremental(15, { id: 11, styleIds: [1] }),
      {
        type: 5,
        data: { tag: "waymark.state", payload: { id: 11, what: "popover", on: true } },
        timestamp: 1,
      },
    ]);
    expect(told.events).toHaveLength(1);
    const { events } = pass([
      page,
      incremental(1, { positions: [{ x: 1, y: 1, id: 11, timeOffset: 0 }] }),
      incremental(2, { type: 2, id: 12, x: 1, y: 1 }),
    ]);
    expect(events[1]!.data["positions"]).toEqual([{ x: 1, y: 1, id: 10, timeOffset: 0 }]);
    expect(events[2]!.data["id"]).toBe(10);
  });

  it("P6 of an element that is blocked later, only that it is", () => {
    const { events } = pass([
      snapshot(element(10, "div", {}, element(11, "p", {}, text(12, "a")))),
      mutation({ attributes: [{ id: 10, attributes: { class: "rr-block", title: "hush" } }] }),
      mutation({ texts: [{ id: 12, value: "hush" }] }),
      mutation({ attributes: [{ id: 11, attributes: { title: "hush" } }] }),
    ]);
    expect(events).toHaveLength(2);
    expect(events[1]!.data["attributes"]).toEqual([
      { id: 10, attributes: { "data-waymark-block": "rr-block" } },
    ]);
  });

  it("P1 what is unknown, or has left, is masked", () => {
    const context = contextWith();
    const state = context.map.add(10, null, "p");
    context.map.remove(10);
    expect(inherited(state) & IS.mask).toBe(IS.mask);
    const { json } = pass([
      snapshot(element(10, "div", {}, element(11, "p", {}, text(12, "a")))),
      mutation({ removes: [{ parentId: 10, id: 11 }] }),
      mutation({ texts: [{ id: 12, value: "hush" }] }),
      mutation({ texts: [{ id: 98, value: "hush" }] }),
      mutation({ attributes: [{ id: 97, attributes: { title: "hush" } }] }),
      mutation({ adds: [{ parentId: 96, nextId: null, node: text(95, "hush") }] }),
    ]);
    expect(json).not.toContain("hush");
  });

  it("P1 a snapshot tells anew what every node is", () => {
    const { events } = pass([
      snapshot(element(10, "p", { class: "rr-mask" }, text(11, "a"))),
      snapshot(element(20, "p")),
      mutation({ texts: [{ id: 11, value: "hush" }] }),
    ]);
    expect(events[2]!.data["texts"]).toEqual([{ id: 11, value: MASK }]);
    const map = new NodeMap();
    map.add(10, null, "p");
    map.restart();
    expect(map.get(10)).toBeUndefined();
  });

  it("R4 too deep is masked and blocked; a node under itself is unknown", () => {
    const map = new NodeMap();
    let state = map.add(1, null, "p");
    for (let id = 2; id < 5_100; id++) state = map.add(id, state, "p");
    expect(inherited(state) & IS.mask).toBe(IS.mask);
    expect(blockedBy(state)).toBe(state);
    const a = map.add(6_000, null, "p");
    const b = map.add(6_001, a, "p");
    map.add(6_000, b, "p");
    expect(inherited(b) & IS.unknown).toBe(IS.unknown);
  });

  it("P4 comments and scripts lose their text", () => {
    const { json } = pass([
      snapshot(
        { type: 5, id: 10, textContent: "hush" },
        { type: 4, id: 11, textContent: "hush" },
        element(12, "script", {}, text(13, "hush")),
        element(14, "noscript", {}, text(15, "hush")),
        element(16, "style", {}, text(17, "/* hush */ b{}")),
      ),
    ]);
    expect(json).not.toContain("hush");
  });
});

describe("places of frames", () => {
  it("P6 what is around a frame counts for all that is in it", () => {
    const map = new NodeMap();
    const at = (tag: string, bits: number) =>
      Object.assign(map.add(bits + 1, null, tag), { own: bits });
    expect(aroundOf(at("iframe", 0))).toBe("plain");
    expect(aroundOf(at("iframe", IS.unmask))).toBe("plain");
    for (const bits of [IS.mask, IS.editable, IS.value, IS.unknown, IS.silent, IS.style])
      expect(aroundOf(at("iframe", bits))).toBe("masked");
    expect(aroundOf(at("iframe", IS.block))).toBe("blocked");
    expect(aroundOf(undefined)).toBe("masked");
    expect([bitsOf("plain"), bitsOf("masked"), bitsOf("blocked")]).toEqual([0, IS.mask, IS.block]);
    const sanitizer = createSanitizer({ level: "balanced" });
    sanitizer.setPlace("masked");
    expect(JSON.stringify(sanitizer.sanitize(snapshot(text(10, "hush"))))).not.toContain("hush");
  });

  it("P6 links name frames that may be seen, and say where they stand", () => {
    const link = (id: number) => {
      const sanitizer = createSanitizer({ level: "balanced" });
      sanitizer.sanitize(
        snapshot(
          element(10, "iframe"),
          element(11, "div", { class: "rr-mask" }, element(12, "iframe")),
          element(13, "div", { class: "rr-block" }, element(14, "iframe")),
          element(15, "p"),
        ),
      );
      const event = {
        type: 5,
        data: { tag: "waymark.link", payload: { id, nonce: 1 } },
        timestamp: 1,
      };
      return sanitizer.sanitize(event)?.data["payload"];
    };
    expect(link(10)).toEqual({ id: 10, nonce: 1 });
    expect(link(12)).toEqual({ id: 12, nonce: 1, masked: true });
    expect(link(14)).toBeUndefined();
    expect(link(15)).toBeUndefined();
  });

  it("P1 canvas pictures: none unless someone said so", () => {
    const sanitizer = createSanitizer({ level: "balanced" });
    sanitizer.sanitize(snapshot(element(10, "canvas")));
    const payload = { id: 10, width: 1, height: 1, missing: "cross-origin" };
    const event = () => ({ type: 5, data: { tag: "waymark.canvas", payload }, timestamp: 1 });
    expect(sanitizer.sanitize(event())).toBeNull();
    sanitizer.setCanvas(true);
    expect(sanitizer.sanitize(event())).not.toBeNull();
  });
});

describe("shapes", () => {
  const meta = (over: object) => ({
    type: 4,
    timestamp: 7.9,
    data: { href: "/", width: 1, height: 1 },
    ...over,
  });

  it("R4 events are rebuilt from what their types have", () => {
    expect(shapeEvent(meta({ extra: "hush" }))).toEqual({
      type: 4,
      timestamp: 7,
      data: { href: "/", width: 1, height: 1 },
    });
    for (const timestamp of [-1, NaN, "7", 9e15, Infinity])
      expect(shapeEvent(meta({ timestamp }))).toBeNull();
    expect(shapeEvent(meta({ data: { href: "/", width: 1 } }))).toBeNull();
    expect(shapeEvent({ type: 1, timestamp: 1, data: { hush: 1 } })!.data).toEqual({});
    expect(shapeEvent({ type: 6, timestamp: 1, data: { plugin: "hush" } })).toBeNull();
    expect(shapeEvent({ type: 77, timestamp: 1, data: {} })).toBeNull();
    const definition = (name: string) =>
      shapeEvent({ type: 3, timestamp: 1, data: { source: 16, define: { name } } })!.data["define"];
    expect(definition("x-a")).toEqual({ name: "x-a" });
    expect(definition("hush hush")).toBeUndefined();
    const many = Array.from({ length: 200_001 }, () => ({ id: 1, value: null }));
    expect(shapeEvent(mutation({ texts: many }))).toBeNull();
  });

  it("R4 changes of attributes are values or the short form of a style", () => {
    const shaped = (attributes: object) =>
      (
        shapeEvent(mutation({ attributes: [{ id: 1, attributes }] }))!.data["attributes"] as {
          attributes: object;
        }[]
      )[0]!.attributes;
    expect(
      shaped({
        a: { hush: 1 },
        b: ["hush"],
        style: { top: "1px", "a b": "hush", left: { hush: 1 } },
      }),
    ).toEqual({ style: { top: "1px" } });
  });

  it("R4 nodes are rebuilt from what their kinds have", () => {
    const node = {
      type: 2,
      id: 1,
      tagName: "P",
      attributes: { a: { hush: 1 }, b: "c" },
      childNodes: [],
      extra: "hush",
    };
    expect(shapeTree(node)).toEqual({
      type: 2,
      id: 1,
      tagName: "p",
      attributes: { b: "c" },
      childNodes: [],
    });
    expect(shapeTree({ ...node, id: "x" })).toBeNull();
    expect(shapeTree({ ...node, tagName: "hush hush" })!.tagName).toBe("div");
    expect(shapeTree({ ...node, isSVG: true, tagName: "linearGradient" })!.tagName).toBe(
      "linearGradient",
    );
    expect(shapeTree({ ...node, isSVG: true, tagName: "hush hush" })!.tagName).toBe("div");
    expect(shapeTree({ type: 3, id: 1 })).toBeNull();
    expect(shapeTree({ type: 9, id: 1, hush: 1 })).toBeNull();
    expect(shapeTree({ type: 0, id: 1, compatMode: "hush hush" })).toEqual({
      type: 0,
      id: 1,
      childNodes: [],
    });
    expect([isId(-2), isId(-3), isId(1.5), isId(2 ** 60), isId("1")]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(shapeEvent(meta({ data: { href: "/", width: Infinity, height: 1 } }))).toBeNull();
    const children = Array.from({ length: 500_001 }, () => null);
    expect(shapeTree({ ...node, childNodes: children })).toBeNull();
  });

  it("R4 a tree of too many nodes is none, however sound they are", () => {
    const leaf = { type: 3, id: 2, textContent: "" };
    const childNodes = Array.from({ length: 500_001 }, () => leaf);
    expect(shapeTree({ type: 2, id: 1, tagName: "p", attributes: {}, childNodes })).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Styles } from "../../../src/dom/css/styles.ts";
import { controlOf } from "../../../src/dom/control.ts";
import { htmlOf } from "../../../src/dom/html.ts";
import { inlineStyle } from "../../../src/dom/inline-style.ts";
import { labelOf, visibleText } from "../../../src/dom/label.ts";
import { DomMirror } from "../../../src/dom/mirror.ts";
import type { MirrorNode } from "../../../src/dom/node.ts";
import { selectorOf } from "../../../src/dom/selector.ts";
import { snapshotOf } from "../../../src/dom/snapshot.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { el, event, inc, load, mutation, type Spec, T0 } from "./page.ts";

function mirrorOf(body: Spec[], css = ""): DomMirror {
  const mirror = new DomMirror();
  for (const one of load(body, { css })) mirror.apply(one);
  return mirror;
}

function node(mirror: DomMirror, id: number): MirrorNode {
  const found = mirror.get(id);
  if (!found) throw new Error(`No node ${id}`);
  return found;
}

const p = (id: number) => ({ type: 2, id, tagName: "p", attributes: {}, childNodes: [] });
const childIds = (parent: MirrorNode): number[] => {
  const ids: number[] = [];
  for (let child = parent.first; child; child = child.next) ids.push(child.id);
  return ids;
};

describe("DomMirror", () => {
  it("keeps the order of children that were added before, after and between others", () => {
    const mirror = mirrorOf([el(10, "ul", {}, el(11, "li"), el(12, "li"))]);
    mirror.apply(
      mutation(1, {
        adds: [
          { parentId: 10, nextId: 22, node: p(21) },
          { parentId: 10, nextId: 12, node: p(22) },
          { parentId: 10, nextId: null, node: p(23) },
          { parentId: 10, nextId: 11, node: p(20) },
        ],
      }),
    );
    expect(childIds(node(mirror, 10))).toEqual([20, 11, 21, 22, 12, 23]);
    expect(mirror.skipped).toBe(0);
  });

  it("places adds whose parent comes later in the same mutation", () => {
    const mirror = mirrorOf([el(10, "div")]);
    mirror.apply(
      mutation(1, {
        adds: [
          { parentId: 20, nextId: null, node: p(21) },
          { parentId: 10, nextId: null, node: p(20) },
        ],
      }),
    );
    expect(childIds(node(mirror, 20))).toEqual([21]);
  });

  it("inserts behind previousId, as older recorders wrote it", () => {
    const mirror = mirrorOf([el(10, "ul", {}, el(11, "li"), el(12, "li"))]);
    mirror.apply(
      mutation(1, { adds: [{ parentId: 10, nextId: null, previousId: 11, node: p(20) }] }),
    );
    expect(childIds(node(mirror, 10))).toEqual([11, 20, 12]);
  });

  it("moves a node without leaving it in two places", () => {
    const mirror = mirrorOf([el(10, "div", {}, el(11, "i")), el(20, "div")]);
    mirror.apply(
      mutation(1, {
        removes: [{ parentId: 10, id: 11 }],
        adds: [{ parentId: 20, nextId: null, node: p(11) }],
      }),
    );
    expect(childIds(node(mirror, 10))).toEqual([]);
    expect(childIds(node(mirror, 20))).toEqual([11]);
  });

  it("cannot be made to hold a node inside itself", () => {
    const mirror = mirrorOf([el(10, "div", {}, el(11, "div"))]);
    mirror.apply(mutation(1, { adds: [{ parentId: 11, nextId: null, node: p(10) }] }));
    expect(mirror.get(10)?.parent?.id).not.toBe(11);
    expect(visibleText(node(mirror, 4))).toBe("");
  });

  it("merges style objects into the style attribute", () => {
    const mirror = mirrorOf([el(10, "div", { style: "color: red; top: 1px" })]);
    mirror.apply(
      mutation(1, {
        attributes: [
          {
            id: 10,
            attributes: { style: { top: ["5px", "important"], color: false, left: "2px" } },
          },
        ],
      }),
    );
    expect(["color", "top", "left"].map((name) => inlineStyle(node(mirror, 10), name))).toEqual([
      null,
      "5px",
      "2px",
    ]);
    mirror.apply(mutation(2, { attributes: [{ id: 10, attributes: { style: "color: blue" } }] }));
    expect(inlineStyle(node(mirror, 10), "top")).toBe(null);
  });

  it("remembers what was typed, ticked and scrolled", () => {
    const mirror = mirrorOf([el(10, "input"), el(11, "div")]);
    mirror.apply(inc(1, 5, { id: 10, text: "*", isChecked: true }));
    mirror.apply(inc(1, 3, { id: 11, x: 3, y: 40 }));
    expect(node(mirror, 10)).toMatchObject({ value: "*", checked: true });
    expect(mirror.scroll.get(11)).toEqual({ x: 3, y: 40 });
  });

  it("attaches the document of an iframe and steps into it in selectors", () => {
    const mirror = mirrorOf([el(10, "iframe", { id: "pay" })]);
    const inner = { type: 0, id: 100, childNodes: [{ ...p(101), attributes: { id: "now" } }] };
    mirror.apply(
      mutation(1, { isAttachIframe: true, adds: [{ parentId: 10, nextId: null, node: inner }] }),
    );
    expect(selectorOf(node(mirror, 101))).toBe("#pay >>> #now");
    expect(mirror.elementCounts()).toMatchObject({ iframe: 1, p: 1 });
  });

  it("steps into shadow roots in selectors", () => {
    const host: Spec = {
      tag: "gift-wrap",
      id: 10,
      attrs: { id: "gift" },
      shadow: [el(11, "button", {}, "Wrap")],
    };
    const mirror = mirrorOf([host]);
    expect(selectorOf(node(mirror, 11))).toBe("#gift >>> button");
  });

  it("R4 counts malformed events and goes on", () => {
    const mirror = mirrorOf([el(10, "div")]);
    mirror.apply(
      mutation(1, {
        adds: [null, { parentId: 10 }, { parentId: 999, node: p(1_000) }],
        removes: "x",
      }),
    );
    mirror.apply(event(2, 2, { node: null }));
    expect(mirror.skipped).toBe(5);
    mirror.apply(mutation(3, { adds: [{ parentId: 10, nextId: 77, node: p(30) }] }));
    expect(childIds(node(mirror, 10))).toEqual([30]);
  });

  it.each<[string, unknown]>([
    ["no event", null],
    ["no data", { type: 3, timestamp: T0 }],
    ["no time", { type: 3, data: { source: 3, id: 1, x: 0, y: 0 } }],
    ["an unknown type", { type: 77, data: {}, timestamp: T0 }],
    ["an unknown source", inc(1, 77, {})],
    ["a rule of no sheet", inc(1, 8, { adds: [{ rule: "p {}" }] })],
    ["a declaration of no sheet", inc(1, 13, { set: { property: "top", value: "0" } })],
    ["an adoption of nothing", inc(1, 15, { id: 1 })],
    ["a move without a place", inc(1, 1, { positions: [] })],
    ["a click on nothing", inc(1, 2, { type: 2, x: 0, y: 0 })],
    ["a medium that is none", inc(1, 7, { id: "x", type: 0 })],
    ["a font without a source", inc(1, 10, { family: "Wide" })],
    ["a selection without ranges", inc(1, 14, {})],
    ["a scroll without a place", inc(1, 3, { id: 10 })],
    ["an input of nothing", inc(1, 5, { text: "x", isChecked: false })],
    ["a signal of nothing", event(1, 5, { tag: "waymark.canvas", payload: {} })],
  ])("R4 counts %s, and stands as it stood", (_, malformed) => {
    const mirror = mirrorOf([el(10, "div")]);
    const before = JSON.stringify(snapshotOf(mirror, T0));
    mirror.apply(malformed as RecordedEvent);
    expect(mirror.skipped).toBe(1);
    expect(JSON.stringify(snapshotOf(mirror, T0))).toBe(before);
  });

  it("R4 keeps 1,500 levels of a document, however they came about, so that it can be shown", () => {
    const mirror = mirrorOf([el(10, "div")]);
    const deepen = (id: number) =>
      mutation(id, { adds: [{ parentId: id - 1, nextId: null, node: p(id) }] });
    for (let id = 11; id < 3_000; id++) mirror.apply(deepen(id));
    // Document, html, body and the first div are the levels above.
    expect(mirror.get(10 + 1_500 - 4)).toBeDefined();
    expect(mirror.get(10 + 1_500 - 4 + 1)).toBeUndefined();
    expect(mirror.skipped).toBe(3_000 - 11 - (1_500 - 4));
    const copy = new DomMirror();
    for (const one of JSON.parse(JSON.stringify(snapshotOf(mirror, T0))) as RecordedEvent[]) {
      copy.apply(one);
    }
    expect(copy.size).toBe(mirror.size);
    expect(htmlOf(mirror.root!)).toContain("</p>");
  });

  it("R4 never throws on any JSON", () => {
    const data = fc.dictionary(
      fc.constantFrom(
        "source",
        "adds",
        "removes",
        "texts",
        "attributes",
        "node",
        "id",
        "x",
        "y",
        "styles",
        "styleIds",
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.integer({ min: 0, max: 20 }),
        fc.array(
          fc.record({
            id: fc.nat(12),
            parentId: fc.nat(12),
            nextId: fc.nat(12),
            node: fc.record({ id: fc.nat(12), type: fc.nat(4), tagName: fc.constant("p") }),
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ type: fc.nat(6), data, timestamp: fc.nat() })), (events) => {
        const mirror = mirrorOf([el(10, "div", {}, el(11, "p"))]);
        for (const one of events) mirror.apply(one);
        expect(mirror.size).toBeGreaterThanOrEqual(0);
        if (mirror.root) visibleText(mirror.root);
      }),
    );
  });
});

describe("selectors", () => {
  it("prefer test ids, then ids, then names, and never classes", () => {
    const mirror = mirrorOf([
      el(
        10,
        "div",
        { class: "css-1x2y" },
        el(11, "button", { "data-testid": "buy", id: "b", class: "css-9" }),
      ),
      el(20, "form", { id: "login" }, el(21, "input", { name: "user" }), el(22, "p"), el(23, "p")),
      el(30, "div", { id: "radix-:r1:" }, el(31, "a")),
    ]);
    expect([11, 20, 21, 23, 31].map((id) => selectorOf(node(mirror, id)))).toEqual([
      '[data-testid="buy"]',
      "#login",
      'input[name="user"]',
      "#login > p:nth-of-type(2)",
      "body > div:nth-of-type(2) > a",
    ]);
  });

  it("say where it is when a test id stands in every row", () => {
    const row = (id: number) => el(id, "li", {}, el(id + 1, "button", { "data-testid": "remove" }));
    const mirror = mirrorOf([el(10, "ul", { id: "basket" }, row(20), row(30))]);
    expect(selectorOf(node(mirror, 31))).toBe(
      '#basket > li:nth-of-type(2) > [data-testid="remove"]',
    );
  });
});

describe("labels", () => {
  it("are the accessible name", () => {
    const mirror = mirrorOf([
      el(10, "button", { "aria-label": "Close" }, "x"),
      el(11, "label", { for: "mail" }, "Your e-mail"),
      el(12, "input", { id: "mail", placeholder: "a@b" }),
      el(13, "h2", { id: "head" }, "Basket"),
      el(14, "section", { "aria-labelledby": "head" }),
      el(15, "input", { type: "submit", value: "Send" }),
      el(16, "a", { href: "/" }, el(17, "img", { alt: "Home" })),
      el(18, "button", {}, "  Add\n to   basket "),
      el(19, "input", { placeholder: "Code" }),
    ]);
    expect([10, 12, 14, 15, 16, 18, 19].map((id) => labelOf(node(mirror, id)))).toEqual([
      "Close",
      "Your e-mail",
      "Basket",
      "Send",
      "Home",
      "Add to basket",
      "Code",
    ]);
  });

  it("are cut to a length that fits a row", () => {
    const mirror = mirrorOf([el(10, "button", {}, "word ".repeat(100))]);
    expect(labelOf(node(mirror, 10)).length).toBeLessThanOrEqual(80);
  });
});

describe("controls", () => {
  const css =
    ".zoom { cursor: pointer } .zoom .off { cursor: default } @media print { #x { cursor: pointer } }";
  const mirror = mirrorOf(
    [
      el(10, "button", {}, el(11, "svg", {}, el(12, "path"))),
      el(20, "label", {}, el(21, "span", {}, "Weekly"), el(22, "input", { type: "checkbox" })),
      el(30, "div", { class: "zoom" }, el(31, "img"), el(32, "p", { class: "off" })),
      el(40, "div", { class: "btn-group" }, el(41, "span", { class: "btn-primary" })),
      el(50, "div", { role: "button" }),
      el(60, "p", {}, "text"),
      el(70, "div", { tabindex: "0" }, el(71, "button")),
    ],
    css,
  );
  const control = (id: number) => {
    const found = controlOf(node(mirror, id), new Styles(mirror));
    return found && `${found.sign} ${found.node.id}`;
  };

  it("are found from the icon inside, from the label, by role, class and cursor", () => {
    expect([12, 21, 31, 41, 50].map(control)).toEqual([
      "native 10",
      "native 22",
      "cursor 30",
      "class 41",
      "role 50",
    ]);
  });

  it("are not plain text, groups, focusable regions, or places with another cursor", () => {
    expect([60, 40, 70, 32].map(control)).toEqual([null, null, null, null]);
  });
});

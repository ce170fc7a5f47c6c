import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { Live } from "../../../src/privacy/sanitize/context.ts";
import { cleanCss } from "../../../src/privacy/sanitize/css.ts";
import { MASK } from "../../../src/privacy/sanitize/masks.ts";
import { IS } from "../../../src/privacy/sanitize/node-map.ts";
import { createRedactor } from "../../../src/privacy/redaction/redactor.ts";
import { createSanitizer } from "../../../src/privacy/sanitize/sanitizer.ts";
import {
  attributesOf,
  element,
  find,
  incremental,
  mutation,
  pass,
  snapshot,
  text,
} from "./build.ts";

/** What pages write in ways that are right and rare; tests/e2e/attacked.spec.ts has the pages. */
const OPEN = { level: "open" as const };
const STRICT = { level: "strict" as const };
const SHOWN = { "data-waymark-unmask": "" };
const SOURCE_INPUT = 5;

const textAfter = (events: RecordedEvent[], id: number) => find(events[0]!, id)?.textContent;
const changed = (id: number, attributes: object) => mutation({ attributes: [{ id, attributes }] });
const written = (id: number, value: string) => mutation({ texts: [{ id, value }] });

describe("P3 what is written in", () => {
  it("is known by any of its roles", () => {
    for (const role of ["textbox group", "searchbox textbox", "x combobox"]) {
      const { events } = pass([snapshot(element(10, "div", { role }, text(11, "sowing notes")))]);
      expect(textAfter(events, 11)).toBe(MASK);
    }
  });

  it("stays so when it is no longer edited, and when it moves", () => {
    const { events } = pass([
      snapshot(element(10, "div", { contenteditable: "true" }, text(11, "a"))),
      changed(10, { contenteditable: "false" }),
      written(11, "sowing notes"),
      mutation({ removes: [{ parentId: 3, id: 10 }] }),
      mutation({
        adds: [
          { parentId: 3, nextId: null, node: element(10, "div", {}, text(11, "moved notes")) },
        ],
      }),
    ]);
    expect(JSON.stringify(events)).not.toMatch(/sowing|moved/);
  });

  it("is known by what the user does in it", () => {
    const sanitizer = createSanitizer({ level: "balanced" });
    sanitizer.sanitize(snapshot(element(10, "div", {}, text(11, "a"))));
    sanitizer.noteEdited(10);
    sanitizer.noteEdited(99);
    expect(JSON.stringify(sanitizer.sanitize(written(11, "sowing notes")))).not.toContain("sowing");
  });
});

describe("P2 controls", () => {
  it("say nothing of an option beside its text", () => {
    for (const tag of ["option", "optgroup"]) {
      const words = { title: "sowing", "aria-label": "sowing", "data-content": "sowing" };
      expect(JSON.stringify(attributesOf(tag, words))).not.toContain("sowing");
    }
  });

  it("show no copy of the option that is chosen", () => {
    const copy = element(10, "selectedcontent", {}, element(11, "i", { class: "flag-of-malta" }));
    expect(JSON.stringify(pass([snapshot(copy)]).events)).not.toContain("flag-of-malta");
  });

  it("are never shown where a list or a field is named like one for cards, also later", () => {
    const list = element(10, "select", { name: "card_exp_month", ...SHOWN });
    const field = element(11, "input", { ...SHOWN });
    const { events } = pass(
      [
        snapshot(list, field),
        changed(11, { id: "cvv" }),
        incremental(SOURCE_INPUT, { id: 10, text: "sowing", isChecked: false }),
        incremental(SOURCE_INPUT, { id: 11, text: "sowing", isChecked: false }),
      ],
      OPEN,
    );
    expect(JSON.stringify(events)).not.toContain("sowing");
  });
});

describe("P6 styles where text is masked", () => {
  const inside = (mark: Record<string, string>, css: string, policy = {}) =>
    textAfter(
      pass([snapshot(element(9, "div", mark, element(10, "style", {}, text(11, css))))], policy)
        .events,
      11,
    );
  const RULE = '.a::before { content: "sowing"; color: red }';

  it("have no words in their strings, under a mark, in an editor, at level strict", () => {
    for (const name of ["data-waymark-mask", "contenteditable"]) {
      expect(inside({ [name]: "" }, RULE)).toMatch(/^\.a::before \{ content: "•+"; color: red \}$/);
    }
    expect(inside({}, RULE, STRICT)).not.toContain("sowing");
    expect(inside({}, RULE)).toBe(RULE);
  });

  it("are text where they are no sheet", () => {
    expect(inside({ "data-waymark-mask": "" }, "sowing notes")).toBe(MASK);
    expect(inside({}, "sowing notes", STRICT)).toBe(MASK);
    expect(inside({}, "sowing notes")).toBe("sowing notes");
  });

  it.each([
    '.a { content: attr(x) "sowing" }',
    '.a { content: "x" / "sowing" }',
    ".a { quotes: 'sowing' 'b' }",
    '.a { list-style-type: "sowing" }',
    '@counter-style e { symbols: "sowing" }',
    '.a { --x: "sowing" }',
    '.a { content: counter(n) url(a.png) "sowing" }',
    '.a { content: var(--y, "sowing") }',
    '.a { c\\6fntent: "sowing" }',
    '.a { color: red; content: "sowing',
    '@media x { .a { --font: "sowing" } }',
    '.a { font-family: "Inter"; content: "sowing" }',
    '@import "a.css"; .b { content: "sowing" }',
    '.a[x { color: red } .b { content: "sowing" }',
  ])("%s", (css) => {
    const where = { place: "sheet" as const, masked: true };
    expect(cleanCss(css, where, createRedactor(), {})).not.toContain("sowing");
  });

  it.each([
    '@import "sheet.css";',
    '@charset "utf-8";',
    '.a { font-family: "Inter", serif }',
    '@font-face { font-family: "Inter"; src: url("inter.woff2") format("woff2") }',
    '[data-state="open"] .b:not([x="y"]) { color: red }',
    '.a { grid-template-areas: "head head" "side main" }',
    '.a { content: "\\f101" }',
    '.a { content: "→" }',
    ".content-\\[\\'\\'\\] { color: red }",
  ])("as it is: %s", (css) => {
    const where = { place: "sheet" as const, masked: true };
    expect(cleanCss(css, where, createRedactor(), {})).toBe(css);
  });

  it("have no words in attributes, rules and declarations either", () => {
    const MASKED = { "data-waymark-mask": "" };
    const style = '--n: "sowing"';
    expect(attributesOf("p", { style, ...MASKED })["style"]).not.toContain("sowing");
    expect(attributesOf("p", { style }, STRICT)["style"]).not.toContain("sowing");
    expect(attributesOf("style", { _cssText: RULE, ...MASKED })["_cssText"]).not.toContain(
      "sowing",
    );
    const { events } = pass([
      snapshot(element(10, "div", MASKED, element(11, "style"))),
      incremental(8, { id: 11, adds: [{ rule: RULE }] }),
      incremental(8, { id: 11, replaceSync: RULE }),
      incremental(13, { id: 11, index: [0], set: { property: "--x", value: '"sowing"' } }),
      incremental(15, { id: 10, styleIds: [1], styles: [{ styleId: 1, rules: [{ rule: RULE }] }] }),
      changed(10, { style: { "--x": '"sowing"', "--y": ['"sowing"', "important"] } }),
    ]);
    expect(JSON.stringify(events)).not.toContain("sowing");
  });

  it("keep the font that a declaration names", () => {
    const set = { property: "font-family", value: '"Inter"' };
    const events = [snapshot(element(11, "style")), incremental(13, { id: 11, index: [0], set })];
    expect(JSON.stringify(pass(events, STRICT).events)).toContain("Inter");
  });

  it("show no word or two of another attribute", () => {
    for (const [value, kept] of [
      ["Jane Doe", ""],
      ["Jane", ""],
      ["open", "open"],
      ["col-2", "col-2"],
    ]) {
      expect(attributesOf("p", { "data-x": value!, "data-waymark-mask": "" })["data-x"]).toBe(kept);
      expect(attributesOf("p", { "data-x": value! }, STRICT)["data-x"]).toBe(kept);
      expect(attributesOf("p", { "data-x": value! })["data-x"]).toBe(value);
    }
  });
});

describe("P6 what holds by what is around", () => {
  const liveOf = (over: Partial<Live>): Live => ({
    areContextual: true,
    marks: () => 0,
    marksAround: () => 0,
    isEdited: () => false,
    size: () => null,
    ...over,
  });
  const PAGE = snapshot(element(10, "div", {}, element(11, "p", {}, text(12, "a"))));

  /** Sends events while the marks of element 10 are what they are at each. */
  function under(marks: readonly number[], events: RecordedEvent[], level: "balanced" | "open") {
    let now = 0;
    const live = liveOf({ marks: (id) => (id === 10 ? now : 0) });
    const sanitizer = createSanitizer({ level, live });
    return events.map((event, i) => {
      now = marks[i]!;
      return sanitizer.sanitize(structuredClone(event));
    });
  }

  it("is looked at again when something in it changes", () => {
    for (const change of [written(12, "sowing notes"), changed(11, { title: "sowing title" })]) {
      for (const mark of [IS.block, IS.mask]) {
        const told = under([0, mark], [PAGE, change], "balanced");
        expect(JSON.stringify(told)).not.toContain("sowing");
      }
      expect(JSON.stringify(under([0, 0], [PAGE, change], "balanced"))).toContain("sowing");
    }
    const input = [
      snapshot(element(10, "div", {}, element(11, "input"))),
      incremental(SOURCE_INPUT, { id: 11, text: "sowing", isChecked: false }),
    ];
    expect(JSON.stringify(under([IS.unmask, IS.unmask], input, "open"))).toContain("sowing");
    expect(JSON.stringify(under([IS.unmask, 0], input, "open"))).not.toContain("sowing");
    const added = [
      PAGE,
      mutation({ adds: [{ parentId: 11, nextId: null, node: text(13, "sowing notes") }] }),
    ];
    expect(JSON.stringify(under([0, IS.mask], added, "balanced"))).not.toContain("sowing");
  });

  it("P3 links and labels of a document that came to be edited later are masked", () => {
    let isEdited = false;
    const sanitizer = createSanitizer({
      level: "balanced",
      live: liveOf({ areContextual: false, isEdited: (id) => id === 1 && isEdited }),
    });
    sanitizer.sanitize(structuredClone(PAGE));
    isEdited = true;
    const link = element(13, "a", { href: "https://host.example/sowing", title: "sowing" });
    const added = mutation({ adds: [{ parentId: 11, nextId: null, node: link }] });
    expect(JSON.stringify(sanitizer.sanitize(structuredClone(added)))).not.toContain("sowing");
    isEdited = false;
    const plain = element(14, "b", { title: "plain words" });
    const later = mutation({ adds: [{ parentId: 11, nextId: null, node: plain }] });
    expect(JSON.stringify(sanitizer.sanitize(later))).toContain("plain words");
  });

  it("P6 in the page, what is not known is not recorded", () => {
    const sanitizer = createSanitizer({ level: "balanced", live: liveOf({}) });
    sanitizer.sanitize(structuredClone(PAGE));
    const picture = element(98, "img", { src: "/sowing.png", class: "sowing" });
    for (const part of [
      { adds: [{ parentId: 99, nextId: null, node: picture }] },
      { attributes: [{ id: 99, attributes: { class: "sowing" } }] },
      { texts: [{ id: 99, value: "sowing" }] },
    ]) {
      expect(sanitizer.sanitize(mutation(part))).toBeNull();
    }
    const nested = mutation({
      adds: [
        { parentId: 11, nextId: null, node: element(20, "b") },
        { parentId: 20, nextId: null, node: text(21, "plain words") },
      ],
    });
    expect(JSON.stringify(sanitizer.sanitize(nested))).toContain("plain words");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { createRedactor, redactText } from "../../../src/privacy/redaction/redactor.ts";
import { cleanCss } from "../../../src/privacy/sanitize/css.ts";
import { MASK } from "../../../src/privacy/sanitize/masks.ts";
import { noisyText } from "./arbitraries.ts";
import { attributesOf, element, find, mutation, pass, snapshot, text } from "./build.ts";
import { growth, LINEAR } from "./growth.ts";

const styleOf = (css: string) => attributesOf("div", { style: css })["style"] as string;
const sheetOf = (css: string) =>
  find(pass([snapshot(element(10, "style", {}, text(11, css)))]).events[0]!, 11)?.textContent;

const cleaned = (css: string) =>
  cleanCss(css, { place: "sheet", masked: true }, createRedactor(), {});

describe("style sheets that a page wrote to hide something", () => {
  it.each([
    ["an import by string", '@import "/a.css?u=hush"; b{color:red}', '@import "/a.css?u=*"'],
    ["image-set", 'b{background:image-set("/a.png?u=hush" 1x)}', 'image-set("/a.png?u=*" 1x)'],
    ["url( in escapes", "b{background:u\\72l(/a?u=hush)}", "url(/a?u=*)"],
    ["a question mark in escapes", 'b{background:url("/a\\3fu=hush")}', 'url("/a?u=*")'],
    ["an escaped bracket", "b{background:url(/a\\)b?u=hush)}", "url(/a%29b?u=*)"],
    ["a url that never ends", "b{background:url(/a?u=hush", "url(/a?u=*"],
  ])("P4 %s loses its query", (_, css, kept) => {
    expect(sheetOf(css)).toContain(kept);
    expect(styleOf(css)).not.toContain("hush");
    expect(sheetOf(sheetOf(css)!)).toBe(sheetOf(css));
  });

  it("P4 strings that are no address stay", () => {
    for (const css of [
      'b::after{content:"Really? Yes (url)"}',
      'b{font-family:"A?b";background:url("/a.png")}',
      '@import url("/a.css"); b::after{content:"Why?u=x"}',
    ]) {
      expect(sheetOf(css)).toBe(css);
    }
  });

  it.each([
    ["after a string over two lines", '"a\\\n/*b" /* hush */ "c"', '"a\\\n/*b"  "c"'],
    ["after an escaped quote", ".it\\'s{} /* hush */ b{}", ".it\\'s{}  b{}"],
    ["below a string without an end", "'Bob\n/* hush */ b{}", "'Bob\n b{}"],
    ["without an end", "b{} /* hush", "b{} "],
  ])("P4 a comment %s goes", (_, css, kept) => {
    expect(sheetOf(css)).toBe(kept);
  });

  it("P5 level strict masks words in content, over two lines too", () => {
    expect(cleaned('b::after{content:"hush\\\nhush" "\\f101 "}')).toMatch(
      /^b::after\{content:"\u2022+" "\\f101 "\}$/,
    );
  });

  it("R4 none of them takes time out of proportion", () => {
    for (const [before, unit, after] of [
      ["url(", " ", "'"],
      ["", "url(", ""],
      ["", 'url("', ""],
      ['url("', "\\a", ""],
      ["", '@import "', ""],
      ['/**/"', '\\"', ""],
      ["/**/'", "\\'", ""],
      ["/**/", "\"\n'", ""],
      ["", "/*", ""],
      ["content:", '"content:', ""],
      ['content:"', '\\"', ""],
      ["content:", "content:'\\\"", ""],
    ] as const) {
      const css = (count: number) => before + unit.repeat(count) + after;
      expect(
        growth(5_000, (count) => cleaned(css(count))),
        css(2),
      ).toBeLessThan(LINEAR);
    }
  });

  it("R4 an icon of many escapes, each with its space, takes no time out of proportion", () => {
    const icon = (count: number) => `b::after{content:"${"\\4 ".repeat(count)}"}`;
    const word = (count: number) => icon(count).replace('"}', 'x"}');
    expect(cleaned(icon(50_000))).toBe(icon(50_000));
    expect(cleaned(word(50_000))).not.toContain("x");
  });
});

describe("what was written in an editor", () => {
  it("P3 its links and labels are masked too, the editor's own and its hints are not", () => {
    const { events } = pass([
      snapshot(
        element(
          10,
          "div",
          { contenteditable: "", "aria-label": "Message", title: "Write here" },
          element(11, "a", { href: "https://bank.example/hush", title: "hush" }, text(12, "x")),
          element(13, "img", { alt: "hush" }),
          element(14, "p", { "data-placeholder": "Say something" }),
          element(15, "button", { title: "Bold" }),
          element(16, "a", { href: "/hush" }),
        ),
        element(20, "a", { href: "https://shop.example/path", title: "Shop" }),
      ),
    ]);
    expect(JSON.stringify(events)).not.toContain("hush");
    const attributes = (id: number) => find(events[0]!, id)?.attributes;
    expect(attributes(10)).toMatchObject({ "aria-label": "Message", title: "Write here" });
    expect(attributes(11)).toEqual({ href: "https:", title: MASK });
    expect(attributes(14)).toEqual({ "data-placeholder": "Say something" });
    expect(attributes(15)).toEqual({ title: "Bold" });
    expect(attributes(16)).toEqual({ href: "#" });
    expect(attributes(20)).toEqual({ href: "https://shop.example/path", title: "Shop" });
    expect(pass(events).events).toEqual(events);
  });

  it("P2 a text area stays one under an XHTML prefix", () => {
    const { json } = pass([snapshot(element(10, "h:textarea", {}, text(11, "hush")))]);
    expect(json).not.toContain("hush");
  });
});

describe("forged events", () => {
  it("P5 an address after a token in a path goes whole", () => {
    const url = "https://a.example/zY8xW6vU4tS2rQ0pO8nM6lK4/john.smith%40example.com";
    expect(redactText(url).text).toBe("https://a.example/[token]/[email]");
  });

  it("P5 a card number does not pass for a drawing, and a drawing stays", () => {
    for (const d of [
      " 4111 1111 1111 1111 ",
      "M 4111 1111 1111 1111 L 10 20 30 40 50 60 Z",
      "the the 2024 4111 1111 1111 1111 ",
      "2024 12 2024 12 2024 12 4111-1111-1111-1111 12 2024",
      "M 10 20 30 40 50 60 3782 822463 10005 L 10 20 30 40 50 60",
      "M 10 20 L 30 40 call me at 10 20",
    ]) {
      expect(attributesOf("path", { d })["d"], d).toBe("");
    }
    for (const [tag, name, value] of [
      ["path", "d", "M0 0L10 10"],
      ["path", "d", "M10-.5.3h5v1e-5zm4 4zl2,2a1 1 0 011 1zM1 2"],
      ["path", "d", "M 1234 5678 9012 3456 L 4111 1111 1111 1112 4000 4000 Z"],
      ["svg", "viewBox", "0 0 1024 1024"],
      ["g", "transform", "translate(10 20)scale(2)skewX(3deg) none"],
    ] as const) {
      expect(attributesOf(tag, { [name]: value })[name], value).toBe(value);
    }
  });

  it("P5 no card number passes for a drawing, whatever stands around it", () => {
    fc.assert(
      fc.property(
        noisyText,
        fc.constantFrom("4111 1111 1111 1111", "5555-5555-5555-4444", "3782 822463 10005"),
        noisyText,
        fc.constantFrom("d", "points", "transform", "values"),
        (before, card, after, name) => {
          const kept = attributesOf("path", { [name]: `${before} ${card} ${after}` })[name];
          expect(kept).not.toContain(card);
        },
      ),
    );
  });

  it("R4 very deep trees take no time out of proportion, and what is at their end is masked", () => {
    const run = (levels: number) => {
      const adds = Array.from({ length: levels }, (_, i) => ({
        parentId: i + 2,
        nextId: null,
        node: element(i + 3, "b"),
      }));
      const end = { parentId: levels + 2, nextId: null, node: text(levels + 3, "hush") };
      expect(pass([snapshot(), mutation({ adds: [...adds, end] })]).json).not.toContain("hush");
    };
    expect(growth(10_000, run)).toBeLessThan(LINEAR);
  }, 60_000);

  it("R4 events from another time than the session's are dropped and counted", () => {
    const startedAt = Date.now() - 60_000;
    const gate = createGate2({ policy: DEFAULT_SITE_POLICY, startedAt });
    const at = (timestamp: number) => ({ type: 1, data: {}, timestamp });
    const passed = gate.sanitize(
      JSON.stringify([at(1), at(startedAt - 1_000), at(Date.now()), at(8_000_000_000_000_000)]),
    );
    expect(passed).toMatchObject({ eventCount: 2, hits: { malformed: 2 } });
    expect(passed.firstEventAt).toBe(startedAt - 1_000);
  });
});

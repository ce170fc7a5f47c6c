import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRules } from "../../../src/dom/css/parse.ts";
import { parseSelector, splitList } from "../../../src/dom/css/selector.ts";
import { Styles } from "../../../src/dom/css/styles.ts";
import { DomMirror } from "../../../src/dom/mirror.ts";
import { el, inc, load, type Spec } from "./page.ts";

function stylesOf(body: Spec[], css: string) {
  const mirror = new DomMirror();
  for (const one of load(body, { css })) mirror.apply(one);
  const styles = new Styles(mirror);
  return { mirror, own: (id: number, property: string) => styles.own(mirror.get(id)!, property) };
}

describe("style sheets", () => {
  it("are read through groups, comments and key frames", () => {
    const css = `@import "x"; /* a{} */ a{color:red} @media (x){ b{c:d} @supports (y){ i{j:k} } } @keyframes z{from{a:b}} u{v:"}"}`;
    expect(parseRules(css)).toEqual([
      { selector: "a", body: "color:red" },
      { selector: "b", body: "c:d" },
      { selector: "i", body: "j:k" },
      { selector: "u", body: 'v:"}"' },
    ]);
  });

  it("win by specificity, then by order, and inline over all", () => {
    const { own } = stylesOf(
      [
        el(10, "div", { id: "a", class: "b" }),
        el(11, "div", { class: "b" }),
        el(12, "div", { class: "b", style: "cursor: help" }),
      ],
      "#a { cursor: wait } .b { cursor: text } div { cursor: move } .b { cursor: pointer }",
    );
    expect([10, 11, 12].map((id) => own(id, "cursor"))).toEqual(["wait", "pointer", "help"]);
  });

  it("match by combinators, attributes and :not()", () => {
    const { own } = stylesOf(
      [
        el(
          10,
          "ul",
          { class: "menu" },
          el(11, "li", { "data-x": "1" }),
          el(12, "li", { class: "off" }),
        ),
      ],
      ".menu > li:not(.off) { cursor: pointer } li[data-x='1'] + li { position: fixed } p ~ li { position: static }",
    );
    expect([own(11, "cursor"), own(12, "cursor"), own(12, "position")]).toEqual([
      "pointer",
      null,
      "fixed",
    ]);
  });

  it("count when they were inserted or adopted later", () => {
    const { mirror, own } = stylesOf([el(10, "div", { class: "c" })], "p { cursor: help }");
    expect(own(10, "cursor")).toBe(null);
    mirror.apply(inc(1, 8, { id: 5, adds: [{ rule: ".c { cursor: wait }" }] }));
    expect(own(10, "cursor")).toBe("wait");
    mirror.apply(
      inc(2, 15, {
        id: 1,
        styleIds: [7],
        styles: [{ styleId: 7, rules: [{ rule: ".c { cursor: pointer }" }] }],
      }),
    );
    expect(own(10, "cursor")).toBe("pointer");
  });

  it("R4 never throw nor hang, whatever the text", () => {
    const piece = fc.constantFrom(
      "a",
      ".b",
      "#c",
      "{",
      "}",
      "(",
      ")",
      "[x=",
      "]",
      '"',
      ":not(",
      "::",
      ":",
      ",",
      " ",
      ">",
      "@media",
      ";",
      "/*",
      "*/",
      "\\",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const css = pieces.join("");
        for (const { selector } of parseRules(css))
          for (const part of splitList(selector)) parseSelector(part);
        expect(true).toBe(true);
      }),
    );
  });
});

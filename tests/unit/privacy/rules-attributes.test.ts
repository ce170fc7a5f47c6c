import { describe, expect, it } from "vitest";
import { dataUrlPasses } from "../../../src/privacy/redaction/data-url.ts";
import { createRedactor } from "../../../src/privacy/redaction/redactor.ts";
import { cleanCss } from "../../../src/privacy/sanitize/css.ts";
import { MASK, maskShape } from "../../../src/privacy/sanitize/masks.ts";
import { createSanitizer } from "../../../src/privacy/sanitize/sanitizer.ts";
import { attributesOf, element, incremental, mutation, pass, snapshot } from "./build.ts";

/** Rules one by one, also where another would catch the same: scripts/mutations switches each off. */
describe("attributes", () => {
  it("P4 some are never recorded", () => {
    for (const name of [
      "srcdoc",
      "ping",
      "nonce",
      "rr_dataURL",
      "rr_dataurl",
      "sandbox",
      "onclick",
    ])
      expect(attributesOf("iframe", { [name]: "open" }), name).toEqual({});
    const { events } = pass([
      snapshot(element(10, "option")),
      mutation({ attributes: [{ id: 10, attributes: { selected: null, srcdoc: null } }] }),
    ]);
    expect(events[1]!.data["attributes"]).toEqual([{ id: 10, attributes: {} }]);
  });

  it("P4 numbers where numbers stand", () => {
    expect(attributesOf("div", { rr_width: "10px", rr_scrollTop: 40, "aria-level": "2" })).toEqual({
      rr_width: "10px",
      rr_scrollTop: 40,
      "aria-level": "2",
    });
    expect(attributesOf("div", { rr_width: "hush", "aria-level": "hush" })).toEqual({
      rr_width: "",
      "aria-level": "",
    });
    expect(attributesOf("input", { rr_scrollLeft: 40 })).toEqual({ rr_scrollLeft: "" });
    expect(attributesOf("textarea", { rr_scrollTop: "40" })).toEqual({ rr_scrollTop: "" });
    expect(attributesOf("div", { "data-n": 4_111, tabindex: 4_111_111_111_111_111 })).toEqual({
      "data-n": "",
      tabindex: "",
    });
  });

  it("P4 drawings draw", () => {
    expect(attributesOf("path", { d: "4111 1111 1111 1111" })["d"]).toBe("");
    expect(attributesOf("path", { d: "3782 822463 10005" })["d"]).toBe("");
    // Two by two it passes for coordinates, but alone it is a card.
    expect(attributesOf("polygon", { points: "4111-1111-1111-1111" })["points"]).toBe("");
    expect(attributesOf("path", { d: "30569309025904" })["d"]).toBe("");
    expect(attributesOf("path", { d: "3056 930902 5904" })["d"]).toBe("");
    expect(attributesOf("path", { d: "M12345678 1" })["d"]).toBe("");
    expect(attributesOf("path", { d: "MACHT" })["d"]).toBe("");
    expect(attributesOf("path", { d: "M 1 2 secret" })["d"]).toBe("");
  });

  it("P4 short values are one to three short plain words that no pattern finds", () => {
    const kept = (value: string, policy = {}) =>
      attributesOf("div", { "data-a": value }, policy)["data-a"];
    expect(kept("open")).toBe("open");
    expect(kept("two words here")).toBe("two words here");
    for (const value of [
      "a b c d",
      "ab12cd",
      "averyveryverylongwordthatisone",
      "abcdefghij klmnopqrst uv wx",
      "secret",
    ])
      expect(kept(value), value).toBe("");
    expect(kept("abcdefghijk lmnopqrstuv wxyz")).toBe("");
    expect(kept("ORD-77", { patterns: [{ name: "order", pattern: "ORD-\\d+" }] })).toBe("");
  });

  it("P4 names hide nothing", () => {
    expect(
      attributesOf("div", { "a b": "x", "9f86d081884c7d659a2feaa0c55ad015a3": "x", "x(y)": "x" }),
    ).toEqual({});
    expect(
      attributesOf("div", {
        TITLE: "a@b.co",
        HREF: "/a?b=c",
        "data-mobile": "yes",
        "data-csrf": "yes",
      }),
    ).toEqual({
      TITLE: "[email]",
      HREF: "/a?b=*",
      "data-mobile": "",
      "data-csrf": "",
    });
  });

  it("P4 words for people are masked where text is", () => {
    expect(attributesOf("div", { title: "Mail a@b.co" })["title"]).toBe("Mail [email]");
    expect(attributesOf("div", { class: "rr-mask", title: "hush" })["title"]).toBe(MASK);
    expect(attributesOf("div", { title: "hush" }, { level: "strict" })["title"]).toBe(
      maskShape("hush"),
    );
    expect(attributesOf("track", { label: "a@b.co" })["label"]).toBe("[email]");
    expect(attributesOf("option", { label: "hush" })["label"]).toBe(MASK);
    expect(attributesOf("optgroup", { label: "hush" })["label"]).toBe(MASK);
    expect(
      attributesOf("div", { "data-tooltip": "two or three and more words stay" })["data-tooltip"],
    ).toBe("two or three and more words stay");
  });

  it("P4 other classes of names", () => {
    expect(attributesOf("div", { "aria-valuenow": "7", role: "slider" })["aria-valuenow"]).toBe("");
    expect(
      attributesOf("div", { "aria-valuenow": "7", role: "progressbar" })["aria-valuenow"],
    ).toBe("7");
    expect(attributesOf("div", { "aria-valuetext": "hush" })["aria-valuetext"]).toBe(MASK);
    expect(attributesOf("meta", { name: "theme-color", content: "a@b.co" })["content"]).toBe(
      "[email]",
    );
    expect(attributesOf("meta", { name: "author", content: "Ada" })["content"]).toBe("");
    expect(attributesOf("div", { content: "Ada" })["content"]).toBe("");
    expect(attributesOf("link", { imagesrcset: "/a.png?sig=x 2x hush" })["imagesrcset"]).toBe(
      "/a.png?sig=* 2x",
    );
    expect(attributesOf("img", { srcset: "/a.png 1x" }, { level: "strict" })["srcset"]).toBe("");
    expect(attributesOf("style", { _cssText: "/* hush */ b{}" })["_cssText"]).toBe(" b{}");
    expect(attributesOf("div", { style: "background:url(/a?u=hush)" })["style"]).toBe(
      "background:url(/a?u=*)",
    );
    expect(attributesOf("div", { class: "a@b.co" })["class"]).toBe("[email]");
  });

  it("P4 the short form of a changed style", () => {
    const sanitizer = createSanitizer({ level: "balanced" });
    sanitizer.sanitize(snapshot(element(10, "p")));
    const style = {
      "a b": "hush",
      "background-image": ["url(/a?u=hush)", "important"],
      top: "url(/b?u=hush)",
      left: false,
      x: 7,
    };
    const event = mutation({ attributes: [{ id: 10, attributes: { style } }] });
    expect(
      (sanitizer.sanitize(event)!.data["attributes"] as { attributes: object }[])[0]!.attributes,
    ).toEqual({
      style: { "background-image": ["url(/a?u=*)", "important"], top: "url(/b?u=*)", left: false },
    });
  });
});

describe("data URLs", () => {
  const svg = (inner: string, more = "") => `data:image/svg+xml,<svg${more}>${inner}</svg>`;

  it("P4 icons draw and spell nothing", () => {
    expect(dataUrlPasses(svg("<path d='M0 0' id='a1' transform='scale(2)'/>"), "attribute")).toBe(
      true,
    );
    for (const bad of [
      svg("hush"),
      svg("<text/>"),
      svg("<path d='hush'/>"),
      svg("<path id='hush'/>"),
      svg("<path transform='hush(1)'/>"),
      svg("<path stroke='hush'/>"),
      svg("", " xmlns='https://hush.example/'"),
      svg("", " xmlns:xlink='https://hush.example/'"),
      svg(`<path d='${"M0 0".repeat(5_000)}'/>`),
      "data:image/svg+xml,%E0%A4%A",
    ])
      expect(dataUrlPasses(bad, "attribute"), bad.slice(0, 60)).toBe(false);
    expect(dataUrlPasses(svg("", " class='icon'"), "sheet")).toBe(true);
    expect(dataUrlPasses(svg("", " class='icon'"), "attribute")).toBe(false);
    expect(dataUrlPasses(svg("", " class='case4711'"), "sheet")).toBe(false);
    expect(dataUrlPasses(svg("", ` class='${"a".repeat(25)}'`), "sheet")).toBe(false);
  });

  it("P4 fonts and small bitmaps pass in sheets, by how they begin", () => {
    const png = (size: number) => `data:image/png;base64,iVBORw0KGgo${"A".repeat(size)}`;
    expect(dataUrlPasses(png(200), "sheet")).toBe(true);
    expect(dataUrlPasses(png(200), "attribute")).toBe(false);
    expect(dataUrlPasses(png(5_000), "sheet")).toBe(false);
    expect(dataUrlPasses(png(10).replace("image/png", "text/png"), "sheet")).toBe(false);
    expect(dataUrlPasses(`data:image/png;base64,${btoa("hush hush hush")}`, "sheet")).toBe(false);
    expect(dataUrlPasses(`data:font/woff2;base64,${btoa("hush hush hush")}`, "sheet")).toBe(false);
    expect(dataUrlPasses("data:font/woff2;base64,d09GMgAB", "sheet")).toBe(true);
  });
});

describe("URLs", () => {
  const url = (value: string, tag = "a", policy = {}) =>
    attributesOf(tag, { href: value }, policy)["href"];

  it("P4 fragments, schemes and references", () => {
    expect(url("#a@b.co")).toBe("#");
    expect(url("#9f86d081884c7d659a2feaa0c55ad015a3")).toBe("#");
    expect(url("#cvv:123-45-6789", "a", { ssn: true })).toBe("#cvv:[ssn]");
    expect(url("bank:hush")).toBe("bank:");
    expect(url("/x#hush")).toBe("/x#");
    expect(url("/users/a@b.co")).toBe("/users/[email]");
    expect(attributesOf("use", { href: "/s.svg?k=hush#icon" })["href"]).toBe("/s.svg?k=*#icon");
    expect(attributesOf("use", { href: "/page#9f86d081884c7d659a2feaa0c55ad015a3" })["href"]).toBe(
      "/page#",
    );
    expect(attributesOf("use", { href: "/page#hush hush" })["href"]).toBe("/page#");
    expect(url("data:text/plain,hush")).toBe("data:,");
  });

  it("P4 values, names and words of a query", () => {
    expect(url("/a.css?f=hush1x&v=1.2&w=20px")).toBe("/a.css?f=*&v=1.2&w=*");
    expect(url("/a.css?hush")).toBe("/a.css?*");
    expect(url("/a?a@b=1&9f86d081884c7d659a2feaa0c55ad015a3=2")).toBe("/a?*=*&*=*");
    expect(url("//fonts.googleapis.com/css2?family=Open+Sans:wght@400&text=hush")).toBe(
      "//fonts.googleapis.com/css2?family=Open+Sans:wght@400&text=*",
    );
    expect(url("/i.svg#hush hush")).toBe("/i.svg#");
    expect(url("/i.svg#cart")).toBe("/i.svg#cart");
    expect(url("/font.eot?#iefix")).toBe("/font.eot?#iefix");
    expect(attributesOf("img", { src: "/p.png#hush" })["src"]).toBe("/p.png#");
    expect(url("/i.svg#k3Jf8sLq0PzXv7Nw2RtYb5Md")).toBe("/i.svg#");
  });
});

describe("style sheets", () => {
  const css = (sheet: string, masked = false) =>
    cleanCss(sheet, { place: "sheet", masked }, createRedactor(), {});

  it("P4 addresses however they are written", () => {
    expect(css("b{background:\\75rl(/a?u=hush)}")).toContain("url(/a?u=*)");
    expect(css('b{background:url("/a\\3f u=hush")}')).not.toContain("hush");
    expect(css('@import "/a.css?u=hush";')).not.toContain("hush");
    expect(css("b{background:url(data:text/plain,hush)}")).not.toContain("hush");
    expect(css('b{content:"a@b.co"}')).toBe('b{content:"[email]"}');
    expect(css('b{content:"hush"}', true)).not.toContain("hush");
    expect(css("b{} /* hush */")).toBe("b{} ");
  });

  it("P4 fonts by their names and descriptors", () => {
    const { events } = pass([
      incremental(10, {
        family: "a@b.co",
        fontSource: "url(/f.woff2?k=hush)",
        buffer: false,
        descriptors: { weight: "a@b.co", "x y": "hush", style: "h".repeat(300) },
      }),
      incremental(8, { id: 1, replaceSync: "b{background:url(/a?u=hush)}" }),
    ]);
    expect(events[0]!.data).toEqual({
      source: 10,
      family: "[email]",
      fontSource: "url(/f.woff2?k=*)",
      buffer: false,
      descriptors: { weight: "[email]" },
    });
    expect(JSON.stringify(events)).not.toContain("hush");
  });
});

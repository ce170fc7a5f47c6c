import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanStrings } from "../../../src/privacy/after/strings.ts";
import { createMatcher, type TextMatcher } from "../../../src/privacy/after/text-matcher.ts";

const matcherOf = (...texts: string[]) => createMatcher({ texts, patterns: [] }) as TextMatcher;
const byPattern = (pattern: string) =>
  createMatcher({ texts: [], patterns: [{ name: "p", pattern }] }) as TextMatcher;

describe("P5 a text that is removed afterwards", () => {
  const jane = matcherOf("Jané O'Brien & Söhne");

  it.each([
    ["as it stands", "Dear Jané O'Brien & Söhne,"],
    ["in other letters", "DEAR JANÉ O'BRIEN & SÖHNE,"],
    ["with other white space", "Dear Jané  O'Brien\n& Söhne,"],
    ["in an address", "/p?n=Jan%C3%A9%20O%27Brien%20%26%20S%C3%B6hne&x=1"],
    ["in a form's address", "/p?n=Jan%c3%a9+O'Brien+%26+S%c3%b6hne&x=1"],
    [
      "in an address within an address",
      "/p?u=%2Fq%3Fn%3DJan%25C3%25A9%2520O%2527Brien%2520%2526%2520S%25C3%25B6hne",
    ],
    ["in markup", "<b>Jan&eacute; Jan&#233; O&#x27;Brien &amp; S&#xf6;hne</b>"],
    [
      "in JSON in a string",
      JSON.stringify({ n: "Jané O'Brien & Söhne" }).replaceAll("é", "\\u00e9"),
    ],
  ])("goes %s", (_how, text) => {
    const clean = jane.clean(text);
    expect(clean).toContain("[redacted]");
    expect(jane.find(clean)).toEqual([]);
    expect(clean).not.toMatch(/Brien|hne/i);
  });

  it("leaves everything around it", () => {
    expect(jane.clean("/p?n=Jan%C3%A9%20O%27Brien%20%26%20S%C3%B6hne&x=%20")).toBe(
      "/p?n=[redacted]&x=%20",
    );
  });

  it("is not seen in the bytes of a picture", () => {
    const picture = `data:image/png;base64,${"AbcJoeX".repeat(9)}`;
    expect(matcherOf("Joe").clean(picture)).toBe(picture);
    expect(matcherOf("Joe").clean(`${picture} Joe`)).toBe(`${picture} [redacted]`);
  });

  it("may be a part of what stands in its place", () => {
    expect(matcherOf("redacted").clean("was redacted")).toBe("was •••••");
  });

  it("P8 R4 is refused where it is too short, too long or finds its own replacement", () => {
    for (const text of ["", "  ab ", "x".repeat(501)])
      expect(() => matcherOf(text)).toThrow(/3 to 500/);
    expect(() => byPattern("(a+)+$")).toThrow(/cannot be used/);
    expect(() => byPattern("[[•]")).toThrow(/replace|put in its place|own replacement/);
  });

  it("goes by a pattern, also encoded", () => {
    const order = byPattern("A-\\d{4}/\\d+");
    expect(order.clean("Order A-1234/77 of /o?id=A-1234%2F77")).toBe(
      "Order [redacted] of /o?id=[redacted]",
    );
  });

  it("goes after what reads as one code with it, and where it reads as a code itself", () => {
    const robert = matcherOf("robert smith");
    expect(robert.clean(String.raw`C:\robert%20smith`)).toBe(String.raw`C:\[redacted]`);
    expect(robert.clean(`say \\"Robert\\u0020Smith\\"`)).toBe(`say \\"[redacted]\\"`);
    expect(robert.clean("%41%72obert%2520smith&#32;")).toBe("%41[redacted]&#32;");
    const code = matcherOf("order %41 b");
    expect(code.clean("?q=order%20%2541%20b&x")).toBe("?q=[redacted]&x");
    expect(code.clean("order %41 b")).toBe("[redacted]");
  });

  it("is looked for in linear time", () => {
    for (const [text, shown] of [
      ["a".repeat(60), `${"a".repeat(59)}%`.repeat(2_000)],
      ["%20 ".repeat(20), "%20".repeat(20_000)],
      ["+ ".repeat(30), "%".repeat(9) + "+".repeat(60_000)],
      ["\\ \\\\".repeat(20), "\\".repeat(60_000)],
      ["abc def", "\\".repeat(200_000)],
      ["abc def", "&" + "amp;".repeat(50_000) + "#" + "0".repeat(50_000)],
      ["abc def", "%" + "25".repeat(100_000)],
      ["x y", ` %20\\n&nbsp;`.repeat(20_000)],
    ] as const) {
      expect(matcherOf(text).find(shown)).toBeInstanceOf(Array);
    }
  });

  it("is found nowhere any more, whatever is around it and however it is encoded", () => {
    const encodings = [
      (text: string) => text,
      encodeURIComponent,
      (text: string) => encodeURIComponent(encodeURIComponent(text)),
      (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`),
      (text: string) => JSON.stringify(text).slice(1, -1),
    ];
    const secret = fc.string({ minLength: 3, maxLength: 12, unit: "grapheme" }).filter((text) => {
      return text.trim().length >= 3 && /^[^[\]•]*$/.test(text);
    });
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), fc.nat(4), (text, before, after, how) => {
        const matcher = matcherOf(text);
        const clean = matcher.clean(
          before + (encodings[how] as (t: string) => string)(text.trim()) + after,
        );
        expect(clean).toMatch(/\[redacted\]|•••••/);
        expect(matcher.find(clean)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the strings of an event", () => {
  const clean = (event: Record<string, unknown>, text: string) => {
    cleanStrings(event, matcherOf(text));
    return event;
  };

  it("are the page's, wherever they stand; the format's own words stay", () => {
    const node = {
      type: 2,
      tagName: "section",
      id: 4,
      attributes: { title: "a section" },
      childNodes: [],
    };
    expect(clean({ type: 2, data: { node } }, "section")).toMatchObject({
      data: { node: { tagName: "section", attributes: { title: "a [redacted]" } } },
    });
  });

  it("take names along that a page made up, and leave those that HTML gives", () => {
    const attributes = {
      "data-jane": "1",
      title: "title",
      style: { "--jane": "red", color: "jane" },
    };
    clean({ data: { attributes: [{ id: 1, attributes }] } }, "jane");
    expect(attributes).toEqual({ title: "title", style: { color: "[redacted]" } });
    clean({ data: { attributes: [{ id: 1, attributes }] } }, "title");
    expect(attributes.title).toBe("[redacted]");
  });

  it("take names along that a page made up in the values of a signal", () => {
    const payload = {
      level: "error",
      message: "jane",
      args: [{ what: "jane", "of jane": 1, list: [{ level: "jane" }] }],
    };
    clean({ type: 5, data: { tag: "waymark.console", payload } }, "jane");
    expect(payload).toEqual({
      level: "error",
      message: "[redacted]",
      args: [{ what: "[redacted]", list: [{ level: "[redacted]" }] }],
    });
    clean({ type: 5, data: { tag: "waymark.console", payload } }, "error");
    expect(payload.level).toBe("error");
  });

  it("keep a signal what it is", () => {
    const payload = { what: "error", message: "an error" };
    expect(clean({ type: 5, data: { tag: "waymark.error", payload } }, "error")).toEqual({
      type: 5,
      data: { tag: "waymark.error", payload: { what: "error", message: "an [redacted]" } },
    });
  });
});

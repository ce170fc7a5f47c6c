import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "../../../src/privacy/redaction/custom.ts";
import { BLANK_IMAGE, dataUrlPasses } from "../../../src/privacy/redaction/data-url.ts";
import {
  createRedactor,
  redactText,
  redactValue,
} from "../../../src/privacy/redaction/redactor.ts";
import { cleanUrl } from "../../../src/privacy/sanitize/clean-url.ts";
import { noisyText, SECRETS } from "./arbitraries.ts";
import { growth, LINEAR } from "./growth.ts";

interface Case {
  op: "text" | "url" | "value";
  input: unknown;
  output: unknown;
}
const corpus = JSON.parse(
  readFileSync(new URL("../../corpus/redaction.json", import.meta.url), "utf8"),
) as Case[];
const redactor = createRedactor();
const run = ({ op }: Case, input: unknown) =>
  op === "text"
    ? redactText(String(input)).text
    : op === "url"
      ? cleanUrl(String(input), "link", redactor, {})
      : redactValue(input).value;

describe("the redaction corpus", () => {
  it("P5 has at least 150 cases, a quarter of them things that must stay", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(150);
    expect(corpus.filter(({ input, output }) => input === output).length).toBeGreaterThan(
      corpus.length / 4,
    );
  });

  it.each(corpus)("P5 $op $input", (entry) => {
    expect(run(entry, entry.input)).toEqual(entry.output);
    expect(run(entry, entry.output), "a second time changes nothing").toEqual(entry.output);
  });
});

describe("redaction", () => {
  it("P5 counts each hit under its rule", () => {
    expect(redactText("a@b.co, c@d.eu and 4111 1111 1111 1111").hits).toEqual({
      email: 2,
      card: 1,
    });
    expect(redactText("nothing here").hits).toEqual({});
  });

  it("P5 leaves no planted secret in any text around it, and is stable", () => {
    fc.assert(
      fc.property(noisyText, fc.constantFrom(...SECRETS), noisyText, (before, secret, after) => {
        const { text } = redactText(`${before} ${secret} ${after}`);
        expect(text).not.toContain(secret);
        expect(redactText(text).text).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it("P5 is stable on any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const once = redactText(text).text;
        expect(redactText(once).text).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it("P5 takes time in proportion to the text, whatever it holds", () => {
    for (const unit of [
      "a@",
      "4111 ",
      "eyJ.",
      "https://x?",
      "data:",
      "password=",
      "GB82 ",
      "-----BEGIN ",
      "a%40",
      "x/",
    ]) {
      expect(
        growth(5_000, (count) => redactText(unit.repeat(count))),
        unit,
      ).toBeLessThan(LINEAR);
    }
  }, 60_000);

  it("P5 finds phone and social security numbers only where a site asks for it", () => {
    const asked = createRedactor({ phone: true, ssn: true });
    expect(asked.text("call +49 30 1234567 or 123-45-6789", {})).toBe("call +[phone] or [ssn]");
    expect(asked.text("2024-01-31 and 10.0.0.12", {})).toBe("2024-01-31 and 10.0.0.12");
    expect(redactText("call +49 30 1234567 or 123-45-6789").hits).toEqual({});
  });

  it("P4 keeps the URL values that a site allows, and never those it denies or that are secrets", () => {
    const urls = { mode: "strip" as const, allow: ["page", "token"], deny: [] };
    const strip = createRedactor({ urls });
    expect(cleanUrl("/a?page=2&q=x&token=y", "link", strip, {})).toBe("/a?page=2&q=*&token=*");
    const keep = createRedactor({ urls: { mode: "keep", allow: ["q"], deny: ["q"] } });
    expect(cleanUrl("/a?q=x&z=1&mail=jane@example.com#top", "link", keep, {})).toBe(
      "/a?q=*&z=1&mail=[email]#top",
    );
  });

  it("P4 lets drawn icons through as data URLs and nothing that could spell a secret", () => {
    const svg = (inner: string) =>
      `data:image/svg+xml,${encodeURIComponent(`<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>${inner}</svg>`)}`;
    expect(
      dataUrlPasses(
        svg("<path fill='none' stroke='#343a40' stroke-width='2' d='m2 5 6 6 6-6'/>"),
        "attribute",
      ),
    ).toBe(true);
    for (const inner of [
      "<text>hunter2</text>",
      "<path id='hunter2' d='m0 0'/>",
      "<style>a{}</style>",
      "<image href='x'/>",
      "<!-- hunter2 -->",
      "<path d='hunter2'/>",
      "hunter2",
    ]) {
      expect(dataUrlPasses(svg(inner), "sheet"), inner).toBe(false);
    }
    expect(dataUrlPasses(BLANK_IMAGE, "attribute")).toBe(true);
    const png = `data:image/png;base64,iVBORw0KGgo${"A".repeat(200)}`;
    expect(dataUrlPasses(png, "sheet")).toBe(true);
    expect(dataUrlPasses(png, "attribute")).toBe(false);
    expect(dataUrlPasses(`data:image/png;base64,${btoa("hunter2 hunter2")}`, "sheet")).toBe(false);
  });
});

describe("a site's own patterns", () => {
  it("P5 redact and count under their name", () => {
    const custom = createRedactor({ custom: [{ name: "order", pattern: "ORD-\\d+" }] });
    const hits = {};
    expect(custom.text("about ORD-2024 please", hits)).toBe("about [redacted] please");
    expect(hits).toEqual({ "custom:order": 1 });
  });

  it.each([
    ["(a+)+b", "repeats"],
    ["(a|aa)+b", "alternates"],
    ["(\\w+)\\1", "refers back"],
    ["a(?=b)", "ahead"],
    ["a*", "empty"],
    ["(", "not a regular expression"],
    ["a+b+c+d", "without an end"],
    ["redacted", "replacement"],
    ["", "1 to 200"],
    ["a".repeat(201), "1 to 200"],
  ])("P8 the pattern %j is refused and named", (pattern, why) => {
    expect(() => compilePattern({ name: "mine", pattern })).toThrow(
      expect.objectContaining({ code: "refused" }),
    );
    expect(() => compilePattern({ name: "mine", pattern })).toThrow(
      new RegExp(`"mine".*${why}`, "s"),
    );
  });

  it("P8 an accepted pattern takes time in proportion to the text", () => {
    const { regex } = compilePattern({ name: "mine", pattern: "[a-z]+[a-z0-9]+!" });
    expect(growth(500, (length) => "a".repeat(length).replace(regex, ""))).toBeLessThan(LINEAR);
  });
});

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WaymarkError } from "../../../src/format/errors.ts";
import { compilePattern } from "../../../src/privacy/redaction/custom.ts";
import { BLANK_IMAGE, dataUrlPasses } from "../../../src/privacy/redaction/data-url.ts";
import {
  createRedactor,
  redactText,
  type RedactionOptions,
} from "../../../src/privacy/redaction/redactor.ts";
import { cleanUrl } from "../../../src/privacy/sanitize/clean-url.ts";
import { noisyText, SECRETS } from "./arbitraries.ts";
import { growth, LINEAR } from "./growth.ts";

interface Case extends RedactionOptions {
  op: "text" | "url" | "value";
  input: unknown;
  output: unknown;
}
const corpus = JSON.parse(
  readFileSync(new URL("../../corpus/redaction.json", import.meta.url), "utf8"),
) as Case[];
function run({ op, ...options }: Case, input: unknown): unknown {
  const redactor = createRedactor(options);
  if (op === "text") return redactor.text(String(input), {});
  return op === "url" ? cleanUrl(String(input), "link", redactor, {}) : redactor.value(input, {});
}

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

/** Keys as their vendors make them. */
const VENDOR_KEYS: Readonly<Record<string, RegExp>> = {
  AWS: /^(?:AKIA|ASIA)[A-Z2-7]{16}$/,
  Anthropic: /^sk-ant-(?:api|admin)0\d-[A-Za-z0-9_-]{93}AA$/,
  "Azure client": /^[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9]{31,34}$/,
  Braintree: /^access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}$/,
  Databricks: /^dapi[0-9a-f]{32}(?:-\d)?$/,
  DigitalOcean: /^do[opr]_v1_[0-9a-f]{64}$/,
  Discord: /^[MNO][A-Za-z0-9]{23}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}$/,
  GitHub: /^gh[pousr]_[A-Za-z0-9]{36}$/,
  "GitHub, fine-grained": /^github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}$/,
  GitLab: /^gl(?:pat|dt|rt)-[A-Za-z0-9_-]{20}$/,
  Google: /^AIza[A-Za-z0-9_-]{35}$/,
  "Google client": /^GOCSPX-[A-Za-z0-9_-]{28}$/,
  Heroku: /^HRKU-[A-Za-z0-9_-]{60}$/,
  "Hugging Face": /^hf_[A-Za-z0-9]{34}$/,
  Mailchimp: /^[0-9a-f]{32}-us\d\d$/,
  Mailgun: /^key-[0-9a-z]{32}$/,
  OpenAI: /^sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{48}T3BlbkFJ[A-Za-z0-9_-]{48}$/,
  SendGrid: /^SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/,
  Shopify: /^shp(?:at|ca|pa|ss)_[0-9a-f]{32}$/,
  Slack: /^xox[bp]-\d{10,13}-\d{10,13}-[A-Za-z0-9]{24}$/,
  Square: /^(?:sq0atp-[A-Za-z0-9_-]{22}|sq0csp-[A-Za-z0-9_-]{43}|EAAA[A-Za-z0-9_-]{60})$/,
  Stripe: /^(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{24,99}$/,
  Telegram: /^\d{8,10}:AA[EFGH][A-Za-z0-9_-]{32}$/,
  Twilio: /^(?:AC|SK)[0-9a-f]{32}$/,
  npm: /^npm_[A-Za-z0-9]{36}$/,
  "private key":
    /^-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED |)PRIVATE KEY-----[A-Za-z0-9+/]{64}-----END$/,
};

describe("redaction", () => {
  it.each(Object.entries(VENDOR_KEYS))("P5 finds every key of %s", (_, shape) => {
    fc.assert(
      fc.property(fc.stringMatching(shape), fc.constantFrom("", ".", ",", '"'), (key, after) => {
        const { text } = redactText(`use ${key}${after} for it`);
        const [part] = key.match(/[A-Za-z0-9]{12,}$/) ?? [key.slice(-12)];
        expect(text).not.toContain(part);
        expect(text).toMatch(/\[(?:key|hex|token)\]/);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    "MD4881zz2M2OcdUXCe2dDu48.A-aaa0.0-a-Aa_a0a-_0a--a_a_-aAA-aa",
    "ghp_DE89370400440532013000aaaaaaaaaaaaaa",
    "glpat-DE89370400440532013000",
    "xoxb-4111111111111111-4111111111111-abcdefghijklmnopqrstuvwx",
    "sk-proj-DE89370400440532013000-abcdefghijkl",
  ])("P5 finds all of %s, which begins or goes on like a number of another kind", (key) => {
    expect(redactText(`use ${key} for it`)).toEqual({
      text: "use [key] for it",
      hits: { key: 1 },
    });
    expect(redactText(`use ${key}/${key}, x`).text).toBe("use [key]/[key], x");
  });

  const GITHUB = `ghp_${"a1B2".repeat(9)}`;
  it.each([
    [
      "4111111111111111-aB3dE5gH7jK9/qW2eR4tY6uI8oP0aS1/dF3gH5jK7lZ9xCvBnM4q==",
      /^\[(?:card|token)\](?:\[token\])?$/,
    ],
    [`${"aB3d".repeat(400)}_4111111111111111_zS3cReTtAiL1234`, /^(?:\[(?:token|hex)\])+$/],
    [`${GITHUB}/4111111111111111`, /^\[(?:key|token)\]\/?\[card\]$/],
    [`${GITHUB}+4111111111111111`, /^\[(?:key|token)\]\+?\[card\]$/],
    [`${GITHUB}_4111 1111 1111 1111`, /^\[key\]\[card\]$/],
    [`${GITHUB}-DE89370400440532013000`, /^\[key\](?:\[iban\])?$/],
    ["4111111111111111-aB3dE5gH7jK9@corp.example", /^\[card\]\[email\]$/],
    ["4111111111111111-jane@corp.example", /^\[(?:card\]\[)?email\]$/],
    ["order-4111111111111111-x", /^order-\[card\]-x$/],
    ["a/DE89370400440532013000/b", /^a\/\[iban\]\/b$/],
  ])("P5 nothing is left of %s", (secret, shape) => {
    const { text } = redactText(`use ${secret} now`);
    expect(text.slice("use ".length, -" now".length)).toMatch(shape);
  });

  it("P5 R4 numbers in an endless token take no longer for its length", () => {
    const redact = (times: number) => void redactText("_DE89370400440532013000".repeat(times));
    expect(growth(2_000, redact)).toBeLessThan(LINEAR);
  });

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

  it("P4 may keep values of up to 64 characters, or all, of a query; those of secrets never", () => {
    const query = (mode: "strip" | "filter" | "keep") =>
      cleanUrl(
        `/a?q=short&long=${"ab ".repeat(30)}&token=hush#top`,
        "link",
        createRedactor({ urls: { mode, allow: [], deny: [] } }),
        {},
      );
    expect(query("strip")).toBe("/a?q=*&long=*&token=*#");
    expect(query("filter")).toBe("/a?q=short&long=*&token=*#");
    expect(query("keep")).toBe(`/a?q=short&long=${"ab ".repeat(30)}&token=*#top`);
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
    ["(a?){64}b", "repeats"],
    ["(aa?)+b", "repeats"],
    ["(?:a|aa){40}b", "alternates"],
    ["a{1,256}a{1,256}!", "too many ways"],
    ["a?".repeat(30) + "a".repeat(30), "too many ways"],
    ["\\??".repeat(30) + "b", "too many ways"],
    ["(a|aa)".repeat(20) + "b", "too many ways"],
    ["((a|b?)(c|d?)){2}", "alternates"],
    ["a{257}", "more than 256"],
    ["a{300,}", "more than 256"],
    ["\\b", "empty"],
    ["x)", "not a regular expression"],
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
    for (const pattern of ["[a-z]+[a-z0-9]+!", "(?:ab?){1}[ab]{0,200}!", "(a|b|ab)(a|b|ab)a+!"]) {
      const { regex } = compilePattern({ name: "mine", pattern });
      expect(
        growth(500, (length) => "a".repeat(length).replace(regex, "")),
        pattern,
      ).toBeLessThan(LINEAR);
    }
  });

  it("P8 no pattern is accepted that tries more than ten thousand ways from one place", () => {
    fc.assert(
      fc.property(patternSource, (pattern) => {
        let source: string;
        try {
          source = compilePattern({ name: "mine", pattern }).regex.source;
        } catch (error) {
          if (error instanceof WaymarkError && error.code === "refused") return;
          throw error;
        }
        const ways = countWays(source, "a".repeat(600));
        expect(ways, `${pattern} became ${source}`).toBeLessThanOrEqual(10_000);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Patterns of one letter, in which every way to part a text is open. */
const patternSource = fc
  .letrec<{ part: string }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom("a", "[a-z]", "\\w"),
      fc
        .tuple(
          tie("part"),
          fc.constantFrom("", "?", "*", "+", "{2}", "{0,3}", "{1,200}", "{3,}", "+?"),
        )
        .map(([part, repeat]) => `(?:${part})${repeat}`),
      fc
        .tuple(
          fc.constantFrom("a", "\\w"),
          fc.constantFrom("?", "*", "+", "{2}", "{0,3}", "{1,200}", "{3,}", "+?"),
        )
        .map((parts) => parts.join("")),
      fc.array(tie("part"), { minLength: 2, maxLength: 4 }).map((parts) => parts.join("")),
      fc
        .array(tie("part"), { minLength: 2, maxLength: 3 })
        .map((parts) => `(?:${parts.join("|")})`),
    ),
  }))
  .part.map((part) => `${part}!`);

/**
 * In how many ways the pattern can fit from the first letter of `text` on, up to `!`, which never
 * comes: what an engine tries before it gives up there. Counted, because clocks tell of other work too.
 */
function countWays(source: string, text: string): number {
  let at = 0;
  type Ways = Map<number, number>;
  /** Ways to each place of the text, by how far the part takes it on from each place. */
  type Part = (from: Ways) => Ways;
  const add = (to: Ways, place: number, ways: number) => to.set(place, (to.get(place) ?? 0) + ways);
  const letter: Part = (from) => {
    const to: Ways = new Map();
    for (const [place, ways] of from) if (place < text.length) add(to, place + 1, ways);
    return to;
  };
  const repeated =
    (part: Part, lower: number, upper: number): Part =>
    (from) => {
      const to: Ways = new Map();
      let now = from;
      for (let i = 0; i <= upper && now.size > 0; i++) {
        if (i >= lower) for (const [place, ways] of now) add(to, place, ways);
        if (i < upper) now = part(now);
      }
      return to;
    };
  function alternatives(): Part {
    const all = [sequence()];
    while (source[at] === "|") {
      at++;
      all.push(sequence());
    }
    return (from) => {
      const to: Ways = new Map();
      for (const one of all) for (const [place, ways] of one(from)) add(to, place, ways);
      return to;
    };
  }
  function sequence(): Part {
    const parts: Part[] = [];
    while (at < source.length && !"|)!".includes(source[at]!)) parts.push(withRepeat());
    return (from) => parts.reduce((ways, part) => part(ways), from);
  }
  function withRepeat(): Part {
    let part = letter;
    if (source.startsWith("(?:", at)) {
      at += 3;
      part = alternatives();
      at++;
    } else at += /^(?:\[.*?\]|\\.|.)/.exec(source.slice(at))![0].length;
    const found = /^(?:\?|\{(\d+),?(\d*)\})\??/.exec(source.slice(at));
    if (!found) return part;
    at += found[0].length;
    if (found[1] === undefined) return repeated(part, 0, 1);
    return repeated(part, Number(found[1]), Number(found[2] || found[1]));
  }
  const ways = alternatives()(new Map([[0, 1]]));
  expect(source[at], "the whole pattern was read").toBe("!");
  return [...ways.values()].reduce((sum, each) => sum + each, 0);
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  parsePrivacy,
  patternProblem,
  type PrivacyDraft,
  showPrivacy,
} from "../../../src/extension/ui/privacy-draft.ts";
import { OPTIONAL_PARTS } from "../../../src/privacy/left-out.ts";
import { LEVELS } from "../../../src/privacy/policy.ts";
import { DEFAULT_PRIVACY, type PrivacySettings } from "../../../src/privacy/privacy-settings.ts";

/** Stands for the browser's parser, which the page uses. */
const parser = (selector: string) => {
  if (selector.includes("[[")) throw new SyntaxError("not a selector");
};
const parse = (draft: PrivacyDraft) => parsePrivacy(draft, parser);
const empty = () => showPrivacy(DEFAULT_PRIVACY);
const rule = (change: Partial<PrivacyDraft["rules"][number]>) => ({
  ...empty().everywhere,
  level: "" as const,
  urlMode: "" as const,
  phone: "" as const,
  ssn: "" as const,
  sites: "shop.example",
  headers: false,
  bodies: "",
  ...change,
});

describe("the privacy form", () => {
  test("shows what was saved as it was typed, rules and lists too", () => {
    const some = <T>(each: fc.Arbitrary<T>) => fc.uniqueArray(each, { maxLength: 3 });
    const site = fc.constantFrom("a.example", "*.b.example", "localhost:8080", "127.0.0.1");
    const selectors = some(fc.constantFrom(".a", "#b > c", "[data-x='y']"));
    const pattern = fc.record({
      name: fc.constantFrom("order", "a b"),
      pattern: fc.constantFrom(String.raw`ORD-\d+`, "[ab]{2}"),
    });
    const names = some(fc.constantFrom("q", "page", "utm_source"));
    const mode = fc.constantFrom("strip" as const, "filter" as const, "keep" as const);
    const policy = {
      level: fc.constantFrom(...LEVELS),
      block: selectors,
      mask: selectors,
      ignore: selectors,
      unmask: selectors,
      patterns: fc.array(pattern, { maxLength: 2 }),
      urls: fc.record({ mode, allow: names, deny: names }),
      phone: fc.boolean(),
      ssn: fc.boolean(),
      leftOut: some(fc.constantFrom(...OPTIONAL_PARTS)),
    };
    const settings: fc.Arbitrary<PrivacySettings> = fc.record({
      policy: fc.record(policy),
      rules: fc.array(
        fc.record({
          sites: fc.uniqueArray(site, { minLength: 1, maxLength: 2 }),
          policy: fc
            .record(
              {
                ...policy,
                headers: fc.constant(true),
                bodies: some(fc.constantFrom("/api/*", "/orders/new")),
              },
              { requiredKeys: [] },
            )
            // Nothing is added by an empty list.
            .map((all) =>
              Object.fromEntries(
                Object.entries(all).filter(([, part]) => !Array.isArray(part) || part.length > 0),
              ),
            ),
        }),
        { maxLength: 3 },
      ),
      canvas: some(site),
      allow: some(site),
      deny: some(site),
      consent: some(site),
      indicator: fc.boolean(),
    });
    fc.assert(
      fc.property(settings, (privacy) => {
        expect(parse(showPrivacy(privacy))).toEqual({ ok: true, privacy });
      }),
    );
  });

  test("drops empty rows, blank lines and capitals in names of sites", () => {
    const draft = { ...empty(), deny: " Bank.Example \n\nbank.example" };
    draft.everywhere.patterns = [{ name: "", pattern: "" }];
    expect(parse(draft)).toMatchObject({
      ok: true,
      privacy: { deny: ["bank.example"], policy: { patterns: [] } },
    });
  });

  test("a rule says nothing of what it leaves as everywhere", () => {
    const parsed = parse({ ...empty(), rules: [rule({ level: "strict" })] });
    expect(parsed).toMatchObject({ ok: true });
    expect(parsed.ok && parsed.privacy.rules).toEqual([
      { sites: ["shop.example"], policy: { level: "strict" } },
    ]);
  });

  const many = Array.from({ length: 201 }, (_, i) => `.a${i}`).join("\n");
  test.each<[string, (draft: PrivacyDraft) => unknown, string, RegExp]>([
    ["a selector", (d) => (d.everywhere.mask = "a[["), "everywhere-mask", /Mask: "a\[\["/],
    ["too many selectors", (d) => (d.everywhere.block = many), "everywhere-block", /at most 200/],
    [
      "a pattern",
      (d) =>
        (d.everywhere.patterns = [
          { name: "ok", pattern: "ab" },
          { name: "slow", pattern: "(a+)+b" },
        ]),
      "everywhere-pattern-1",
      /"slow".*cannot be used/,
    ],
    ["a site of a canvas", (d) => (d.canvas = "https://a.example"), "canvas", /is not a site/],
    [
      "a selector of a rule",
      (d) => (d.rules = [rule({}), rule({ unmask: ".a\nb[[" })]),
      "rule-1-unmask",
      /"b\[\["/,
    ],
    [
      "a rule without sites",
      (d) => (d.rules = [rule({ sites: " \n" })]),
      "rule-0-sites",
      /no site/,
    ],
    ["a site of a rule", (d) => (d.rules = [rule({ sites: "a b" })]), "rule-0-sites", /"a b"/],
    ["a site of a list", (d) => (d.consent = "a.example\nhttp://b"), "consent", /"http:\/\/b"/],
  ])("P8 %s that is wrong is named together with its field", (_, spoil, field, sentence) => {
    const draft = empty();
    spoil(draft);
    expect(parse(draft)).toEqual({ ok: false, field, sentence: expect.stringMatching(sentence) });
  });

  test("P8 settings that no field alone makes wrong are refused too", () => {
    const rules = Array.from({ length: 501 }, () => rule({}));
    expect(parse({ ...empty(), rules })).toEqual({
      ok: false,
      field: null,
      sentence: "Nothing was saved: there are more than 500 rules.",
    });
  });
});

test("P8 a pattern says at once why it cannot be used", () => {
  expect(patternProblem({ name: "", pattern: "" })).toBeNull();
  expect(patternProblem({ name: "order", pattern: String.raw`ORD-\d{6}` })).toBeNull();
  expect(patternProblem({ name: "x", pattern: "(" })).toMatch(/not a regular expression/);
  expect(patternProblem({ name: "", pattern: "a" })).toMatch(/its name must be/);
});

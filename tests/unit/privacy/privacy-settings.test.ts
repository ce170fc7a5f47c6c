import { expect, test } from "vitest";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import {
  checkPrivacy,
  DEFAULT_PRIVACY,
  isSameOn,
  isSamePrivacy,
  needsConsent,
  policyFor,
  type PrivacySettings,
  readPolicyFile,
  siteVerdict,
  stricter,
  writePolicyFile,
} from "../../../src/privacy/privacy-settings.ts";

const settings = (change: Partial<PrivacySettings>): PrivacySettings => ({
  ...DEFAULT_PRIVACY,
  ...change,
});

test("P5 P6 what holds for a page is the rule that names its site most closely, over what holds everywhere", () => {
  const all = settings({
    policy: { ...DEFAULT_PRIVACY.policy, mask: [".name"] },
    rules: [
      { sites: ["*.shop.example"], policy: { level: "strict" } },
      { sites: ["stage.shop.example"], policy: { level: "open", unmask: ["form"], phone: true } },
      {
        sites: ["*.stage.shop.example"],
        policy: { level: "balanced", mask: [".plan"], patterns: [{ name: "n", pattern: "n-\\d" }] },
      },
    ],
    canvas: ["maps.example"],
  });
  const at = (host: string) => policyFor(all, `https://${host}/cart?x=1`);
  expect(at("other.example")).toEqual({ ...DEFAULT_SITE_POLICY, mask: [".name"] });
  expect(at("shop.example").level).toBe("strict");
  expect(at("www.shop.example").level).toBe("strict");
  expect(at("stage.shop.example")).toMatchObject({
    level: "open",
    unmask: ["form"],
    mask: [".name"],
    phone: true,
    ssn: false,
  });
  expect(at("a.stage.shop.example")).toMatchObject({
    level: "balanced",
    mask: [".name", ".plan"],
    patterns: [{ name: "n", pattern: "n-\\d" }],
  });
  expect(at("maps.example").canvas).toBe(true);
  expect(at("shop.example").canvas).toBe(false);
  expect(policyFor(all, "about:blank").level).toBe("balanced");
});

test("P6 of two rules that name a site as closely, the later holds", () => {
  const both = settings({
    rules: [
      { sites: ["a.example"], policy: { level: "open" } },
      { sites: ["a.example"], policy: { level: "strict" } },
    ],
  });
  expect(policyFor(both, "https://a.example/").level).toBe("strict");
});

test("P6 a frame shows nothing that its own site or the page around it hides", () => {
  const open = { ...DEFAULT_SITE_POLICY, level: "open" as const, unmask: ["form"], mask: [".a"] };
  const careful = {
    ...DEFAULT_SITE_POLICY,
    level: "strict" as const,
    block: [".ad"],
    ssn: true,
    urls: { mode: "strip" as const, allow: [], deny: ["id"] },
  };
  const kept = { ...open, urls: { mode: "keep" as const, allow: ["q"], deny: [] } };
  for (const both of [stricter(careful, kept), stricter(kept, careful)]) {
    expect(both).toMatchObject({ level: "strict", block: [".ad"], mask: [".a"], ssn: true });
    expect(both.urls).toMatchObject({ mode: "strip", deny: ["id"] });
  }
  expect(stricter(careful, kept).unmask).toEqual(["form"]);
});

test("P7 a site on the list that is never recorded is not, whatever the other list says", () => {
  const lists = settings({ allow: ["*.shop.example"], deny: ["pay.shop.example"] });
  expect(siteVerdict(lists, "https://www.shop.example/")).toBe("may");
  expect(siteVerdict(lists, "https://pay.shop.example/")).toBe("denied");
  expect(siteVerdict(lists, "https://bank.example/")).toBe("not-allowed");
  expect(siteVerdict(DEFAULT_PRIVACY, "https://bank.example/")).toBe("may");
  expect(needsConsent(settings({ consent: ["a.example"] }), "https://a.example/x")).toBe(true);
  expect(needsConsent(settings({ consent: ["a.example"] }), "https://b.example/x")).toBe(false);
});

test("P7 P8 no spelling of an address that leads to a site hides it from the lists", () => {
  const lists = settings({
    deny: ["bank.example", "pay.example:443", "*.clinic.example"],
    rules: [{ sites: ["shop.example"], policy: { level: "strict" } }],
    consent: ["shop.example"],
  });
  for (const url of [
    "https://bank.example./",
    "https://me@bank.example/",
    "https://me:pass@BANK.example/",
    "https://bank.example:443/",
    "https://pay.example/",
    "http://pay.example:443/",
    "https://a.clinic.example./x",
  ]) {
    expect([url, siteVerdict(lists, url)]).toEqual([url, "denied"]);
  }
  for (const url of [
    "https://bank.example:8443/",
    "http://pay.example/",
    "https://bank.example@evil.test/",
    "https://evil.test/#@bank.example/",
    "https://evil.test/@bank.example/",
  ]) {
    expect([url, siteVerdict(lists, url)]).toEqual([url, "may"]);
  }
  expect(policyFor(lists, "https://x@shop.example./").level).toBe("strict");
  expect(needsConsent(lists, "https://shop.example./")).toBe(true);
});

test("P7 two settings are compared by what they say, not by the order of their keys", () => {
  const turned = Object.fromEntries(Object.entries(DEFAULT_PRIVACY).toReversed());
  expect(isSamePrivacy(DEFAULT_PRIVACY, turned as unknown as PrivacySettings)).toBe(true);
  const other = settings({ rules: [{ sites: ["a.example"], policy: { level: "open" } }] });
  expect(isSamePrivacy(DEFAULT_PRIVACY, other)).toBe(false);
  expect(isSameOn(DEFAULT_PRIVACY, other, "https://b.example/")).toBe(true);
  expect(isSameOn(DEFAULT_PRIVACY, other, "https://a.example/")).toBe(false);
  for (const change of [{ allow: ["b.example"] }, { deny: ["a.example"] }]) {
    expect(isSameOn(DEFAULT_PRIVACY, settings(change), "https://a.example/")).toBe(false);
  }
  expect(
    isSameOn(DEFAULT_PRIVACY, settings({ consent: ["a.example"] }), "https://a.example/"),
  ).toBe(false);
});

test("P8 a policy file comes back as it was written", () => {
  const mine = settings({
    rules: [{ sites: ["a.example"], policy: { level: "strict", mask: [".x"] } }],
    deny: ["bank.example"],
    indicator: false,
  });
  expect(readPolicyFile(writePolicyFile(mine))).toEqual(mine);
  const short = '{"waymark":"privacy","version":1,"policy":{"level":"strict"}}';
  expect(readPolicyFile(short)).toEqual(
    settings({ policy: { ...DEFAULT_PRIVACY.policy, level: "strict" } }),
  );
});

const file = (rest: string) => `{"waymark":"privacy","version":1${rest}}`;
test.each([
  ["not JSON", "{", /not JSON: it breaks at line 1, column 2/],
  ["another file", '{"a":1}', /must begin with "waymark": "privacy"/],
  ["a list", "[]", /not a policy file/],
  ["null", "null", /not a policy file/],
  ["another version", '{"waymark":"privacy","version":2}', /version 1/],
  [
    "a level",
    file(',"policy":{"level":"loose"}'),
    /"policy\.level" is "loose": write "strict" or "balanced"/,
  ],
  [
    "a level in a rule",
    file(',"rules":[{"sites":["a.b"],"policy":{}},{"sites":["c.d"],"policy":{"level":1}}]'),
    /"policy\.level" in rule 2 \(c\.d\) is 1: write/,
  ],
  ["a list that is a text", file(',"deny":"a.b"'), /"deny" is "a\.b": write a list in brackets/],
  ["an entry that is no text", file(',"deny":["a.b",7]'), /entry 2 of "deny" is 7: write a text/],
  [
    "a rule without its policy",
    file(',"rules":[{"sites":["a.b"]}]'),
    /"policy" in rule 1 \(a\.b\) is missing/,
  ],
  ["an unknown part", file(',"masks":[]'), /masks/],
  ["a misspelt part of a policy", file(',"policy":{"blocks":[".a"]}'), /policy\.blocks/],
  ["a policy that is a text", file(',"policy":"strict"'), /policy\.0|policy/],
  ["a selector", file(',"policy":{"mask":["div[["]}'), /mask selector "div\[\["/],
  [
    "a selector of a rule",
    file(',"rules":[{"sites":["a.b"],"policy":{"block":["a >"]}}]'),
    /in rule 1 \(a\.b\), the block selector "a >"/,
  ],
  ["a rule without sites", file(',"rules":[{"sites":[],"policy":{}}]'), /rule 1 names no site/],
  [
    "a site",
    file(',"deny":["https://a.example/"]'),
    /entry 1 of the list of sites that are never recorded is "https:\/\/a.example\/".*not a site/,
  ],
  [
    "a pattern that backtracks",
    file(',"policy":{"patterns":[{"name":"x","pattern":"(a+)+b"}]}'),
    /"x" \(\(a\+\)\+b\) cannot be used/,
  ],
  [
    "a URL mode",
    file(',"policy":{"urls":{"mode":"all","allow":[],"deny":[]}}'),
    /policy\.urls\.mode/,
  ],
])("P8 a policy file is refused for %s, by a sentence that names it", (_, text, sentence) => {
  expect(() => readPolicyFile(text)).toThrow(sentence);
  expect(() => readPolicyFile(text)).toThrow(expect.objectContaining({ code: "refused" }));
});

test("P8 no refusal speaks in the words of the library that checks the shape", () => {
  const bad = [
    '"policy":{"level":"loose"}',
    '"masks":[]',
    '"deny":{}',
    '"indicator":1',
    '"rules":[7]',
  ];
  for (const part of bad) {
    expect(() => readPolicyFile(file(`,${part}`))).not.toThrow(
      /Invalid|Expected|received|undefined/,
    );
  }
});

test("P8 a policy file names sites as people write them; lists hold them as browsers do", () => {
  const read = readPolicyFile(
    file(
      ',"deny":["Bank.EXAMPLE","*.bücher.example"],"rules":[{"sites":["ПРИМЕР.example:8080"],"policy":{}}]',
    ),
  );
  expect(read.deny).toEqual(["bank.example", "*.xn--bcher-kva.example"]);
  expect(siteVerdict(read, "https://shop.bücher.example/")).toBe("may");
  expect(siteVerdict(read, new URL("https://shop.bücher.example/").href)).toBe("denied");
  expect(read.rules[0]?.sites).toEqual(["xn--e1afmkfd.example:8080"]);
  // Stored settings are compared as they stand, so they must stand as browsers write them.
  expect(() => checkPrivacy(settings({ deny: ["Bank.example"] }))).toThrow(/not a site/);
});

test("P8 settings that name more than can be applied are refused", () => {
  const rules = Array.from({ length: 501 }, () => ({ sites: ["a.example"], policy: {} }));
  expect(() => checkPrivacy(settings({ rules }))).toThrow(/more than 500 rules/);
  const deny = Array.from({ length: 1_001 }, (_, i) => `s${i}.example`);
  expect(() => checkPrivacy(settings({ deny }))).toThrow(/more than 1000 sites/);
});

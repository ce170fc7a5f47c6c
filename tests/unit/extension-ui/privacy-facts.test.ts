import { describe, expect, test } from "vitest";
import { changesBetween } from "../../../src/extension/ui/privacy-facts.ts";
import { tryAddress } from "../../../src/extension/ui/try-address.ts";
import { DEFAULT_PRIVACY, type PrivacySettings } from "../../../src/privacy/privacy-settings.ts";

const settings = (change: Partial<PrivacySettings>): PrivacySettings => ({
  ...DEFAULT_PRIVACY,
  ...change,
});

describe("the difference between two settings", () => {
  test("names what goes and what comes, part by part, and nothing else", () => {
    const before = settings({
      rules: [
        { sites: ["a.example"], policy: { level: "strict" } },
        { sites: ["b.example"], policy: { level: "open" } },
      ],
      deny: ["bank.example"],
    });
    const after = settings({
      policy: { ...DEFAULT_PRIVACY.policy, level: "strict", mask: [".name"] },
      rules: [{ sites: ["a.example"], policy: { level: "strict", phone: true } }],
      deny: ["bank.example", "tax.example"],
    });
    expect(changesBetween(before, after)).toEqual([
      { about: "Level", gone: ["Balanced"], come: ["Strict"] },
      { about: "Mask", gone: [], come: [".name"] },
      { about: "Rule for a.example", gone: [], come: ["Phone numbers: taken out"] },
      { about: "Rule for b.example", gone: ["Level: Open"], come: [] },
      { about: "Never these sites", gone: [], come: ["tax.example"] },
    ]);
  });

  test("tells rules for the same site apart, and says when only the order changes", () => {
    const rules = (levels: ("strict" | "open")[]) =>
      settings({ rules: levels.map((level) => ({ sites: ["a.example"], policy: { level } })) });
    expect(changesBetween(rules(["strict"]), rules(["strict", "open"]))).toEqual([
      { about: "Rule for a.example (2)", gone: [], come: ["Level: Open"] },
    ]);
    const deny = ["a.example", "b.example"];
    const turned = changesBetween(settings({ deny }), settings({ deny: deny.toReversed() }));
    expect(turned).toEqual([{ about: "Order", gone: [], come: [expect.stringMatching(/order/)] }]);
    expect(changesBetween(settings({ deny }), settings({ deny }))).toEqual([]);
  });

  test("a rule that comes or goes is a change even where it differs from everywhere in nothing", () => {
    const empty = settings({ rules: [{ sites: ["a.example"], policy: {} }] });
    expect(changesBetween(DEFAULT_PRIVACY, empty)).toEqual([
      { about: "Rule for a.example", gone: [], come: ["as everywhere"] },
    ]);
  });
});

describe("trying an address", () => {
  const all = settings({
    rules: [
      { sites: ["*.shop.example"], policy: { level: "strict" } },
      { sites: ["stage.shop.example"], policy: { level: "open", unmask: ["form"] } },
    ],
    deny: ["bank.example"],
    consent: ["forum.example"],
    canvas: ["stage.shop.example"],
  });
  const says = (address: string, about: string) =>
    tryAddress(all, address).facts.find((fact) => fact.about === about)?.says;

  test("P6 says the level, the lists and the rule that hold", () => {
    expect(tryAddress(all, "https://stage.shop.example/a?b=c")).toMatchObject({
      level: "open",
      refusal: null,
    });
    expect(says("https://stage.shop.example/", "Unmask")).toEqual(["form"]);
    expect(says("https://stage.shop.example/", "By")).toEqual(["rule 2 (stage.shop.example)"]);
    expect(says("https://stage.shop.example/", "Canvas pixels")).toEqual(["yes"]);
    expect(says("www.shop.example", "By")).toEqual(["rule 1 (*.shop.example)"]);
    expect(says("other.example/path", "By")).toEqual(["what holds everywhere"]);
  });

  test("P7 says what is never recorded, and what waits for consent", () => {
    expect(tryAddress(all, "bank.example").refusal).toMatch(/never recorded/);
    expect(tryAddress(all, "chrome://settings").refusal).toMatch(/belong to the browser/);
    expect(tryAddress(settings({ allow: ["a.example"] }), "b.example").refusal).toMatch(
      /not on your list/,
    );
    expect(says("forum.example", "Consent")).toEqual([expect.stringMatching(/until the page/)]);
    expect(says("localhost:8080/x", "Consent")).toEqual(["Not needed."]);
    expect(tryAddress(all, "localhost:8080/x").refusal).toBeNull();
    expect(tryAddress(all, "no address").refusal).not.toBeNull();
  });
});

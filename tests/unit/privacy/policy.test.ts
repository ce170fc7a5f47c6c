import { describe, expect, it } from "vitest";
import { checkPolicy } from "../../../src/privacy/check-policy.ts";
import { markSelectors, marksOfAttribute, MARK } from "../../../src/privacy/marks.ts";
import { refusalSentence } from "../../../src/privacy/refusal-sentence.ts";
import { keepConsent, keptConsent } from "../../../src/privacy/page/kept-consent.ts";
import { pageRefusal, optIn, optOut } from "../../../src/privacy/page/refusal.ts";
import {
  DEFAULT_PAGE_POLICY,
  DEFAULT_SITE_POLICY,
  pagePolicyOf,
} from "../../../src/privacy/policy.ts";

describe("checking a policy", () => {
  it("P8 takes good ones", () => {
    const good = ["#a", ".b > .c", '[data-x="a]b"]', ":not(.x)", "a, b", 'a[href$=".pdf" i]'];
    expect(() => checkPolicy({ ...DEFAULT_PAGE_POLICY, mask: good })).not.toThrow();
    expect(() => checkPolicy(DEFAULT_SITE_POLICY)).not.toThrow();
  });

  it.each(["div[[", ".a >", "a,,b", "", "   ", ":not(.x", "a{}", '[x="]', "<b>", "a,", "."])(
    "P8 refuses the selector %j and names it",
    (selector) => {
      expect(() => checkPolicy({ ...DEFAULT_PAGE_POLICY, mask: [selector] })).toThrow(
        expect.objectContaining({ code: "refused" }),
      );
      expect(() => checkPolicy({ ...DEFAULT_PAGE_POLICY, block: [selector] })).toThrow(
        JSON.stringify(selector),
      );
    },
  );

  it("P8 asks the host's selector engine where there is one", () => {
    expect(() =>
      checkPolicy({ ...DEFAULT_PAGE_POLICY, ignore: ["a"] }, { isSelector: () => false }),
    ).toThrow('"a"');
  });

  it("P8 refuses unknown levels, lists that are none, bad patterns and URL modes", () => {
    const bad = [
      { level: "loose" },
      { mask: "a" },
      { block: [7] },
      { patterns: [{ name: "p", pattern: "(a+)+" }] },
      { urls: { mode: "all", allow: [], deny: [] } },
      { urls: { mode: "strip", allow: [""], deny: [] } },
    ];
    for (const part of bad) {
      expect(
        () => checkPolicy({ ...DEFAULT_SITE_POLICY, ...part } as never),
        JSON.stringify(part),
      ).toThrow(expect.objectContaining({ code: "refused" }));
    }
  });

  it("P5 a page learns nothing of a site's patterns", () => {
    expect(Object.keys(pagePolicyOf(DEFAULT_SITE_POLICY)).toSorted()).toEqual([
      "backsOff",
      "block",
      "bodies",
      "canvas",
      "headers",
      "ignore",
      "leftOut",
      "level",
      "mask",
      "unmask",
    ]);
  });
});

describe("marks", () => {
  it("P6 a mark says false where its attribute does, unknown privacy values hide", () => {
    expect(marksOfAttribute("data-waymark-mask", "false")).toBe(0);
    expect(marksOfAttribute("data-dd-privacy", "something-new")).toBe(MARK.mask);
    expect(marksOfAttribute("data-clarity-unmask", "True")).toBe(MARK.unmask);
    expect(marksOfAttribute("class", "a rr-mask rr-block")).toBe(MARK.mask | MARK.block);
    expect(marksOfAttribute("class", "rr-masked constructor")).toBe(0);
  });

  it("P6 every kind has selectors for code with a live page", () => {
    expect(markSelectors("mask")).toEqual(
      expect.arrayContaining([".sentry-mask", "[data-clarity-mask]"]),
    );
    for (const kind of ["block", "ignore", "unmask"] as const)
      expect(markSelectors(kind).length).toBeGreaterThan(3);
  });
});

function fakePage(
  over: { cookie?: string; stored?: string | null; meta?: string[]; denied?: boolean } = {},
) {
  const store = new Map<string, string>();
  if (over.stored) store.set("waymark_optout", over.stored);
  const page = {
    cookie: over.cookie ?? "",
    querySelectorAll: () => (over.meta ?? []).map((content) => ({ getAttribute: () => content })),
    get defaultView() {
      if (over.denied) throw new DOMException("denied", "SecurityError");
      return {
        localStorage: {
          getItem: (key: string) => store.get(key) ?? null,
          setItem: (key: string, value: string) => store.set(key, value),
          removeItem: (key: string) => store.delete(key),
        },
      };
    },
  };
  return page as unknown as Document;
}
const navigator = (gpc?: unknown) => ({ globalPrivacyControl: gpc }) as unknown as Navigator;

describe("consent", () => {
  it("P7 refuses under Global Privacy Control, with a sentence", () => {
    expect(pageRefusal(fakePage(), navigator(true))).toMatchObject({ code: "gpc" });
    expect(refusalSentence(pageRefusal(fakePage(), navigator(true))!.why)).toContain(
      "Global Privacy Control",
    );
    expect(pageRefusal(fakePage(), navigator(false))).toBeNull();
    expect(pageRefusal(fakePage(), navigator())).toBeNull();
  });

  it("P7 refuses where an opt-out stands: cookie, storage, meta tag", () => {
    expect(pageRefusal(fakePage({ cookie: "a=1; waymark_optout=1" }), navigator())).toMatchObject({
      code: "opt-out",
    });
    expect(pageRefusal(fakePage({ stored: "1" }), navigator())).toMatchObject({ code: "opt-out" });
    expect(pageRefusal(fakePage({ meta: ["x, no-record"] }), navigator())).toMatchObject({
      code: "opt-out",
    });
    expect(
      pageRefusal(
        fakePage({ cookie: "waymark_optout=0", stored: "false", meta: ["record"] }),
        navigator(),
      ),
    ).toBeNull();
  });

  it("P7 still answers where storage is denied", () => {
    expect(
      pageRefusal(fakePage({ denied: true, cookie: "waymark_optout=1" }), navigator()),
    ).toMatchObject({ code: "opt-out" });
    expect(pageRefusal(fakePage({ denied: true }), navigator())).toBeNull();
  });

  it("P7 a consent is kept for the site, and opting out takes it back", () => {
    const page = fakePage();
    const given = { source: "banner", version: "3", at: 5 };
    keepConsent(page, given);
    expect(page.cookie).toMatch(/^waymark_consent=[^;{]+; path=\/; max-age=31536000/);
    expect(keptConsent(page, 9)).toEqual(given);
    optOut(page);
    expect(page.defaultView!.localStorage.getItem("waymark_consent")).toBeNull();
    expect(keptConsent(page, 9)).toBeNull();
  });

  it("P7 opting out and in again is remembered", () => {
    const page = fakePage();
    optOut(page);
    expect(page.cookie).toMatch(/^waymark_optout=1; path=\/; max-age=31536000/);
    expect(pageRefusal(page, navigator())).toMatchObject({ code: "opt-out" });
    optIn(page);
    expect(page.cookie).toMatch(/max-age=0/);
    expect(
      pageRefusal(
        {
          ...page,
          cookie: "",
          querySelectorAll: page.querySelectorAll,
          defaultView: page.defaultView,
        } as Document,
        navigator(),
      ),
    ).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { LONGEST_CANVAS_PICTURE } from "../../../src/format/signals/elements.ts";
import { isOnSites, isSiteName } from "../../../src/privacy/site-list.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { DEFAULT_SITE_POLICY, type SitePolicy } from "../../../src/privacy/policy.ts";
import { element, snapshot } from "./build.ts";

const PICTURE = "data:image/webp;base64,UklGRgAAAABXRUJQ";
const meta = (href: string): RecordedEvent => ({
  type: 4,
  data: { href, width: 100, height: 100 },
  timestamp: 900,
});
const page = snapshot(
  element(10, "canvas"),
  element(11, "div", { class: "rr-mask" }, element(12, "canvas")),
  element(13, "div", { class: "rr-block" }, element(14, "canvas")),
  element(15, "p"),
);
const canvas = (more: object): RecordedEvent => ({
  type: 5,
  data: {
    tag: "waymark.canvas",
    payload: { id: 10, width: 1, height: 1, picture: PICTURE, ...more },
  },
  timestamp: 2_000,
});

/** How many of `events` pass gate 2 after the page's Meta and snapshot. */
function passed(
  events: RecordedEvent[],
  { isNamed = true as boolean | null, policy = {} as Partial<SitePolicy> } = {},
): number {
  const gate = createGate2({ policy: { ...DEFAULT_SITE_POLICY, ...policy } });
  if (isNamed !== null) gate.setCanvas(isNamed);
  return gate.sanitize(JSON.stringify([meta("https://a.test/"), page, ...events])).eventCount - 2;
}

describe("canvas pixels", () => {
  it("pass only where someone said so, whatever the page calls itself", () => {
    expect(passed([canvas({})])).toBe(1);
    expect(passed([meta("https://b.test/"), canvas({})])).toBe(2);
    expect(passed([canvas({})], { isNamed: false })).toBe(0);
    expect(passed([canvas({})], { isNamed: null })).toBe(0);
  });

  it("do not pass at level strict, masked, blocked, for what is no canvas or not known", () => {
    expect(passed([canvas({})], { policy: { level: "strict" } })).toBe(0);
    for (const id of [12, 14, 15, 99]) expect(passed([canvas({ id })]), String(id)).toBe(0);
  });

  it("R4 are bitmaps of a bounded size and nothing else", () => {
    const forged = [
      { picture: "data:image/svg+xml;base64,PHN2Zz4=" },
      { picture: "https://tracker.test/x.png" },
      { picture: `${PICTURE}") , url("https://tracker.test/x.png` },
      { picture: `data:image/webp;base64,${"A".repeat(LONGEST_CANVAS_PICTURE)}` },
      { width: 5_000 },
      { id: -1 },
      { extra: "x" },
    ];
    for (const each of forged) expect(passed([canvas(each)]), JSON.stringify(each)).toBe(0);
  });

  it("are allowed by host, with subdomains by a star", () => {
    expect(isOnSites(["*.a.test"], "https://a.test/")).toBe(true);
    expect(isOnSites(["*.a.test:8080"], "http://x.a.test:8080/")).toBe(true);
    expect(isOnSites(["*.a.test"], "http://x.a.test:8080/")).toBe(false);
    expect(isOnSites(["*.a.test"], "https://ba.test/")).toBe(false);
    expect(isOnSites(["a.test:8080"], "http://A.test:8080/x")).toBe(true);
    expect(isOnSites(["a.test"], "http://a.test:8080/x")).toBe(false);
    expect(isOnSites(["a.test"], "https://a.test.b.test/")).toBe(false);
    expect(isOnSites(["a.test"], "https://a.test@b.test/")).toBe(false);
    expect(isOnSites(["a.test"], "ftp://a.test/")).toBe(false);
    for (const bad of ["https://a.test", "a.test/x", "*", "a b", "*.*.test", "-a.test", ""]) {
      expect(isSiteName(bad), bad).toBe(false);
    }
  });

  it("never throws, whatever the address", () => {
    fc.assert(
      fc.property(fc.string(), fc.webUrl(), (a, b) => {
        expect(typeof isOnSites([a, "*.a.test"], b)).toBe("boolean");
        expect(isOnSites(["a.test"], a)).toBe(false);
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { FINDING_KINDS } from "../../../../src/analysis/finding.ts";
import { DETECTORS } from "../../../../src/analysis/friction/registry.ts";
import { POINTS } from "../../../../src/analysis/friction/score.ts";
import { BUTTON, click, clicks, factsOf, logged, request, shop, thrown } from "./build.ts";

const dead = [...shop(), ...click(2_000, BUTTON)];

describe("struggles", () => {
  it("are findings that lie close together, with the worst as title and a window to open", () => {
    const { struggles, findings } = factsOf([
      ...shop(),
      ...clicks(2_000, 4, 250),
      ...request(2_900, { status: 500 }),
      ...click(30_000, 11),
    ]);
    expect(struggles).toHaveLength(2);
    const [first, second] = struggles;
    expect(first?.kinds.toSorted()).toEqual(["failed-request", "rage-click"]);
    expect(first?.title).toBe(`${findings[0]?.title}, and 1 more`);
    expect(first?.findingIds).toEqual(findings.slice(0, 2).map(({ id }) => id));
    expect(first?.nextCommand).toMatch(/^waymark window s --tab t --from 2060ms --to \d+ms$/);
    expect(second).toMatchObject({ kinds: ["dead-click"], window: { fromOffsetMs: 30_060 } });
  });

  it("two kinds of signs together outrank either alone, and every struggle stays within 100", () => {
    const alone = factsOf(dead).struggles[0]?.score ?? 0;
    const both = factsOf([...dead, ...request(2_090, { status: 500 }), thrown(2_065, "x")]);
    expect(both.struggles[0]?.score).toBeGreaterThan(alone);
    expect(both.struggles[0]?.score).toBeLessThanOrEqual(100);
  });

  it("a crowd of errors that nobody noticed makes no struggle that outranks a dead button", () => {
    const words = "abcdefghijklmnopqrst".split("");
    const crowd = words.map((word, i) => thrown(20_000 + i * 100, `Error ${word}`));
    const { struggles } = factsOf([...dead, ...crowd]);
    expect(struggles.map(({ kinds }) => kinds)).toEqual([["dead-click"], ["js-error"]]);
    const kinds = [
      thrown(20_050, "Hydration failed; the entire root will switch to client rendering"),
      ...words.map((word, i) => logged(20_100 + i * 50, `Line ${word}`)),
    ];
    const mixed = factsOf([...dead, ...crowd, ...kinds]).struggles;
    expect(mixed[0]?.kinds).toEqual(["dead-click"]);
    expect(mixed[1]?.kinds).toHaveLength(3);
  });

  it("a long time of trouble is told in parts", () => {
    const often = Array.from({ length: 30 }, (_, i) =>
      click(2_000 + i * 9_000, i % 2 ? 11 : BUTTON),
    );
    const { struggles } = factsOf([...shop(), ...often.flat()], 300_000);
    expect(struggles.length).toBeGreaterThan(1);
    for (const { window } of struggles)
      expect(window.toOffsetMs - window.fromOffsetMs).toBeLessThanOrEqual(120_000);
  });
});

describe("the score of a session", () => {
  it("is the sum of its parts, each with its points and a reason, the largest first", () => {
    const { score } = factsOf([...dead, thrown(20_000, "late")]);
    expect(score).toEqual({
      value: 5,
      parts: [
        { kind: "dead-click", points: 4, why: "1 finding (1 medium), of at most 20 points" },
        { kind: "js-error", points: 1, why: "1 finding (1 low), of at most 6 points" },
      ],
    });
  });

  it("is 0 for a session without findings and never more than 100", () => {
    expect(factsOf(shop()).score).toEqual({ value: 0, parts: [] });
    const most = Object.values(POINTS).reduce((sum, { most: points }) => sum + points, 0);
    expect(most).toBeGreaterThan(100);
    const bad = Array.from({ length: 12 }, (_, i) => [
      ...clicks(2_000 + i * 15_000, 6, 200),
      thrown(2_065 + i * 15_000, "x"),
      ...request(4_000 + i * 15_000, { url: `/${"abcdefghijkl"[i]}`, status: 500 }),
    ]);
    const { score } = factsOf([...shop(), ...bad.flat()], 300_000);
    expect(score.value).toBeGreaterThan(50);
    expect(score.value).toBeLessThanOrEqual(100);
  });
});

describe("the registry", () => {
  it("has one detector for each kind, and each kind has its points", () => {
    expect(DETECTORS.map(({ kind }) => kind).toSorted()).toEqual(FINDING_KINDS.toSorted());
    expect(Object.keys(POINTS).toSorted()).toEqual(FINDING_KINDS.toSorted());
  });
});

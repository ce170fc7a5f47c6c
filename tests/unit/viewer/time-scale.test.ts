import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeTimeScale } from "../../../viewer/session/time-scale.ts";

const gaps = (most: number) =>
  fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 1, max: most }))
      .map(([fromOffsetMs, length]) => ({ fromOffsetMs, toOffsetMs: fromOffsetMs + length })),
    { maxLength: 60 },
  );
const cases = fc
  .integer({ min: 1, max: 10_000_000 })
  .chain((durationMs) =>
    fc.record({ durationMs: fc.constant(durationMs), idle: gaps(durationMs) }),
  );

describe("the bar's time scale", () => {
  it("covers the whole bar without holes, whatever the gaps", () => {
    fc.assert(
      fc.property(cases, ({ durationMs, idle }) => {
        const { spans } = makeTimeScale(durationMs, idle);
        expect(spans[0]).toMatchObject({ fromMs: 0, from: 0 });
        expect(spans.at(-1)).toMatchObject({ toMs: durationMs, to: 1 });
        spans.slice(1).forEach((span, i) => {
          expect(span.fromMs).toBe(spans[i]?.toMs);
          expect(span.from).toBe(spans[i]?.to);
        });
      }),
    );
  });

  it("never turns back: a later time stands further right", () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.nat(), ({ durationMs, idle }, a, b) => {
        const scale = makeTimeScale(durationMs, idle);
        const [early, late] = [a % (durationMs + 1), b % (durationMs + 1)].toSorted(
          (x, y) => x - y,
        );
        expect(scale.toFraction(early as number)).toBeLessThanOrEqual(
          scale.toFraction(late as number) + 1e-12,
        );
      }),
    );
  });

  it("finds the time under a click again", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ durationMs, idle }, n) => {
        const scale = makeTimeScale(durationMs, idle);
        const at = n % (durationMs + 1);
        const back = scale.toOffset(scale.toFraction(at));
        expect(Math.abs(back - at)).toBeLessThan(durationMs * 1e-6 + 1e-6);
      }),
    );
  });

  it("gives all idle stretches together at most 40 % of the bar while anything happens", () => {
    fc.assert(
      fc.property(cases, ({ durationMs, idle }) => {
        const { spans } = makeTimeScale(durationMs, idle);
        if (spans.every((span) => span.idle)) return;
        const share = spans
          .filter((span) => span.idle)
          .reduce((sum, span) => sum + span.to - span.from, 0);
        expect(share).toBeLessThanOrEqual(0.4 + 1e-9);
      }),
    );
  });

  it("squeezes an hour away to 2 %, and leaves a short pause at its own width", () => {
    const scale = makeTimeScale(3_700_000, [
      { fromOffsetMs: 50_000, toOffsetMs: 3_650_000 },
      { fromOffsetMs: 10_000, toOffsetMs: 11_000 },
    ]);
    const away = scale.spans.filter((span) => span.idle);
    expect(away).toHaveLength(1);
    expect((away[0]?.to ?? 0) - (away[0]?.from ?? 0)).toBeCloseTo(0.02, 9);
    expect(scale.toFraction(50_000)).toBeCloseTo(0.49, 9);
  });

  it("clamps times and places outside the session", () => {
    const scale = makeTimeScale(1_000, []);
    expect([scale.toFraction(-5), scale.toFraction(2_000)]).toEqual([0, 1]);
    expect([scale.toOffset(-1), scale.toOffset(3)]).toEqual([0, 1_000]);
  });

  it("stands up to a session without length", () => {
    const scale = makeTimeScale(0, []);
    expect(scale.toFraction(0)).toBe(0);
    expect(Number.isFinite(scale.toOffset(1))).toBe(true);
  });
});

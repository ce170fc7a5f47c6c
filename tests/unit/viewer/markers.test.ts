import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupMoments, type Moment } from "../../../viewer/session/markers.ts";
import { makeTimeScale } from "../../../viewer/session/time-scale.ts";

const click = (offsetMs: number): Moment => ({ kind: "click", offsetMs, label: "Click" });

describe("markers on the bar", () => {
  const scale = makeTimeScale(100_000, []);

  it("groups clicks within 1.5 % of the bar and keeps those further apart", () => {
    const markers = groupMoments([click(0), click(1_400), click(1_600), click(50_000)], scale);
    expect(markers.map((each) => each.moments.map(({ offsetMs }) => offsetMs))).toEqual([
      [0, 1_400],
      [1_600],
      [50_000],
    ]);
  });

  it("does not hide a finding among clicks", () => {
    const markers = groupMoments(
      [click(10), { kind: "finding", offsetMs: 20, label: "Dead click" }, click(30)],
      scale,
    );
    expect(markers.map(({ kind, moments }) => [kind, moments.length])).toEqual([
      ["click", 2],
      ["finding", 1],
    ]);
  });

  it("loses no moment and never makes a group wider than 1.5 %", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 })), (times) => {
        const moments = times.toSorted((a, b) => a - b).map(click);
        const markers = groupMoments(moments, scale);
        expect(markers.flatMap((each) => each.moments)).toEqual(moments);
        for (const { fraction, moments: group } of markers) {
          const last = scale.toFraction(group.at(-1)?.offsetMs ?? 0);
          expect(last - fraction).toBeLessThanOrEqual(0.015);
        }
      }),
    );
  });
});

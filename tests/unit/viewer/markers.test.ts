import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupMoments, type Marker, type Moment } from "../../../viewer/session/markers.ts";
import { makeTimeScale } from "../../../viewer/session/time-scale.ts";

const click = (offsetMs: number): Moment => ({ kind: "click", offsetMs, label: "Click" });

describe("markers on the bar", () => {
  const scale = makeTimeScale(100_000, []);

  it("groups clicks within 1.5 % of the bar and keeps those further apart", () => {
    const markers = groupMoments([click(0), click(1_400), click(1_600), click(50_000)], scale);
    const times = ({ named }: Marker) => named.map((moment) => moment?.offsetMs);
    expect(markers.map(times)).toEqual([[0, 1_400], [1_600], [50_000]]);
  });

  it("does not hide a finding among clicks", () => {
    // Each kind in its order, one after the other.
    const markers = groupMoments(
      [click(10), click(30), { kind: "finding", offsetMs: 5, label: "Dead click" }],
      scale,
    );
    expect(markers.map(({ kind, count }) => [kind, count])).toEqual([
      ["finding", 1],
      ["click", 2],
    ]);
  });

  it("counts each moment, names the first two and never makes a group wider than 1.5 %", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 })), (times) => {
        const moments = times.toSorted((a, b) => a - b).map(click);
        let at = 0;
        for (const { fraction, count, named } of groupMoments(moments, scale)) {
          const group = moments.slice(at, (at += count));
          expect(named).toEqual(group.slice(0, 2));
          const last = scale.toFraction(group.at(-1)?.offsetMs ?? 0);
          expect(last - fraction).toBeLessThanOrEqual(0.015);
        }
        expect(at).toBe(moments.length);
      }),
    );
  });
});

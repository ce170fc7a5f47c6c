import * as fc from "fast-check";
import { expect, test } from "vitest";
import { placed } from "../../../viewer/session/marks/placed.ts";

test("marks stand among events in order of time, after what happened at the same moment", () => {
  const times = fc.array(fc.nat(20)).map((all) => all.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(times, times, (events, marks) => {
      const offsetOf = (row: number) => (row < 0 ? marks[~row]! : events[row]!);
      const rows = placed(
        events.map((_, row) => row),
        marks.map((_, place) => ~place),
        offsetOf,
      );
      const wanted = [
        ...events.map((at, row) => ({ at, late: 0, row })),
        ...marks.map((at, place) => ({ at, late: 1, row: ~place })),
      ].toSorted((a, b) => a.at - b.at || a.late - b.late);
      expect(rows).toEqual(wanted.map(({ row }) => row));
    }),
  );
});

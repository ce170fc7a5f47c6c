import * as fc from "fast-check";
import { expect, test } from "vitest";
import { listRows } from "../../../viewer/session/list-rows.ts";

const timed = fc
  .array(fc.tuple(fc.nat(20), fc.boolean()))
  .map((all) => all.toSorted(([a], [b]) => a - b));

test("marks stand among events in order of time, after what happened at the same moment", () => {
  fc.assert(
    fc.property(timed, timed, fc.boolean(), (events, marks, isFiltered) => {
      const source = (all: typeof events) => ({
        count: all.length,
        wanted: isFiltered ? all.flatMap(([, isIn], place) => (isIn ? [place] : [])) : null,
        offsetOf: (place: number) => all[place]![0],
      });
      const rows = listRows(source(events), source(marks));
      const wanted = [
        ...events.map(([at, isIn], row) => ({ at, isIn, late: 0, row })),
        ...marks.map(([at, isIn], place) => ({ at, isIn, late: 1, row: ~place })),
      ]
        .filter(({ isIn }) => isIn || !isFiltered)
        .toSorted((a, b) => a.at - b.at || a.late - b.late);
      expect(Array.from({ length: rows.length }, (_, place) => rows.at(place))).toEqual(
        wanted.map(({ row }) => row),
      );
    }),
  );
});

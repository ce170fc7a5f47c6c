import { expect, test } from "vitest";
import { type FaultRow, faultTable } from "../../../scripts/lib/fault-rows.ts";

const row = (change: Partial<FaultRow>): FaultRow => ({
  fault: "a crash",
  made: "`Page.crash`",
  lostMs: 0,
  lostEvents: 0,
  shownEvents: 100,
  says: "interrupted",
  ...change,
});

test("the table has a line for each fault, with the median and the worst of its rounds", () => {
  const table = faultTable([
    row({ lostMs: 300.4, lostEvents: 6 }),
    row({ fault: "sleep", says: "finished" }),
    row({ lostMs: 450, lostEvents: 9 }),
    row({ lostMs: 100, lostEvents: 2, says: "finished" }),
  ]);
  expect(table.split("\n").slice(2)).toEqual([
    "| a crash | `Page.crash` | 3 | 300 | 300 / 450 | 9 | interrupted; or finished |",
    "| sleep | `Page.crash` | 1 | 100 | 0 / 0 | 0 | finished |",
  ]);
});

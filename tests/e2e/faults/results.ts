import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { FaultRow } from "../../../scripts/lib/fault-rows.ts";
import { IS_LONG } from "../support/long.ts";
import type { Loss } from "./counter.ts";

/** Beside Playwright's own results, which it clears when a run begins. */
const FILE = join(import.meta.dirname, "../../../test-results/faults.jsonl");

/** Keeps what one fault cost; `scripts/reliability-table.ts` makes the table of docs/reliability.md of it. */
export function keepRow(row: FaultRow): void {
  mkdirSync(join(FILE, ".."), { recursive: true });
  appendFileSync(FILE, `${JSON.stringify(row)}\n`);
}

/** As `keepRow`, of what a session lacks of what its counter page showed. */
export function keepLoss(loss: Loss, row: Pick<FaultRow, "fault" | "made" | "says">): void {
  keepRow({ ...row, lostMs: loss.ms, lostEvents: loss.events, shownEvents: loss.shown });
}

/** The long run goes through a fault this many times, `npm test` through a slice of it. */
export const rounds = (short: number, long: number): number => (IS_LONG ? long : short);

/** A random moment, in numbers that the counter shows (50 ms each). */
export const someTicks = (least: number, most: number): number =>
  least + Math.floor(Math.random() * (most - least + 1));

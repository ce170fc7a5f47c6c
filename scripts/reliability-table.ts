import { readFile, writeFile } from "node:fs/promises";
import { type FaultRow, faultTable } from "./lib/fault-rows.ts";

/** Puts the measured table of the last run of the fault matrix into docs/reliability.md. */
const RESULTS = "test-results/faults.jsonl";
const PAGE = "docs/reliability.md";
const TABLE = /(<!-- fault matrix -->\n)[\s\S]*?(<!-- end of fault matrix -->)/;

const lines = (await readFile(RESULTS, "utf8")).trim().split("\n");
const rows = lines.map((line) => JSON.parse(line) as FaultRow);
const page = await readFile(PAGE, "utf8");
if (!TABLE.test(page)) throw new Error(`${PAGE} has no place for the fault matrix.`);
await writeFile(PAGE, page.replace(TABLE, `$1\n${faultTable(rows)}\n\n$2`));
console.log(`${PAGE}: ${rows.length} measured faults`);

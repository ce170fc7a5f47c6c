import { readFile, writeFile } from "node:fs/promises";
import type { FuzzResult } from "../tests/unit/fuzz/fuzz.ts";

/** Puts what the last whole fuzz did into docs/friction.md. */
const RESULT = "test-results/fuzz.json";
const PAGE = "docs/friction.md";
const PLACE = /(<!-- fuzz -->\n)[\s\S]*?(<!-- end of fuzz -->)/;

const result = JSON.parse(await readFile(RESULT, "utf8")) as FuzzResult;
const page = await readFile(PAGE, "utf8");
if (!PLACE.test(page)) throw new Error(`${PAGE} has no place for the fuzz.`);
await writeFile(
  PAGE,
  page.replace(PLACE, (_, before: string, after: string) => `${before}\n${said()}\n\n${after}`),
);
console.log(`${PAGE}: ${result.harmed} harmed events`);

function said(): string {
  const { seed, cases, harmed, events, questions, slowestMs } = result;
  const rows = [
    ["harmed events", number(harmed)],
    ["events read, the whole ones among them", number(events)],
    ["recordings", `${number(cases)}, seeds ${seed} to ${seed + cases - 1}`],
    ["questions asked", number(questions)],
    ["exceptions, pointers to nowhere, unbounded texts", "0"],
    ["processor time of the slowest recording", `${Math.round(slowestMs)} ms`],
  ];
  return [
    "| of the last whole run |  |",
    "| --- | --- |",
    ...rows.map(([a, b]) => `| ${a} | ${b} |`),
  ].join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en");
}

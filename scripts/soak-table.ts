import { readFile, writeFile } from "node:fs/promises";
import { soakReport, type SoakResult } from "./lib/soak-report.ts";

/** Puts what the last whole soak measured into docs/reliability.md. */
const RESULT = "test-results/soak.json";
const PAGE = "docs/reliability.md";
const PLACE = /(<!-- soak -->\n)[\s\S]*?(<!-- end of soak -->)/;

const result = JSON.parse(await readFile(RESULT, "utf8")) as SoakResult;
const page = await readFile(PAGE, "utf8");
if (!PLACE.test(page)) throw new Error(`${PAGE} has no place for the soak.`);
await writeFile(
  PAGE,
  page.replace(
    PLACE,
    (_, before: string, after: string) => `${before}\n${soakReport(result)}\n\n${after}`,
  ),
);
console.log(`${PAGE}: a soak of ${result.events} events`);

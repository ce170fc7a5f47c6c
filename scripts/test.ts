import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { addCounts, countsLine, FAIL, type Counts } from "./lib/counts.ts";
import { LOG_DIR, TEST_STEPS, type StepResult, type TestStep } from "./lib/test-steps.ts";

/**
 * `npm test`: every step, or the named ones (`npm test -- lint unit`). Output of a step shows only
 * when it fails; logs stay in node_modules/.cache/waymark-test. The last line is the count.
 */
const SHOWN_LINES = 200;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !TEST_STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  const names = TEST_STEPS.map((step) => step.name).join(", ");
  console.log(`No such step: ${unknown.join(", ")}. There are: ${names}.`);
  console.log(countsLine(FAIL));
  process.exit(2);
}

await mkdir(LOG_DIR, { recursive: true });
const results: Counts[] = [];
const failed = new Set<string>();
for (const step of TEST_STEPS) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const result = await runStep(step);
  if (result.failed > 0) failed.add(step.name);
  results.push(result);
}
const total = addCounts(results);
if (failed.size > 0) console.log(`\nFailed: ${[...failed].join(", ")}`);
console.log(`\n${countsLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runStep(step: TestStep): Promise<StepResult> {
  console.log(`\n== ${step.heading} (${step.name})`);
  if (step.needs !== undefined && failed.has(step.needs)) {
    console.log(`   not run, as ${step.needs} failed`);
    return FAIL;
  }
  const logFile = join(LOG_DIR, `${step.name}.log`);
  await writeFile(logFile, "");
  const startedAt = performance.now();
  const result = await step.run(logFile);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (result.failed > 0) await showLog(logFile);
  console.log(`   ${countsLine(result)} in ${seconds} s${result.why ? `: ${result.why}` : ""}`);
  return result;
}

async function showLog(logFile: string): Promise<void> {
  const lines = (await readFile(logFile, "utf8")).trimEnd().split("\n");
  if (lines.length > SHOWN_LINES) console.log(`   ... the whole of it is in ${logFile}`);
  console.log(lines.slice(-SHOWN_LINES).join("\n"));
}

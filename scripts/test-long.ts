import { rm } from "node:fs/promises";
import { spawn } from "node:child_process";

/**
 * `npm run test:long`: what takes too long for `npm test`: the whole fault matrix and the specs in
 * tests/long, the whole fuzz of the analysis, and every rule of the gates switched off in turn.
 * Arguments go to Playwright; with `fuzz` alone only that runs. Where all of it ran, the tables in
 * docs/reliability.md, docs/privacy-proof.md and docs/friction.md are written anew.
 */
const RESULTS = ["test-results/faults.jsonl", "test-results/soak.json"];
const UNIT = ["run", "-c", "scripts/vitest.config.ts", "--root", "."];

function run(program: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, ...env } });
    child.on("error", fail);
    child.on("close", (code) => done(code ?? 1));
  });
}

async function fuzz(): Promise<number> {
  return (
    (await run("vitest", [...UNIT, "tests/unit/fuzz"], { WAYMARK_LONG: "1" })) ||
    (await run("node", ["scripts/fuzz-table.ts"])) ||
    (await run("oxfmt", ["docs/friction.md"]))
  );
}

async function writeTables(): Promise<number> {
  return (
    (await run("node", ["scripts/reliability-table.ts"])) ||
    (await run("node", ["scripts/soak-table.ts"])) ||
    (await run("node", ["scripts/mutation-check.ts", "--write", "docs/privacy-proof.md"])) ||
    (await run("oxfmt", ["docs/reliability.md", "docs/privacy-proof.md"]))
  );
}

const args = process.argv.slice(2);
if (args.length === 1 && args[0] === "fuzz") process.exit(await fuzz());
for (const file of RESULTS) await rm(file, { force: true });
const built = await run("npm", ["run", "build:e2e"]);
const failed = built || (await run("playwright", ["test", "-c", "tests/long", ...args]));
// A run of some tests has not measured all that is in the tables.
const tabled = args.length > 0 ? 0 : await writeTables();
const fuzzed = args.length > 0 ? 0 : await fuzz();
process.exitCode = failed || tabled || fuzzed;

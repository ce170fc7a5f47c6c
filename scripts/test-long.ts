import { rm } from "node:fs/promises";
import { spawn } from "node:child_process";

/**
 * `npm run test:long`: what takes too long for `npm test`: the whole fault matrix and the specs in
 * tests/long, and every rule of the gates switched off in turn. Arguments go to Playwright. Where all
 * of it ran, the tables in docs/reliability.md and docs/privacy-proof.md are written anew.
 */
const RESULTS = ["test-results/faults.jsonl", "test-results/soak.json"];

function run(program: string, args: string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.on("error", fail);
    child.on("close", (code) => done(code ?? 1));
  });
}

async function writeTables(): Promise<number> {
  return (
    (await run("node", ["scripts/reliability-table.ts"])) ||
    (await run("node", ["scripts/soak-table.ts"])) ||
    (await run("node", ["scripts/mutation-check.ts", "--write", "docs/privacy-proof.md"])) ||
    (await run("oxfmt", ["docs/reliability.md", "docs/privacy-proof.md"]))
  );
}

for (const file of RESULTS) await rm(file, { force: true });
const args = process.argv.slice(2);
const built = await run("npm", ["run", "build:e2e"]);
const failed = built || (await run("playwright", ["test", "-c", "tests/long", ...args]));
// A run of some tests has not measured all that is in the tables.
const tabled = args.length > 0 ? 0 : await writeTables();
process.exitCode = failed || tabled;

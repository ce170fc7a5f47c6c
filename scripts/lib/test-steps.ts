import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { FAIL, PASS, playwrightCounts, settle, vitestCounts, type Counts } from "./counts.ts";
import { runCommand } from "./run-command.ts";

/** Logs and reports of the last run; inside node_modules so that nobody commits them. */
export const LOG_DIR = join("node_modules", ".cache", "waymark-test");

export interface StepResult extends Counts {
  /** Why it failed, in a line; the log has the rest. */
  why?: string;
}

export interface TestStep {
  name: string;
  heading: string;
  /** Not run when this one has failed in the same run. */
  needs?: string;
  run(logFile: string): Promise<StepResult>;
}

type Command = readonly [program: string, ...args: string[]];

/** Everything that `npm test` proves, cheap things first. */
export const TEST_STEPS: readonly TestStep[] = [
  checks("format", "Format", [["oxfmt", "--check", "."]]),
  checks("lint", "Lint", [["oxlint"]]),
  checks(
    "types",
    "Types: core, browser, node",
    ["core", "browser", "node"].map((project) => ["tsc", "-p", `scripts/tsconfig/${project}.json`]),
  ),
  checks("walls", "Import walls and cycles", [["node", "scripts/check-walls.ts"]]),
  {
    name: "unit",
    heading: "Unit and contract tests",
    run: (logFile) => {
      const report = join(LOG_DIR, "vitest.json");
      const args = ["run", "-c", "scripts/vitest.config.ts", "--root", "."];
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      return reported(["vitest", ...args, ...reporters], logFile, report, vitestCounts, {});
    },
  },
  checks("mutants", "Rules of the gates switched off, a few of them", [
    ["node", "scripts/mutation-check.ts", "--slice", "16"],
  ]),
  checks("build", "Builds: Chrome, Firefox, viewer, e2e", [
    ["npm", "run", "build"],
    ["npm", "run", "build:e2e"],
  ]),
  browserTests("e2e-calm", "End-to-end tests in real browsers, two at a time", "calm", 2),
  browserTests("e2e", "End-to-end tests of times, faults and fidelity, one at a time", "timed", 1),
];

/** The end-to-end tests of one of the groups of tests/e2e/playwright.config.ts. */
function browserTests(name: string, heading: string, project: string, workers: number): TestStep {
  return {
    name,
    heading,
    needs: "build",
    run: (logFile) => {
      const report = join(LOG_DIR, `${name}.json`);
      const chosen = [`--project=${project}`, `--workers=${workers}`];
      const reporter = "--reporter=list,json";
      return reported(
        ["playwright", "test", "-c", "tests/e2e", ...chosen, reporter],
        logFile,
        report,
        playwrightCounts,
        { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      );
    },
  };
}

/** A step whose commands each count as one test. */
function checks(name: string, heading: string, commands: readonly (readonly string[])[]): TestStep {
  return {
    name,
    heading,
    run: async (logFile) => {
      const result: StepResult = { passed: 0, failed: 0, skipped: 0 };
      for (const [program = "", ...args] of commands) {
        const { ok, ending } = await runCommand(program, args, logFile);
        result.passed += ok ? PASS.passed : 0;
        result.failed += ok ? 0 : FAIL.failed;
        if (!ok) result.why = [result.why, ending].filter(Boolean).join("; ");
      }
      return result;
    },
  };
}

/** A step whose runner writes a JSON report with its counts. */
async function reported(
  [program, ...args]: Command,
  logFile: string,
  reportFile: string,
  read: (report: unknown) => Counts,
  env: Record<string, string>,
): Promise<StepResult> {
  await rm(reportFile, { force: true });
  const { ok, ending } = await runCommand(program, args, logFile, env);
  let counts: Counts;
  try {
    counts = read(JSON.parse(await readFile(reportFile, "utf8")));
  } catch (error) {
    return { ...FAIL, why: `${ending}, without a readable report: ${(error as Error).message}` };
  }
  const settled = settle(counts, ok);
  if (settled.failed === 0) {
    return counts.repeated?.length
      ? { ...settled, why: `passed only when repeated: ${counts.repeated.join(", ")}` }
      : settled;
  }
  const nothing = counts.passed + counts.failed === 0;
  return { ...settled, why: nothing ? "no test ran" : ending };
}

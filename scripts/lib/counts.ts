/** What a step found, in tests; a step that is one check counts as one. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Of those passed, the titles of those that did so only when run again. */
  repeated?: string[];
}

export const PASS: Counts = { passed: 1, failed: 0, skipped: 0 };
export const FAIL: Counts = { passed: 0, failed: 1, skipped: 0 };

export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** `N passed, N failed`, and `, N skipped` when there are any. Stands alone on the last line: scripts read it. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * A test runner's own counts, made honest: a run that ended badly without naming a failed test has
 * failed all the same, and a run of nothing proves nothing.
 */
export function settle(counts: Counts, exitedWell: boolean): Counts {
  const nothingRan = counts.passed + counts.failed === 0;
  return nothingRan || (!exitedWell && counts.failed === 0)
    ? { ...counts, failed: counts.failed + 1 }
    : counts;
}

/** From Vitest's JSON report. A file that could not be loaded holds no test: it counts as a failed one. */
export function vitestCounts(report: unknown): Counts {
  const files = arrayIn(report, "testResults");
  const broken = files.filter(
    (file) => textIn(file, "status") === "failed" && arrayIn(file, "assertionResults").length === 0,
  );
  return {
    passed: numberIn(report, "numPassedTests"),
    failed: numberIn(report, "numFailedTests") + broken.length,
    skipped: numberIn(report, "numPendingTests") + numberIn(report, "numTodoTests"),
  };
}

/** From Playwright's JSON report. A flaky test passed in the end; errors outside tests count as failures. */
export function playwrightCounts(report: unknown): Counts {
  const stats = isRecord(report) ? report["stats"] : undefined;
  return {
    passed: numberIn(stats, "expected") + numberIn(stats, "flaky"),
    repeated: flakyTitles(report),
    failed: numberIn(stats, "unexpected") + arrayIn(report, "errors").length,
    skipped: numberIn(stats, "skipped"),
  };
}

/** Titles of a suite's flaky tests, those of suites in it too. */
function flakyTitles(suite: unknown): string[] {
  const own = arrayIfAny(suite, "specs").filter((spec) =>
    arrayIn(spec, "tests").some((run) => textIn(run, "status") === "flaky"),
  );
  return [
    ...own.map((spec) => `“${textIn(spec, "title")}” (${textIn(spec, "file")})`),
    ...arrayIfAny(suite, "suites").flatMap(flakyTitles),
  ];
}

function arrayIfAny(value: unknown, key: string): unknown[] {
  return isRecord(value) && key in value ? arrayIn(value, key) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function numberIn(value: unknown, key: string): number {
  const number = isRecord(value) ? value[key] : undefined;
  if (typeof number !== "number") throw new Error(`The report has no number "${key}"`);
  return number;
}

function arrayIn(value: unknown, key: string): unknown[] {
  const array = isRecord(value) ? value[key] : undefined;
  if (!Array.isArray(array)) throw new Error(`The report has no list "${key}"`);
  return array;
}

function textIn(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

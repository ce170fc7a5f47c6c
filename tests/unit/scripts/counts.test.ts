import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addCounts,
  countsLine,
  playwrightCounts,
  settle,
  vitestCounts,
} from "../../../scripts/lib/counts.ts";

test("the last line names passed and failed, and skipped only when there are any", () => {
  expect(countsLine({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
  expect(countsLine({ passed: 1, failed: 2, skipped: 3 })).toBe("1 passed, 2 failed, 3 skipped");
});

test("a run of nothing has failed", () => {
  expect(settle({ passed: 0, failed: 0, skipped: 4 }, true)).toEqual({
    passed: 0,
    failed: 1,
    skipped: 4,
  });
});

test("a run that ended badly has failed even when every test passed", () => {
  expect(settle({ passed: 9, failed: 0, skipped: 0 }, false).failed).toBe(1);
  expect(settle({ passed: 9, failed: 2, skipped: 0 }, false).failed).toBe(2);
  expect(settle({ passed: 9, failed: 0, skipped: 0 }, true).failed).toBe(0);
});

test("Vitest: a file that could not be loaded counts as a failure", () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: "passed", assertionResults: [{}] },
      { status: "failed", assertionResults: [{}] },
      { status: "failed", assertionResults: [] },
    ],
  };
  expect(vitestCounts(report)).toEqual({ passed: 5, failed: 2, skipped: 3 });
});

test("Playwright: flaky tests passed, errors outside tests failed", () => {
  const report = {
    stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: "global setup" }],
    suites: [
      {
        title: "shop.spec.ts",
        specs: [{ title: "sells", file: "shop.spec.ts", tests: [{ status: "expected" }] }],
        suites: [
          { specs: [{ title: "closes", file: "shop.spec.ts", tests: [{ status: "flaky" }] }] },
        ],
      },
    ],
  };
  expect(playwrightCounts(report)).toEqual({
    passed: 5,
    repeated: ["“closes” (shop.spec.ts)"],
    failed: 2,
    skipped: 2,
  });
});

test("a report of another shape is an error, not zero failures", () => {
  expect(() => vitestCounts({ testResults: [] })).toThrow("numPassedTests");
  expect(() => playwrightCounts({})).toThrow("expected");
});

test("counts add up in any grouping", () => {
  const counts = fc.record({ passed: fc.nat(999), failed: fc.nat(999), skipped: fc.nat(999) });
  fc.assert(
    fc.property(fc.array(counts), fc.array(counts), (some, more) => {
      expect(addCounts([addCounts(some), addCounts(more)])).toEqual(addCounts([...some, ...more]));
    }),
  );
});

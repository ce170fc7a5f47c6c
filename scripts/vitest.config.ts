import { defineConfig } from "vitest/config";

/** Their tests put something else in the place of globals: each file has a process of its own. */
const APART = [
  "tests/unit/extension/*.test.ts",
  "tests/unit/extension-ui/*.test.ts",
  "tests/unit/record/*.test.ts",
  "tests/unit/store/*.test.ts",
  "tests/contract/indexeddb.test.ts",
];
const FILES = ["tests/unit/**/*.test.ts", "tests/contract/**/*.test.ts"];

/** Unit and contract tests run in Node; what needs a browser is in tests/e2e. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    // Its default leaves one core to a person at the machine.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: { name: "apart", include: APART, isolate: true },
      },
      // A process for each file would be half of what they take.
      {
        extends: true,
        test: {
          name: "together",
          include: FILES,
          exclude: APART,
          isolate: false,
          unstubGlobals: true,
          restoreMocks: true,
        },
      },
    ],
  },
});

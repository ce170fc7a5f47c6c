import { defineConfig } from "vitest/config";

/** Unit and contract tests run in Node; what needs a browser is in tests/e2e. */
export default defineConfig({
  test: {
    include: ["tests/unit/**/*.test.ts", "tests/contract/**/*.test.ts"],
    testTimeout: 20_000,
    // Its default leaves one core to a person at the machine.
    maxWorkers: "100%",
  },
});

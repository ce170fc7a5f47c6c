import { defineConfig } from "@playwright/test";

// The faults' specs go through more rounds then; `npm test` runs a slice of them.
process.env["WAYMARK_LONG"] = "1";

/** `npm run test:long`: the whole fault matrix, each attack of a hostile page, many navigations, many random pages to seek in and to hide secrets in, and every spec in this folder. */
export default defineConfig({
  testDir: "..",
  testMatch: [
    "e2e/faults/**/*.spec.ts",
    "e2e/apps.spec.ts",
    "e2e/attacked.spec.ts",
    "e2e/canary.spec.ts",
    "e2e/capture-console.spec.ts",
    "e2e/capture-network.spec.ts",
    "e2e/fidelity.spec.ts",
    "e2e/hostile.spec.ts",
    "e2e/seek.spec.ts",
    "e2e/random-privacy.spec.ts",
    "e2e/platform.spec.ts",
    "e2e/recording.spec.ts",
    "e2e/rrweb-mends.spec.ts",
    "e2e/tabs.spec.ts",
    "long/**/*.spec.ts",
  ],
  workers: 1,
  timeout: 600_000,
  retries: 0,
  reporter: [["list"]],
  outputDir: "../../test-results",
});

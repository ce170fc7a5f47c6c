import { defineConfig } from "@playwright/test";

/** Two cores: one browser at a time keeps timings honest. */
export default defineConfig({
  testDir: ".",
  workers: 1,
  timeout: 60_000,
  // On a machine with other work on it a test may miss its time; the run says which it had to repeat.
  retries: process.env["CI"] ? 1 : 0,
  reporter: [["list"]],
  outputDir: "../../test-results",
});

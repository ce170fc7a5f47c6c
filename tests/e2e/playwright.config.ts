import { defineConfig } from "@playwright/test";

/** Two cores: one browser at a time keeps timings honest. */
export default defineConfig({
  testDir: ".",
  workers: 1,
  timeout: 60_000,
  reporter: [["list"]],
  outputDir: "../../test-results",
});

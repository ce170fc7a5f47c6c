import { defineConfig } from "@playwright/test";

/** What asserts no times and mostly waits for pages: two browsers at a time do not disturb each other. */
const CALM = [
  "apps.spec.ts",
  "attacked.spec.ts",
  "behaviour.spec.ts",
  "canary*.spec.ts",
  "canvas.spec.ts",
  "capture-*.spec.ts",
  "closed-roots.spec.ts",
  "consent.spec.ts",
  "control.spec.ts",
  "demo.spec.ts",
  "fidelity.spec.ts",
  "firefox.spec.ts",
  "frames.spec.ts",
  "hostile.spec.ts",
  "indicator.spec.ts",
  "library.spec.ts",
  "limits.spec.ts",
  "marks.spec.ts",
  "mid-session.spec.ts",
  "missing.spec.ts",
  "named-controls.spec.ts",
  "options-privacy.spec.ts",
  "plain-http.spec.ts",
  "platform.spec.ts",
  "prerender.spec.ts",
  "pointing.spec.ts",
  "privacy-canary.spec.ts",
  "privacy-page.spec.ts",
  "random-privacy.spec.ts",
  "recording.spec.ts",
  "redaction.spec.ts",
  "reload.spec.ts",
  "rewind.spec.ts",
  "rrweb-mends.spec.ts",
  "seek.spec.ts",
  "server.spec.ts",
  "service-worker.spec.ts",
  "shop.spec.ts",
  "tabs.spec.ts",
  "viewer.spec.ts",
].map((name) => `**/${name}`);

/** Two cores: one browser at a time keeps timings honest. `npm test` runs the calm ones with two workers. */
export default defineConfig({
  testDir: ".",
  workers: 1,
  timeout: 60_000,
  // What is waited for comes at once on a machine at rest, and later on a busy one.
  expect: { timeout: 15_000 },
  // On a machine with other work on it a test may miss its time; the run says which it had to repeat.
  retries: process.env["CI"] ? 1 : 0,
  reporter: [["list"]],
  outputDir: "../../test-results",
  projects: [
    { name: "calm", testMatch: CALM },
    { name: "timed", testIgnore: CALM },
  ],
});

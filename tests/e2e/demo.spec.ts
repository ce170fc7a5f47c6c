import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import type { Finding } from "../../src/analysis/finding.ts";

interface Summary {
  durationMs: number;
  events: number;
  findings: Finding[];
  screenshots: string[];
}

test("the demo records the shop, pushes it and finds what is planted there", async () => {
  test.setTimeout(180_000);
  const args = ["scripts/demo.ts", "--once", "--json", "--built"];
  const { stdout } = await promisify(execFile)("node", args, { timeout: 170_000 });
  const summary = JSON.parse(stdout) as Summary;
  const kinds = summary.findings.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["rage-click", "dead-click"]));
  expect(summary.events).toBeGreaterThan(100);
  expect(summary.screenshots).toContain("demo-output/replay.png");
});

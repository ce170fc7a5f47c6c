import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, test } from "@playwright/test";
import { firstMissing, questionsOf } from "../../scripts/lib/question-docs.ts";
import type { Finding } from "../../src/analysis/finding.ts";

interface Summary {
  durationMs: number;
  events: number;
  findings: Finding[];
  screenshots: string[];
}

const run = promisify(execFile);

test("the demo records the shop, pushes it and finds what is planted there", async () => {
  test.setTimeout(240_000);
  const args = ["scripts/demo.ts", "--once", "--json", "--built"];
  const { stdout } = await run("node", args, { timeout: 170_000 });
  const summary = JSON.parse(stdout) as Summary;
  const kinds = summary.findings.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["rage-click", "dead-click"]));
  expect(summary.events).toBeGreaterThan(100);
  expect(summary.screenshots).toContain("demo-output/replay.png");

  await test.step("docs/questions.md shows what its commands answer of it", async () => {
    const client = new Client({ name: "test", version: "1" });
    const server = ["cli/main.ts", "mcp", "--store", "demo-output/server"];
    await client.connect(new StdioClientTransport({ command: "node", args: server }));
    for (const { title, words, shown, tool } of questionsOf(
      await readFile("docs/questions.md", "utf8"),
    )) {
      const answer = await run("node", ["cli/main.ts", ...words]);
      expect(firstMissing(shown, answer.stdout), title).toBeNull();
      const json = JSON.parse((await run("node", ["cli/main.ts", ...words, "--json"])).stdout);
      const result = await client.callTool(tool);
      const data = JSON.parse((result.content as { text: string }[])[0]!.text.split("\n")[3]!);
      expect(Object.keys(data), title).toEqual(Object.keys(json));
    }
    await client.close();
  });
});

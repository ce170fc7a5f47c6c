import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, test } from "@playwright/test";
import { firstMissing, questionsOf } from "../../scripts/lib/question-docs.ts";
import type { Finding } from "../../src/analysis/finding.ts";
import type { RecordedEvent } from "../../src/format/events.ts";
import { decodeUtf8, gunzip } from "../../src/store/bytes.ts";
import { openSqliteStore } from "../../src/store/node/sqlite-store.ts";

interface Summary {
  durationMs: number;
  events: number;
  findings: Finding[];
  screenshots: string[];
}

const run = promisify(execFile);

/** What a session's signals tell, each as its tag and the kind within it. */
async function toldKinds(file: string): Promise<Set<string>> {
  const store = openSqliteStore(file);
  const told = new Set<string>();
  for (const { id } of (await store.listSessions({})).sessions) {
    for (const { tabId, index } of await store.listSegments(id)) {
      const segment = (await store.getSegment(id, tabId, index))!;
      const json = decodeUtf8(await gunzip(segment.gzip, segment.bytes));
      for (const { data } of JSON.parse(json) as RecordedEvent[]) {
        const { what, name, how, level } = Object(data["payload"]) as Record<string, string>;
        if (data["tag"]) told.add([data["tag"], how ?? level ?? what ?? name].join(" ").trim());
      }
    }
    for (const { kind } of await store.listAnnotations(id)) told.add(`mark ${kind}`);
  }
  await store.close();
  return told;
}

/** One of each kind that issue reports need, and that a script can bring about in a browser without a screen. */
const KINDS = [
  ...["debug", "info", "log", "warn", "error", "assert", "trace", "table", "groupCollapsed"].map(
    (level) => `waymark.console ${level}`,
  ),
  ...["error", "rejection", "resource", "csp"].map((what) => `waymark.error ${what}`),
  ...["load", "fetch", "xhr", "beacon", "websocket", "eventsource"].map(
    (how) => `waymark.network ${how}`,
  ),
  ...["LCP", "CLS", "INP", "FCP", "TTFB", "long-task", "long-frame", "memory"].map(
    (name) => `waymark.vital ${name}`,
  ),
  ...["load", "push", "hash", "title"].map((how) => `waymark.navigation ${how}`),
  ...["submit", "invalid", "reset", "file"].map((what) => `waymark.form ${what}`),
  ...["tab-opened", "download", "dialog", "copy", "paste", "file-chooser"].map(
    (what) => `waymark.browser ${what}`,
  ),
  "waymark.click",
  "waymark.key",
  "waymark.track help-opened",
  "waymark.track carrier-asked",
  "waymark.identify",
  "waymark.circumstances",
  "mark bug",
];

test("the demo records the shop, pushes it and finds what is planted there", async () => {
  test.setTimeout(300_000);
  const args = ["scripts/demo.ts", "--once", "--json", "--built"];
  const { stdout } = await run("node", args, { timeout: 170_000 });
  const summary = JSON.parse(stdout) as Summary;
  const kinds = summary.findings.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["rage-click", "dead-click"]));
  expect(summary.events).toBeGreaterThan(100);
  expect(summary.screenshots).toContain("demo-output/replay.png");

  await test.step("its session shows what a bug report needs, each kind of it", async () => {
    const told = await toldKinds("demo-output/server/waymark.db");
    expect(KINDS.filter((kind) => !told.has(kind))).toEqual([]);
  });
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

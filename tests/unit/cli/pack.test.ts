import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHECKOUT, program, waymark } from "./waymark.ts";

const folder = mkdtempSync(join(tmpdir(), "waymark-pack-"));
const script = join(folder, "package", "dist", "waymark.js");

function shell(command: string, args: string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`);
}

describe("the packed command", () => {
  beforeAll(() => {
    shell(process.execPath, [resolve("scripts/build-cli.ts")], resolve("."));
    shell("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], resolve("."));
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
    shell("tar", ["-xzf", tarball], folder);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test("runs where nothing of the checkout and no package is, and answers the same", async () => {
    expect(existsSync(join(folder, "package", "node_modules"))).toBe(false);
    const args = ["narrative", resolve(CHECKOUT), "--json"];
    const packed = await program(args, { script });
    expect([packed.code, packed.err]).toEqual([0, []]);
    expect(packed.out).toBe((await waymark(args)).out);
  });

  test("is what bin names, and holds no sources", () => {
    expect(existsSync(script)).toBe(true);
    expect(readdirSync(join(folder, "package")).toSorted()).toEqual([
      "LICENSE",
      "README.md",
      "dist",
      "package.json",
    ]);
  });

  test("speaks the Model Context Protocol", async () => {
    const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
    const { StdioClientTransport } = await import("@modelcontextprotocol/sdk/client/stdio.js");
    const client = new Client({ name: "test", version: "1" });
    const args = [script, "mcp", resolve(CHECKOUT)];
    await client.connect(new StdioClientTransport({ command: process.execPath, args }));
    expect((await client.listTools()).tools).toHaveLength(10);
    const result = await client.callTool({ name: "get_stats", arguments: {} });
    expect(result.isError).toBeUndefined();
    await client.close();
  });

  test("serves: the bundled server answers", async () => {
    const stopped = new AbortController();
    const { spawn } = await import("node:child_process");
    const args = [script, "serve", "--port", "0", "--folder", join(folder, "data"), "--json"];
    const child = spawn(process.execPath, args, {
      signal: stopped.signal,
      stdio: ["ignore", "pipe", "ignore"],
    });
    child.on("error", () => {});
    const url = await new Promise<string>((done) =>
      child.stdout.setEncoding("utf8").once("data", (text: string) => done(JSON.parse(text).url)),
    );
    expect((await fetch(`${url}/health`)).status).toBe(200);
    stopped.abort();
  });
});

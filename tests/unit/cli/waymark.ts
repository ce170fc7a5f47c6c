import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Io } from "../../../cli/command.ts";
import { COMMANDS } from "../../../cli/commands.ts";
import { run } from "../../../cli/run.ts";

export const VISIT = "tests/fixtures/recordings/visit.json";
export const CHECKOUT = "tests/fixtures/recordings/checkout.json";

export interface Ran {
  code: number;
  out: string;
  err: string[];
}

/** One command line in this process, as nobody who sits at a terminal. */
export async function waymark(
  args: readonly string[],
  env: Record<string, string> = {},
  io: Partial<Io> = {},
): Promise<Ran> {
  let out = "";
  const err: string[] = [];
  const code = await run(args, COMMANDS, {
    env,
    out: (text) => (out += text),
    err: (line) => err.push(line),
    terminal: false,
    signal: new AbortController().signal,
    ...io,
  });
  return { code, out, err };
}

/** The real program, in a process of its own. */
export function program(
  args: readonly string[],
  {
    script = resolve("cli/main.ts"),
    node = process.execPath,
    env = {} as Record<string, string>,
  } = {},
): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(node, [script, ...args], {
      env: { PATH: process.env["PATH"] ?? "", ...env },
    });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", fail);
    child.on("close", (code) =>
      done({ code: code ?? -1, out, err: err.split("\n").filter(Boolean) }),
    );
  });
}

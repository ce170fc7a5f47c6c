#!/usr/bin/env node
import { createInterface } from "node:readline/promises";
import { deleteCommand } from "./commands/delete.ts";
import { exportCommand } from "./commands/export.ts";
import { pushCommand } from "./commands/push.ts";
import { serveCommand } from "./commands/serve.ts";
import { sessionsCommand } from "./commands/sessions.ts";
import { run } from "./run.ts";

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => stop.abort(new Error(name)));
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal: stop.signal });
  } finally {
    lines.close();
  }
}

process.exitCode = await run(
  process.argv.slice(2),
  [sessionsCommand, pushCommand, exportCommand, deleteCommand, serveCommand],
  {
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (line) => process.stderr.write(`${line}\n`),
    terminal: process.stdout.isTTY === true,
    signal: stop.signal,
    ...(process.stdin.isTTY === true && { ask }),
  },
);

#!/usr/bin/env node
import { createInterface } from "node:readline/promises";
import { COMMANDS } from "./commands.ts";
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

// A reader that wants no more (head, less) is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), COMMANDS, {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (line) => process.stderr.write(`${line}\n`),
  terminal: process.stdout.isTTY === true,
  signal: stop.signal,
  ...(process.stdin.isTTY === true && { ask }),
});

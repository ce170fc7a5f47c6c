import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { delimiter, resolve } from "node:path";

export interface CommandResult {
  ok: boolean;
  /** How it ended, e.g. `oxlint exited with 1`. */
  ending: string;
}

/**
 * Runs a program of the project to its end, its output appended to `logFile` and nothing read from
 * stdin. Never rejects for the program's own failure; a program that cannot be started is one.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  logFile: string,
  env: Record<string, string> = {},
): Promise<CommandResult> {
  const log = createWriteStream(logFile, { flags: "a" });
  log.write(`$ ${[command, ...args].join(" ")}\n`);
  const result = await new Promise<CommandResult>((done) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        NO_COLOR: "1",
        FORCE_COLOR: undefined,
        ...env,
        PATH: [resolve("node_modules/.bin"), process.env["PATH"]].join(delimiter),
      },
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.on("error", (error) => done({ ok: false, ending: `${command}: ${error.message}` }));
    child.on("close", (code, signal) =>
      done({ ok: code === 0, ending: `${command} exited with ${code ?? signal}` }),
    );
  });
  await new Promise<void>((closed) => log.end(closed));
  return result;
}

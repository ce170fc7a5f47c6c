import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { NewKeys } from "../../../sync-server/keys.ts";

export interface ServerProcess {
  child: ChildProcess;
  url: string;
  keys: NewKeys | undefined;
  /** Everything it printed so far. */
  printed: () => string;
  /** Sends the signal and waits for the end; returns exit code and signal. */
  end: (signal: NodeJS.Signals) => Promise<readonly [number | null, NodeJS.Signals | null]>;
}

/** `waymark serve` as a process of its own on a free port, ready to be asked. */
export async function startServer(folder: string): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    ["cli/main.ts", "serve", "--port", "0", "--folder", folder, "--json"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let printed = "";
  child.stderr.on("data", (data: Buffer) => (printed += data.toString()));
  const ended = once(child, "exit");
  const line = await Promise.race([
    once(createInterface(child.stdout), "line").then(([text]) => String(text)),
    ended.then(() => {
      throw new Error(`The server did not start: ${printed}`);
    }),
  ]);
  printed += line;
  const { url, keys } = JSON.parse(line) as { url: string; keys?: NewKeys };
  return {
    child,
    url,
    keys,
    printed: () => printed,
    async end(signal) {
      child.kill(signal);
      const [code, by] = (await ended) as [number | null, NodeJS.Signals | null];
      return [code, by];
    },
  };
}

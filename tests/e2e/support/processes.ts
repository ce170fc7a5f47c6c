import { readdir, readFile } from "node:fs/promises";

interface Process {
  pid: number;
  command: string;
}

/** The processes of the browser that uses a profile; those it started name it or hang below it. */
async function processesOf(profile: string): Promise<Process[]> {
  const all = new Map<number, Process & { parent: number }>();
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    // A process may end while it is being looked at.
    const read = (file: string) => readFile(`/proc/${entry}/${file}`, "utf8").catch(() => "");
    const stat = await read("stat");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    const command = (await read("cmdline")).replaceAll("\0", " ");
    all.set(Number(entry), { pid: Number(entry), command, parent });
  }
  const root = [...all.values()].find(
    ({ command }) => command.includes(`--user-data-dir=${profile}`) && !command.includes("--type="),
  );
  if (!root) throw new Error(`No browser runs on ${profile}`);
  const below = (pid: number): Process[] =>
    [...all.values()].filter(({ parent }) => parent === pid).flatMap((p) => [p, ...below(p.pid)]);
  return [root, ...below(root.pid)];
}

/** The browser process itself comes first. */
export async function browserPids(profile: string): Promise<number[]> {
  return (await processesOf(profile)).map(({ pid }) => pid);
}

/** Renderers of web pages, or of the extension. */
export async function rendererPids(profile: string, of: "pages" | "extension"): Promise<number[]> {
  return (await processesOf(profile))
    .filter(({ command }) => command.includes("--type=renderer"))
    .filter(({ command }) => command.includes("--extension-process") === (of === "extension"))
    .map(({ pid }) => pid);
}

/** Sends a signal to each; one that has just ended needs none. */
export function signal(pids: readonly number[], name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

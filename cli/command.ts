import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import { EXIT } from "./exit-codes.ts";
import { withStyles } from "./style.ts";
import { printable, quiet } from "./text.ts";

/** Wrong use of the command line; exits 2. */
export class UsageError extends Error {
  readonly code = "usage";
}

/** What a command may touch of the world outside, so that tests can stand in for it. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  out: (text: string) => void;
  /** Whole lines for people: progress, warnings, errors. */
  err: (line: string) => void;
  /** Standard output is a terminal. */
  terminal: boolean;
  /** Asks whoever sits at the terminal; absent where nobody does. */
  ask?: (question: string) => Promise<string>;
  /** Fires at SIGINT and SIGTERM. */
  signal: AbortSignal;
}

export interface Verb<A extends ArgsDef, T> {
  name: string;
  description: string;
  args: A;
  /** Whole command lines, shown by `--help`. */
  examples: string[];
  /** `afterwards` takes work that goes on once the result is printed, until it resolves. */
  run: (args: ParsedArgs<A>, io: Io, afterwards: (work: () => Promise<void>) => void) => Promise<T>;
  /** What people see; programs get the result itself with `--json`. Both come from the same object. */
  human: (result: T, io: Io) => string;
  /** What `--jsonl` prints, one a line; without it there is no such option. */
  lines?: (result: T) => readonly unknown[];
  /** What to say beside lines, which have no room for it: that there is more, that something is missing. */
  aside?: (result: T) => readonly string[];
  /** Default 0. */
  exitCode?: (result: T) => number;
}

/** A verb with its types closed over: all that the dispatcher needs. */
export interface Command {
  name: string;
  description: string;
  examples: string[];
  def: CommandDef;
  execute: (parsed: ParsedArgs, io: Io) => Promise<number>;
}

const JSON_ARG = {
  json: { type: "boolean", description: "Print one JSON object instead of text" },
} as const;

const JSONL_ARG = {
  jsonl: { type: "boolean", description: "Print one JSON object a line" },
} as const;

/** The one wrapper: adds `--json`, prints the result and turns it into an exit code. */
export function command<const A extends ArgsDef, T>(verb: Verb<A, T>): Command {
  const { name, description, examples } = verb;
  const args = { ...verb.args, ...JSON_ARG, ...(verb.lines && JSONL_ARG) };
  return {
    name,
    description,
    examples,
    def: { meta: { name, description }, args } as CommandDef,
    async execute(parsed, io) {
      if (parsed["json"] === true && parsed["jsonl"] === true) {
        throw new UsageError("Give --json or --jsonl, not both.");
      }
      const later: (() => Promise<void>)[] = [];
      const result = await verb.run(parsed as ParsedArgs<A>, io, (work) => later.push(work));
      const text = textOf(verb, result, parsed, io);
      if (text !== "") io.out(`${text}\n`);
      for (const work of later) await work();
      return verb.exitCode?.(result) ?? EXIT.ok;
    },
  };
}

/** What is printed can hold recorded text, which must not reach a terminal as anything but text. */
function textOf<A extends ArgsDef, T>(
  verb: Verb<A, T>,
  result: T,
  parsed: ParsedArgs,
  io: Io,
): string {
  if (parsed["json"] === true) return quiet(JSON.stringify(result));
  if (parsed["jsonl"] === true && verb.lines) {
    for (const line of verb.aside?.(result) ?? []) io.err(line);
    return verb
      .lines(result)
      .map((line) => quiet(JSON.stringify(line)))
      .join("\n");
  }
  return withStyles(printable(verb.human(result, io)), io);
}

/** For work that goes on until whoever started it stops it. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

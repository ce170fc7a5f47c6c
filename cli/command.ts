import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import { EXIT } from "./exit-codes.ts";

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

/** The one wrapper: adds `--json`, prints the result and turns it into an exit code. */
export function command<const A extends ArgsDef, T>(verb: Verb<A, T>): Command {
  const { name, description, examples } = verb;
  const def = { meta: { name, description }, args: { ...verb.args, ...JSON_ARG } };
  return {
    name,
    description,
    examples,
    def: def as CommandDef,
    async execute(parsed, io) {
      const later: (() => Promise<void>)[] = [];
      const result = await verb.run(parsed as ParsedArgs<A>, io, (work) => later.push(work));
      const text = parsed["json"] === true ? JSON.stringify(result) : verb.human(result, io);
      if (text !== "") io.out(`${text}\n`);
      for (const work of later) await work();
      return verb.exitCode?.(result) ?? EXIT.ok;
    },
  };
}

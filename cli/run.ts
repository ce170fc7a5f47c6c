import { stripVTControlCharacters } from "node:util";
import { parseArgs, renderUsage, type ArgsDef, type CommandDef } from "citty";
import { messageOf, WaymarkError } from "../src/format/errors.ts";
import { UsageError, type Command, type Io } from "./command.ts";
import { EXIT, EXIT_OF } from "./exit-codes.ts";
import { printable, quiet } from "./text.ts";
import { VERSION } from "./version.ts";

const NAME = "waymark";
const DESCRIPTION =
  "Sessions recorded by Waymark: ask them, list, send, export, delete and serve them.";

/** Runs one command line (without `node` and the script) and returns its exit code. Never throws. */
export async function run(
  argv: readonly string[],
  commands: readonly Command[],
  io: Io,
): Promise<number> {
  const [verb, ...rest] = argv;
  const json = rest.includes("--json") || rest.includes("--jsonl");
  try {
    if (verb === undefined || verb === "help" || verb === "--help" || verb === "-h") {
      io.out(overview(commands));
      return verb === undefined ? EXIT.usage : EXIT.ok;
    }
    if (verb === "--version" || verb === "-v") {
      io.out(`${VERSION}\n`);
      return EXIT.ok;
    }
    const command = commands.find(({ name }) => name === verb);
    if (!command) {
      throw new UsageError(`There is no verb "${verb}". ${NAME} --help lists them.`);
    }
    if (rest.includes("--help") || rest.includes("-h")) {
      const text = await usage(command);
      io.out(io.terminal ? text : stripVTControlCharacters(text));
      return EXIT.ok;
    }
    return await command.execute(parse(command, rest), io);
  } catch (error) {
    return report(error, json, io);
  }
}

function report(error: unknown, json: boolean, io: Io): number {
  const usageError = error instanceof UsageError;
  const ours = error instanceof WaymarkError;
  const code = usageError ? "usage" : ours ? error.code : "unexpected";
  // It may quote a recording or a server.
  const message = printable(messageOf(error));
  io.err(json ? quiet(JSON.stringify({ error: { code, message } })) : `${NAME}: ${message}`);
  if (!usageError && !ours && error instanceof Error && io.env["WAYMARK_DEBUG"]) {
    io.err(error.stack ?? "");
  }
  return usageError ? EXIT.usage : ours ? EXIT_OF[error.code] : EXIT.unexpected;
}

/** citty lets unknown flags, missing values and spare words pass; a command line that says them means something else. */
function parse(command: Command, rest: string[]) {
  const defs = command.def.args as ArgsDef;
  let parsed;
  try {
    parsed = parseArgs(rest, defs);
  } catch (error) {
    throw new UsageError(`${messageOf(error)}. ${NAME} ${command.name} --help shows how.`, {
      cause: error,
    });
  }
  const known = new Set(["_"]);
  let words = 0;
  for (const [name, def] of Object.entries(defs)) {
    known.add(name).add(camelCase(name));
    if (def.type === "positional") words++;
    if (def.type === "string" && parsed[name] === "") {
      throw new UsageError(`--${name} needs a value.`);
    }
  }
  const unknown = Object.keys(parsed).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `${NAME} ${command.name} has no option "${unknown}". ${NAME} ${command.name} --help lists them.`,
    );
  }
  if (parsed._.length > words) {
    throw new UsageError(`"${parsed._[words]}" is one word too many.`);
  }
  return parsed;
}

const camelCase = (name: string) =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
  return `${DESCRIPTION}\n\nUsage: ${NAME} <verb> [options]\n\n${lines.join("\n")}\n\n${NAME} <verb> --help shows a verb's options and examples; ${NAME} --version which Waymark this is.\n`;
}

async function usage({ def, examples }: Command): Promise<string> {
  const table = await renderUsage(def, { meta: { name: NAME } } as CommandDef);
  // It fills columns up with spaces, which narrow terminals show as empty lines.
  const text = table.replace(/ +$/gm, "");
  const lines = examples.map((example) => `  ${example}`);
  return `${text}\n\nEXAMPLES\n\n${lines.join("\n")}\n`;
}

import type { ArgDef, ArgsDef } from "citty";
import type { Command } from "./command.ts";

/** The reference of docs/cli.md: every verb with its options and examples, from the commands themselves. */
export function reference(commands: readonly Command[]): string {
  return commands.map(section).join("\n");
}

function section({ name, description, examples, def }: Command): string {
  const args = Object.entries((def.args ?? {}) as ArgsDef);
  const words = args
    .filter(([, arg]) => arg.type === "positional")
    .map(([word, arg]) => (arg.required === false ? ` [${word}]` : ` <${word}>`));
  const rows = args.map(([flag, arg]) => `- ${nameOf(flag, arg)}: ${textOf(arg)}`);
  return [
    `### ${name}`,
    "",
    `\`waymark ${name}${words.join("")}\`: ${description}.`,
    "",
    ...rows,
    "",
    "```sh",
    ...examples,
    "```",
    "",
  ].join("\n");
}

function nameOf(flag: string, arg: ArgDef): string {
  if (arg.type === "positional") return `\`${flag}\``;
  if (arg.type === "boolean") return `\`--${arg.default === true ? "no-" : ""}${flag}\``;
  return `\`--${flag} ${(arg as { valueHint?: string }).valueHint ?? flag.toUpperCase()}\``;
}

function textOf(arg: ArgDef): string {
  const isNegative = arg.type === "boolean" && arg.default === true;
  const text = (isNegative ? arg.negativeDescription : arg.description) ?? "";
  const byDefault = arg.type === "string" && arg.default ? ` (default ${String(arg.default)})` : "";
  return `${text}${byDefault}`;
}

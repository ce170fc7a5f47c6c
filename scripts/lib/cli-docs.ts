import type { Command } from "../../cli/command.ts";
import { reference } from "../../cli/reference.ts";

const BEGIN = "<!-- reference: written by scripts/cli-docs.ts -->";

/** The text of docs/cli.md with its reference as the commands are now. Throws where its place is gone. */
export function withReference(text: string, commands: readonly Command[]): string {
  const at = text.indexOf(BEGIN);
  if (at < 0) throw new Error(`docs/cli.md has no line "${BEGIN}" any more.`);
  return `${text.slice(0, at)}${BEGIN}\n\n${reference(commands).trimEnd()}\n`;
}

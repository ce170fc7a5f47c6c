import type { ArgsDef } from "citty";
import type { Command } from "./command.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

interface Words {
  verb: string;
  description: string;
  flags: { name: string; description: string; takesValue: boolean }[];
}

/** A script that completes verbs and options; where a session may stand, files are offered. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  const words = commands.map(wordsOf);
  return { bash, zsh, fish }[shell](words);
}

function wordsOf({ name, description, def }: Command): Words {
  const flags = Object.entries((def.args ?? {}) as ArgsDef)
    .filter(([, arg]) => arg.type !== "positional")
    .map(([flag, arg]) => {
      const isNegative = arg.type === "boolean" && arg.default === true;
      const text = (isNegative ? arg.negativeDescription : arg.description) ?? "";
      return {
        name: isNegative ? `no-${flag}` : flag,
        description: text,
        takesValue: arg.type === "string",
      };
    });
  flags.push({ name: "help", description: "Show options and examples", takesValue: false });
  return { verb: name, description, flags };
}

function bash(words: readonly Words[]): string {
  const cases = words.map(
    ({ verb, flags }) =>
      `    ${verb}) flags="${flags.map(({ name }) => `--${name}`).join(" ")}" ;;`,
  );
  return `# waymark completion bash > /etc/bash_completion.d/waymark, or: source <(waymark completion bash)
_waymark() {
  local word="\${COMP_WORDS[COMP_CWORD]}" flags=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${words.map(({ verb }) => verb).join(" ")} help" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _waymark waymark
`;
}

function zsh(words: readonly Words[]): string {
  const verbs = words.map(
    ({ verb, description }) => `    ${quoted(`${verb}:${colons(description)}`)}`,
  );
  const cases = words.map(({ verb, flags }) => {
    const list = flags.map(
      ({ name, description, takesValue }) =>
        `        ${quoted(`--${name}[${brackets(description)}]${takesValue ? ":value:_files" : ""}`)}`,
    );
    return `    ${verb})\n      _arguments \\\n${list.join(" \\\n")} \\\n        '*:session or file:_files'\n      ;;`;
  });
  return `#compdef waymark
# waymark completion zsh > "\${fpath[1]}/_waymark"
_waymark() {
  local -a verbs=(
${verbs.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'verb' verbs
    return
  fi
  local verb="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$verb" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = "_waymark" ]; then _waymark; else compdef _waymark waymark; fi
`;
}

function fish(words: readonly Words[]): string {
  const lines = ["# waymark completion fish > ~/.config/fish/completions/waymark.fish"];
  for (const { verb, description, flags } of words) {
    lines.push(`complete -c waymark -n __fish_use_subcommand -a ${verb} -d ${quoted(description)}`);
    for (const flag of flags) {
      const value = flag.takesValue ? " -r" : "";
      lines.push(
        `complete -c waymark -n '__fish_seen_subcommand_from ${verb}' -l ${flag.name}${value} -d ${quoted(flag.description)}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

const quoted = (text: string) => `'${text.replaceAll("'", "\u2019")}'`;
const colons = (text: string) => text.replaceAll(":", "\\:");
const brackets = (text: string) => text.replace(/[[\]:\\]/g, "\\$&");

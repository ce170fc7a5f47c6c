import { command, type Command, UsageError } from "../command.ts";
import { completionScript, SHELLS } from "../completion.ts";

/** @param others all other verbs, which it completes beside itself */
export function makeCompletionCommand(others: readonly Command[]): Command {
  const completionCommand: Command = command({
    name: "completion",
    description: "Print a script that completes verbs and options in your shell",
    args: { shell: { type: "positional", required: true, description: SHELLS.join(", ") } },
    examples: [
      "source <(waymark completion bash)",
      'waymark completion zsh > "${fpath[1]}/_waymark"',
      "waymark completion fish > ~/.config/fish/completions/waymark.fish",
    ],
    async run(args) {
      const shell = SHELLS.find((each) => each === args.shell);
      if (!shell)
        throw new UsageError(`completion takes ${SHELLS.join(", ")}, not "${args.shell}".`);
      return { shell, script: completionScript(shell, [...others, completionCommand]) };
    },
    human: ({ script }) => script.trimEnd(),
  });
  return completionCommand;
}

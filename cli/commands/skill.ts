import { command } from "../command.ts";
import { SKILL } from "../skill-text.ts";

export const skillCommand = command({
  name: "skill",
  description: "Print what a coding agent must know to work with recordings, as a skill file",
  args: {},
  examples: ["waymark skill", "waymark skill > SKILL.md"],
  run: async () => ({ name: "waymark", text: SKILL }),
  human: ({ text }) => text.trimEnd(),
});

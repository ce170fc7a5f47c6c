import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../cli/commands.ts";
import { PROVIDERS } from "../../../cli/llm/providers.ts";
import { withReference } from "../../../scripts/lib/cli-docs.ts";
import { waymark } from "../cli/waymark.ts";

const text = readFileSync("docs/cli.md", "utf8");

/** The words of a line as a shell would split it. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");

/** Shell blocks about the recording that ships with the tests, and the output shown below, if any. */
const blocks = [...text.matchAll(/```sh\n([^`]+)```\n(?:\n```text\n([\s\S]*?)\n```)?/g)]
  .map(([, commands = "", output]) => ({ lines: commands.trim().split("\n"), output }))
  .filter(({ lines }) => lines[0]?.includes("tests/fixtures/recordings/"));

describe("docs/cli.md", () => {
  test("has the reference of the commands as they are (else: node scripts/cli-docs.ts)", () => {
    expect(withReference(text, COMMANDS)).toBe(text);
  });

  test("answers the five questions", () => {
    expect(blocks).toHaveLength(5);
  });

  test.each(blocks)("$lines gives what is shown", async ({ lines, output }) => {
    let out = "";
    for (const line of lines) {
      const result = await waymark(wordsOf(line).slice(1));
      expect(result.code).toBe(0);
      out = result.out;
    }
    expect(out.trimEnd()).toBe(output ?? out.trimEnd());
  });

  test("has a row for each provider of language models", () => {
    for (const [name, { keyName, model }] of Object.entries(PROVIDERS)) {
      expect(text).toMatch(new RegExp(`\\n\\| \`${name}\`.* ${keyName} .* ${model} `));
    }
  });

  test("has a row for each exit code", async () => {
    const { EXIT } = await import("../../../cli/exit-codes.ts");
    for (const code of Object.values(EXIT)) expect(text).toContain(`\n| ${code} `);
  });
});

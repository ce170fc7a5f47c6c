import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../cli/commands.ts";
import { checkArguments } from "../../../cli/mcp/arguments.ts";
import { TOOLS } from "../../../cli/mcp/tools.ts";
import { firstMissing, questionsOf, shapeOf } from "../../../scripts/lib/question-docs.ts";
import { CHECKOUT, waymark } from "../cli/waymark.ts";

const questions = questionsOf(readFileSync("docs/questions.md", "utf8"));

describe("docs/questions.md", () => {
  test("answers five questions", () => {
    expect(questions).toHaveLength(5);
  });

  // What it shows is compared with the demo's own recording where that is made: tests/e2e/demo.spec.ts.
  test.each(questions)("$title: command and tool are such that there are", async (question) => {
    const { words, tool } = question;
    expect(COMMANDS.map(({ name }) => name)).toContain(words[0]);
    expect(words.slice(1, 4)).toEqual(["latest", "--store", "demo-output/server"]);
    const { code, err } = await waymark([words[0] ?? "", CHECKOUT, ...words.slice(4)]);
    // Not found is an answer here: it is another recording.
    expect([[0, 3].includes(code), err.join()]).toEqual([
      true,
      expect.not.stringMatching(/option/),
    ]);
    const def = TOOLS.find(({ name }) => name === tool.name);
    expect(checkArguments(tool.arguments, def?.args ?? {}, def?.required ?? [])).toBeTruthy();
  });
});

describe("an answer is compared by its shape", () => {
  const answer =
    'TIME  WHAT\n0:22.475  Click on "Pay"  t1/0/339\n0:23.000  Request 500 after 1.2 s  t1/0/340\nend';

  test.each([
    ["times, pointers and lengths of another recording", '0:01.002 Click on "Pay"   t2/1/9', null],
    ["lines left out", "TIME WHAT\n…\nend", null],
    ["a length in another unit", "0:01.002  Request 500 after 870 ms  t1/0/1", null],
    ["another word", '0:22.475  Click on "Go"  t1/0/339', '0:22.475  Click on "Go"  t1/0/339'],
    ["another order", "end\nTIME WHAT", "TIME WHAT"],
    ["a line more", "TIME WHAT\nTIME WHAT", "TIME WHAT"],
  ])("%s", (_, shown, missing) => {
    expect(firstMissing(shown, answer)).toBe(missing);
  });

  test("ids and ports are no part of it", () => {
    expect(shapeOf("01m8hkwbhxfjqjqedvmmsdh5cs  127.0.0.1:37873  1 min 16 s")).toBe("# # #");
  });
});

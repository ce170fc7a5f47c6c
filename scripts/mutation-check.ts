import { readFile, writeFile } from "node:fs/promises";
import { check, stale, type Verdict } from "./mutations/run.ts";
import type { Mutation } from "./mutations/mutation.ts";
import { MUTATIONS } from "./mutations/table.ts";

/**
 * Switches off every rule of the gates, one at a time, and sees whether a test of privacy fails.
 * `--slice N` takes N of them, others every day, as `npm test` does; `--only WORDS` those whose rule
 * has these words; `--write FILE` puts the results into a page, behind its line `<!-- mutations -->`.
 */
const TABLE = "<!-- mutations -->";
const argument = (name: string) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

function chosen(): readonly Mutation[] {
  const only = argument("only");
  if (only !== undefined) return MUTATIONS.filter(({ rule }) => rule.includes(only));
  const size = Number(argument("slice"));
  if (!(size > 0)) return MUTATIONS;
  // Spread over the table, so that each day's choice has some of every part.
  const step = Math.ceil(MUTATIONS.length / size);
  const day = Math.floor(Date.now() / 86_400_000);
  return MUTATIONS.filter((_, i) => i % step === day % step);
}

function table(verdicts: readonly Verdict[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("`", "'");
  const rows = verdicts.map(
    ({ mutation: { rule, file }, caughtBy }) =>
      `| ${cell(rule)} | ${file.replace("src/privacy/", "")} | ${cell(caughtBy ?? "**none**")} |`,
  );
  return ["| rule | where | caught by |", "| --- | --- | --- |", ...rows].join("\n");
}

const problems = await stale();
for (const problem of problems) console.log(problem);
const verdicts = await check(chosen(), ({ mutation, caughtBy, broken }) => {
  if (broken !== null) console.log(`broken: ${mutation.rule} (${mutation.file}): ${broken}`);
  else if (caughtBy === null) console.log(`survived: ${mutation.rule} (${mutation.file})`);
});
const survived = verdicts.filter(({ caughtBy }) => caughtBy === null);
const file = argument("write");
if (file !== undefined) {
  const [head = ""] = (await readFile(file, "utf8")).split(TABLE);
  await writeFile(file, `${head}${TABLE}\n\n${table(verdicts)}\n`);
}
console.log(`${verdicts.length - survived.length} of ${verdicts.length} mutations are caught.`);
process.exitCode = survived.length + problems.length > 0 ? 1 : 0;

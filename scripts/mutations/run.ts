import { fork } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Mutation } from "./mutation.ts";
import { MUTATIONS } from "./table.ts";
import type { Message } from "./worker.ts";

/** What the tests of privacy said to a mutation. */
export interface Verdict {
  mutation: Mutation;
  /** The first test that failed; null where the mutation survived. */
  caughtBy: string | null;
  /** Set where the mutated module could not even be read: then the mutation says nothing. */
  broken: string | null;
}

const ROOT = resolve(import.meta.dirname, "../..");
const TESTS = "tests/unit/privacy";
const PROCESSES = 2;
/** Modules are loaded anew for each and never let go, so a process takes a few only. */
const A_PROCESS = 80;

/** Mutations whose text stands in their file not once: the table is to be corrected. */
export async function stale(): Promise<string[]> {
  const problems: string[] = [];
  const rules = new Set<string>();
  for (const { rule, file, find } of MUTATIONS) {
    const found = (await readFile(join(ROOT, file), "utf8")).split(find).length - 1;
    if (found !== 1)
      problems.push(
        `"${rule}": its text stands ${found} times in ${file}: ${JSON.stringify(find)}`,
      );
    if (rules.has(rule)) problems.push(`"${rule}" is in the table twice.`);
    rules.add(rule);
  }
  return problems;
}

/** Runs the tests of privacy against each mutation, and once against none, which must pass. */
export async function check(
  wanted: readonly Mutation[],
  onVerdict: (verdict: Verdict) => void,
): Promise<Verdict[]> {
  const files = await testFiles();
  const verdicts: Verdict[] = [];
  const todo = [-1, ...wanted.map((mutation) => MUTATIONS.indexOf(mutation))];
  const chunks: number[][] = [];
  const size = Math.min(A_PROCESS, Math.ceil(todo.length / PROCESSES));
  while (todo.length > 0) chunks.push(todo.splice(0, size));
  const take = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      await runChunk(files, chunk, ({ at, caughtBy, broken }) => {
        const mutation = MUTATIONS[at];
        if (mutation === undefined) {
          const why = broken ?? caughtBy;
          if (why !== null) throw new Error(`The tests of privacy fail as they are: ${why}`);
          return;
        }
        const verdict = { mutation, caughtBy, broken };
        verdicts.push(verdict);
        onVerdict(verdict);
      });
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, take));
  return verdicts.sort((a, b) => MUTATIONS.indexOf(a.mutation) - MUTATIONS.indexOf(b.mutation));
}

async function testFiles(): Promise<string[]> {
  const all = (await readdir(join(ROOT, TESTS))).filter((name) => name.endsWith(".test.ts"));
  return all.map((name) => `${TESTS}/${name}`);
}

/** A mutation may make something go on for ever; a test would have been ended long before. */
const LONGEST_MS = 90_000;
const ENDLESS = "no test ended";

async function runChunk(
  files: readonly string[],
  numbers: readonly number[],
  onMessage: (message: Message) => void,
): Promise<void> {
  let rest = [...numbers];
  while (rest.length > 0) {
    const heard = await runSome(files, rest, onMessage);
    rest = rest.slice(heard);
    const [endless] = rest;
    if (endless === undefined) return;
    onMessage({ at: endless, caughtBy: ENDLESS, broken: null });
    rest.shift();
  }
}

/** Resolves to how many were heard of: all, or those before one that never ended. */
function runSome(
  files: readonly string[],
  numbers: readonly number[],
  onMessage: (message: Message) => void,
): Promise<number> {
  return new Promise((done, fail) => {
    let heard = 0;
    let isEndless = false;
    const child = fork(
      join(import.meta.dirname, "worker.ts"),
      [files.join(","), numbers.join(",")],
      { execArgv: ["--disable-warning=ExperimentalWarning"] },
    );
    const end = () => {
      isEndless = true;
      child.kill("SIGKILL");
    };
    let timer = setTimeout(end, LONGEST_MS);
    child.on("message", (message: Message) => {
      clearTimeout(timer);
      timer = setTimeout(end, LONGEST_MS);
      heard++;
      try {
        onMessage(message);
      } catch (error) {
        child.kill();
        fail(error);
      }
    });
    child.on("error", fail);
    child.on("close", (code) => {
      clearTimeout(timer);
      if (isEndless || heard === numbers.length) done(heard);
      else fail(new Error(`A process of the mutation check ended early, with code ${code}.`));
    });
  });
}

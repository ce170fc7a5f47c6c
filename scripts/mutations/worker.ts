import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Mutation } from "./mutation.ts";
import { MUTATIONS } from "./table.ts";
import { takeTests } from "./suite.ts";

/**
 * One process that tries some of the mutations, given by number: for each it loads the tests and the
 * modules under them anew, with the edit made as the file is read, and stops at the first test that fails.
 */
export interface Message {
  /** -1: with nothing switched off. */
  at: number;
  caughtBy: string | null;
  broken: string | null;
}

const ROOT = resolve(import.meta.dirname, "../..");
const OURS = pathToFileURL(`${ROOT}/`).href;
const INSTEAD: Readonly<Record<string, string>> = {
  vitest: new URL("suite.ts", import.meta.url).href,
  "fast-check": new URL("few-runs.ts", import.meta.url).href,
};

let mutation: Mutation | null = null;
/** Source without types, by path: it is the same for all but the file that is edited. */
const plain = new Map<string, string>();

registerHooks({
  resolve(specifier, context, next) {
    const round = /\?round=-?\d+$/.exec(context.parentURL ?? "")?.[0];
    if (round === undefined) return next(specifier, context);
    const instead = INSTEAD[specifier];
    if (instead !== undefined) return { url: instead, shortCircuit: true };
    const found = next(specifier, context);
    const isOurs = found.url.startsWith(OURS) && !found.url.includes("/node_modules/");
    return isOurs ? { ...found, url: `${found.url}${round}` } : found;
  },
  load(url, context, next) {
    if (!/\?round=/.test(url)) return next(url, context);
    return { format: "module", shortCircuit: true, source: sourceOf(fileURLToPath(url)) };
  },
});

function sourceOf(path: string): string {
  if (mutation !== null && path === resolve(ROOT, mutation.file)) {
    const { find, replace } = mutation;
    return stripTypeScriptTypes(readFileSync(path, "utf8").replace(find, () => replace));
  }
  const known = plain.get(path);
  if (known !== undefined) return known;
  const source = stripTypeScriptTypes(readFileSync(path, "utf8"));
  plain.set(path, source);
  return source;
}

/** Where a mutation of these files is likely caught; tests that take long or try at random come last. */
const FIRST: readonly (readonly [file: RegExp, tests: readonly string[]])[] = [
  [/redaction\/(?!url|data-url|svg)/, ["redaction", "rules"]],
  [/redaction\//, ["redaction", "open-level", "rules"]],
  [/marks/, ["marks", "sanitize"]],
  [/page\/|policy|refusal/, ["policy", "rules"]],
  [/accept|scan-events/, ["accept", "rules"]],
  [/frame-|around/, ["frame-stream", "rules"]],
  [/gate2\/(?:gate2|shape|sessions)/, ["rules", "gate2"]],
  [/clean-url/, ["redaction", "sanitize", "rules"]],
  [/css|sheets/, ["sanitize", "rules", "hostile"]],
  [/sanitize/, ["sanitize", "rules", "open-level"]],
];
const LAST = [
  "privacy-settings",
  "frame-stream",
  "gate2",
  "redaction",
  "canvas",
  "node-map",
  "hostile",
];

function inOrder(files: readonly string[], mutated: string): string[] {
  const first = FIRST.find(([file]) => file.test(mutated))?.[1] ?? [];
  const rank = (file: string) => {
    const name = /([\w-]+)\.test\.ts$/.exec(file)![1]!;
    return first.includes(name) ? first.indexOf(name) - first.length : LAST.indexOf(name) + 1;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

async function attempt(at: number, files: readonly string[]): Promise<Message> {
  mutation = MUTATIONS[at] ?? null;
  for (const file of inOrder(files, mutation?.file ?? "")) {
    takeTests();
    try {
      await import(`${pathToFileURL(resolve(ROOT, file)).href}?round=${at}`);
    } catch (error) {
      return { at, caughtBy: null, broken: `${file}: ${String(error)}` };
    }
    for (const { name, run } of takeTests()) {
      try {
        await run();
      } catch {
        return { at, caughtBy: name, broken: null }; // what a mutation is for
      }
    }
  }
  return { at, caughtBy: null, broken: null };
}

// What tests of pages need is there in a browser, not here.
process.env["WAYMARK_MUTANT"] = "1";
const [files = "", numbers = ""] = process.argv.slice(2);
for (const at of numbers.split(",")) {
  process.send!(await attempt(Number(at), files.split(",")));
}
process.disconnect();

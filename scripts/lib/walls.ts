import { readdir, readFile } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { findCycles } from "./cycles.ts";
import { scanModule, type Import, type ScannedModule } from "./scan-module.ts";
import {
  CLEAR_IN,
  MINT_IN,
  PARTS,
  READ_BACK_IN,
  SANITIZED_CAST_IN,
  WITHOUT_BROWSER_API,
} from "./wall-rules.ts";

/** One broken wall: where, what, and what to do instead. */
export interface WallProblem {
  /** `path:line`, relative to the root. */
  place: string;
  problem: string;
  instead: string;
}

const FOLDERS = ["entrypoints", "src", "viewer", "sync-server", "cli"];
const MODULE = /\.(?:ts|tsx|js|mjs)$/;

/** Checks every module under `root` against the walls; resolves to the problems, none when all is well. */
export async function checkWalls(
  root: string,
): Promise<{ problems: WallProblem[]; modules: number }> {
  const files = (await Promise.all(FOLDERS.map((folder) => listModules(root, folder)))).flat();
  const problems: WallProblem[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const module = scanModule(file, await readFile(join(root, file), "utf8"));
    problems.push(...checkModule(file, module));
    graph.set(
      file,
      module.imports.flatMap((found) => resolveImport(file, found.specifier) ?? []),
    );
  }
  for (const cycle of findCycles(graph)) {
    problems.push({
      place: `${cycle[0]}:1`,
      problem: `import cycle: ${[...cycle, cycle[0]].join(" -> ")}`,
      instead: "Move what both need into a module of its own that imports neither.",
    });
  }
  return { problems, modules: files.length };
}

function checkModule(file: string, { imports, uses }: ScannedModule): WallProblem[] {
  const partName = partOf(file);
  const part = PARTS[partName ?? ""];
  if (partName === null || !part) {
    return [
      {
        place: `${file}:1`,
        problem: "this file is in no known part of the repository",
        instead:
          "Put it into one of the folders of scripts/lib/wall-rules.ts, or add the part there.",
      },
    ];
  }
  const problems: WallProblem[] = [];
  for (const found of imports) {
    const place = `${file}:${found.line}`;
    const wall = crossesWall(file, partName, found);
    if (wall) problems.push({ place, problem: wall, instead: part.instead });
    const api =
      found.specifier.startsWith("wxt/browser") || found.specifier === "webextension-polyfill";
    if (api && WITHOUT_BROWSER_API.includes(partName)) {
      problems.push(browserProblem(place, partName, `imports ${found.specifier}`));
    }
    const target = resolveImport(file, found.specifier);
    if (target === "src/privacy/clear-to-leave.ts" && !isIn(file, CLEAR_IN)) {
      problems.push({
        place,
        problem: "clears a session to leave outside src/export/leave.ts",
        instead: "What leaves is listed, looked through and noted first: call letLeave.",
      });
    }
    const minted = target === "src/privacy/mint.ts";
    if (minted && !isIn(file, MINT_IN)) {
      problems.push({
        place,
        problem: "mints Sanitized outside gate 2 and the doors",
        instead: "Only gate 2 mints. Pass the value through the doors that src/privacy exports.",
      });
    }
  }
  for (const use of uses) {
    const place = `${file}:${use.line}`;
    if (use.kind === "browser-api" && WITHOUT_BROWSER_API.includes(partName)) {
      problems.push(browserProblem(place, partName, `uses ${use.text}`));
    }
    if (use.kind === "read-back" && !isIn(file, [...READ_BACK_IN, ...SANITIZED_CAST_IN])) {
      problems.push({
        place,
        problem: "calls readBack outside a storage driver",
        instead:
          "readBack is for what a store itself was handed as Sanitized. Anything else goes through src/privacy.",
      });
    }
    if (use.kind === "sanitized-cast" && !isIn(file, SANITIZED_CAST_IN)) {
      problems.push({
        place,
        problem: "casts to Sanitized",
        instead: "A cast skips gate 2 (rule P1). Pass the value through the doors of src/privacy.",
      });
    }
  }
  return problems;
}

function browserProblem(place: string, part: string, what: string): WallProblem {
  return {
    place,
    problem: `${part} ${what}`,
    instead:
      "This part also runs in plain pages, Node or workers. Take the value or a callback as an argument and call the browser in src/extension or entrypoints.",
  };
}

function crossesWall(file: string, partName: string, found: Import): string | null {
  const target = resolveImport(file, found.specifier);
  if (target === null) return null;
  const targetPart = partOf(target);
  if (targetPart === partName) return null;
  const part = PARTS[partName];
  if (targetPart !== null && part?.may.includes(targetPart)) return null;
  const typesOnly = targetPart !== null && part?.typesOf?.includes(targetPart);
  if (typesOnly && found.typeOnly) return null;
  const reach = part?.may.length ? `may import ${part.may.join(", ")}` : "imports nothing of ours";
  return typesOnly
    ? `imports code from ${targetPart}; only "import type" is allowed`
    : `imports ${target}; ${partName} ${reach}`;
}

/** The file that a specifier names, relative to the root with `/`; null for packages and builtins. */
function resolveImport(file: string, specifier: string): string | null {
  const path = specifier.replace(/[?#].*$/, "");
  if (path.startsWith(".")) return posix.normalize(posix.join(posix.dirname(file), path));
  // WXT's aliases of the source folder, which is the root here.
  const alias = /^(?:@|~|@@|~~)\/(.*)$/.exec(path);
  return alias?.[1] ?? null;
}

/** `src/format` for `src/format/ids.ts`, `cli` for `cli/main.ts`; null when it is in none. */
function partOf(file: string): string | null {
  const [first = "", second] = file.split("/");
  const name = first === "src" ? `${first}/${second ?? ""}` : first;
  return name in PARTS ? name : null;
}

function isIn(file: string, places: readonly string[]): boolean {
  return places.some((place) => file.startsWith(place));
}

async function listModules(root: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && MODULE.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

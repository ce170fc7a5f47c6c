import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkWalls } from "../../../scripts/lib/walls.ts";

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** Problems of a repository that consists of these files, as `path:line problem`. */
async function problemsOf(files: Record<string, string>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), "waymark-walls-"));
  folders.push(root);
  for (const [path, source] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), source);
  }
  const { problems } = await checkWalls(root);
  for (const { instead } of problems) expect(instead).toMatch(/\w{3,}.*\.$/);
  return problems.map(({ place, problem }) => `${place} ${problem}`);
}

const IDS = { "src/format/ids.ts": "export type TabId = string;\nexport const MAX = 128;\n" };

test("an allowed import passes", async () => {
  expect(
    await problemsOf({
      ...IDS,
      "src/store/memory.ts": 'import { MAX } from "../format/ids.ts";\nexport const max = MAX;\n',
      "cli/main.ts": 'import "../src/store/memory.ts";\nimport "node:fs";\nimport "citty";\n',
    }),
  ).toEqual([]);
});

test.each([
  ["an import", 'import { MAX } from "../store/memory.ts";\nexport const m = MAX;'],
  ["a type import", 'import type { MAX } from "../store/memory.ts";\nexport type M = typeof MAX;'],
  ["a re-export", 'export * from "../store/memory.ts";'],
  ["a dynamic import", 'export const load = () => import("../store/memory.ts");'],
  ["an import in a type", 'export type M = import("../store/memory.ts").Max;'],
  ["a worker's URL", 'export const url = new URL("../store/memory.ts", import.meta.url);'],
  ["a query", 'import url from "../store/memory.ts?worker&url";\nexport const u = url;'],
  ["the source alias", 'import { MAX } from "@/src/store/memory.ts";\nexport const m = MAX;'],
])("%s over a wall is reported with its line", async (_name, line) => {
  const problems = await problemsOf({
    "src/store/memory.ts": "export const MAX = 1;\nexport type Max = number;\n",
    "src/dom/mirror.ts": `// a comment\n${line}\n`,
  });
  expect(problems).toEqual([
    "src/dom/mirror.ts:2 imports src/store/memory.ts; src/dom may import src/format",
  ]);
});

test("the product may not import its tests, and the format imports nothing of ours", async () => {
  expect(
    await problemsOf({
      "src/format/ids.ts": 'import "../privacy/policy.ts";\n',
      "src/privacy/policy.ts": "export const a = 1;\n",
      "cli/main.ts": 'import "../tests/fixtures/serve.ts";\n',
    }),
  ).toEqual([
    "src/format/ids.ts:1 imports src/privacy/policy.ts; src/format imports nothing of ours",
    expect.stringContaining("cli/main.ts:1 imports tests/fixtures/serve.ts; cli may import"),
  ]);
});

test("the extension may import the recorder's types but not its code", async () => {
  expect(
    await problemsOf({
      "src/record/protocol.ts": "export type Batch = string;\nexport const VERSION = 1;\n",
      "src/extension/types.ts":
        'import type { Batch } from "../record/protocol.ts";\nexport type B = Batch;\n',
      "src/extension/inline.ts":
        'import { type Batch } from "../record/protocol.ts";\nexport type B = Batch;\n',
      "src/extension/code.ts":
        'import { VERSION } from "../record/protocol.ts";\nexport const v = VERSION;\n',
    }),
  ).toEqual([
    'src/extension/code.ts:1 imports code from src/record; only "import type" is allowed',
  ]);
});

test("a file outside every part is reported", async () => {
  expect(await problemsOf({ "src/helpers/misc.ts": "export const a = 1;\n" })).toEqual([
    "src/helpers/misc.ts:1 this file is in no known part of the repository",
  ]);
});

test("a cycle is reported once, as its shortest loop", async () => {
  expect(
    await problemsOf({
      "src/dom/a.ts": 'import "./b.ts";\n',
      "src/dom/b.ts": 'import "./c.ts";\nimport "./d.ts";\n',
      "src/dom/c.ts": 'import "./a.ts";\n',
      "src/dom/d.ts": 'import "./c.ts";\n',
      "src/dom/e.ts": 'import "./a.ts";\n',
    }),
  ).toEqual([
    "src/dom/a.ts:1 import cycle: src/dom/a.ts -> src/dom/b.ts -> src/dom/c.ts -> src/dom/a.ts",
  ]);
});

test("P10 a session is cleared to leave in one place only", async () => {
  expect(
    await problemsOf({
      "src/privacy/clear-to-leave.ts": "export const clearToLeave = () => 1;\n",
      "src/export/leave.ts":
        'import { clearToLeave } from "../privacy/clear-to-leave.ts";\nexport const c = clearToLeave();\n',
      "cli/push.ts":
        'import { clearToLeave } from "../src/privacy/clear-to-leave.ts";\nexport const c = clearToLeave();\n',
    }),
  ).toEqual(["cli/push.ts:1 clears a session to leave outside src/export/leave.ts"]);
});

test("P1 Sanitized is minted in src/privacy, read back in storage drivers, and never cast", async () => {
  expect(
    await problemsOf({
      "src/format/sanitized.ts":
        "export type Sanitized<T> = T;\nexport function readBack<T>(v: T) {\n  return v as Sanitized<T>;\n}\n",
      "src/privacy/mint.ts":
        'import type { Sanitized } from "../format/sanitized.ts";\nexport const mint = <T>(v: T) => v as Sanitized<T>;\n',
      "src/privacy/gate2/gate2.ts":
        'import { mint } from "../mint.ts";\nexport const g = mint(1);\n',
      "src/privacy/policy.ts": 'import { mint } from "./mint.ts";\nexport const g = mint(1);\n',
      "src/store/memory.ts":
        'import { readBack } from "../format/sanitized.ts";\nexport const r = readBack(1);\n',
      "src/sync/copy.ts":
        'import { mint } from "../privacy/mint.ts";\nimport { readBack, type Sanitized } from "../format/sanitized.ts";\nexport const r = [mint(1), readBack(2), 3 as Sanitized<number>];\n',
      "src/sync/list.ts":
        'import type { Sanitized } from "../format/sanitized.ts";\nexport const r = [1] as Sanitized<number>[];\n',
      "src/sync/named.ts":
        'import type { Sanitized as Clean } from "../format/sanitized.ts";\nexport const r = 1 as Clean<number>;\n',
    }),
  ).toEqual([
    "src/privacy/policy.ts:1 mints Sanitized outside gate 2 and the doors",
    "src/sync/copy.ts:1 mints Sanitized outside gate 2 and the doors",
    "src/sync/copy.ts:3 calls readBack outside a storage driver",
    "src/sync/copy.ts:3 casts to Sanitized",
    "src/sync/list.ts:2 casts to Sanitized",
    "src/sync/named.ts:1 casts to Sanitized",
  ]);
});

test("browser APIs stay in the extension; a local variable of that name is nothing to report", async () => {
  expect(
    await problemsOf({
      "src/extension/tabs.ts": "export const tabs = () => chrome.tabs.query({});\n",
      "src/record/a.ts": "export const id = () => chrome.runtime.id;\n",
      "src/store/b.ts":
        'import { browser } from "wxt/browser";\nexport const b = browser.storage;\n',
      "src/analysis/c.ts": "export const c = () => globalThis.chrome;\n",
      "src/privacy/d.ts":
        "export const d = ({ browser }: { browser: { name: string } }) => browser.name;\n",
    }),
  ).toEqual(
    [
      "src/record/a.ts:1 src/record uses chrome.runtime",
      "src/store/b.ts:1 src/store imports wxt/browser",
      "src/store/b.ts:2 src/store uses browser.storage",
      "src/analysis/c.ts:1 src/analysis uses globalThis.chrome",
    ].toSorted(),
  );
});

test("a module that does not parse stops the check instead of passing unseen", async () => {
  await expect(problemsOf({ "src/dom/a.ts": "import {\n" })).rejects.toThrow(
    "src/dom/a.ts does not parse",
  );
});

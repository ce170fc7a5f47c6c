import { parseArgs } from "node:util";
import type { Row } from "./row.ts";

/** Loaded when asked for: a store bench needs no extension build, and so on. */
const SUITES: Record<string, () => Promise<() => Promise<Row[]>>> = {
  record: async () => (await import("./record.ts")).benchRecord,
  replay: async () => (await import("./replay.ts")).benchReplay,
  store: async () => (await import("./store.ts")).benchStore,
  analysis: async () => (await import("./analysis.ts")).benchAnalysis,
  fidelity: async () => {
    const { benchFidelity } = await import("./fidelity.ts");
    return () => benchFidelity({ apps: options.app, out: options.out });
  },
};

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    /** fidelity: pictures of live and replayed pages, and recordings, go here. */
    out: { type: "string" },
    /** fidelity: only these apps; may be given several times. */
    app: { type: "string", multiple: true },
  },
});
const unknown = wanted.filter((name) => !(name in SUITES));
if (wanted.length === 0 || unknown.length > 0) {
  const names = Object.keys(SUITES).join(" | ");
  console.error(
    unknown.length > 0
      ? `There is no benchmark "${unknown[0]}". There are: ${names}.`
      : `Which one? npm run bench -- <${names}> [--json], for fidelity also [--app NAME] [--out DIR]`,
  );
  process.exit(2);
}

const rows: Row[] = [];
for (const name of wanted) {
  console.error(`Running ${name} ...`);
  rows.push(...(await (await SUITES[name]!())()));
}
if (options.json) console.log(JSON.stringify({ rows }, null, 2));
else console.log(table(rows));

function table(all: Row[]): string {
  const head = ["name", "ours", "reference", "ratio", "unit", "runs", "min", "max"];
  const cells = all.map((row) => [
    row.name,
    round(row.ours),
    round(row.reference),
    row.ratio.toFixed(2),
    row.unit,
    String(row.runs),
    round(row.min),
    round(row.max),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((c) => c[i]!.length)));
  const line = (c: string[]) => c.map((cell, i) => cell.padEnd(widths[i]!)).join("  ");
  const notes = all.filter(({ note }) => note).map(({ name, note }) => `${name}: ${note}`);
  return [line(head), ...cells.map(line), "", ...notes].join("\n");
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One labelled recording; the corpus's own README explains the fields. */
export interface Labelled {
  name: string;
  evidence: "events" | "dom" | "none";
  expected: Entry[];
  mustNotReport: Entry[];
  mayReport: Entry[];
  events: { type: number; data: unknown; timestamp: number }[];
}

export interface Entry {
  kind: string;
  /** Milliseconds after the first event. */
  atMs: [number, number];
  target?: string;
}

/** Ranges of expected entries are widened by this much on both sides, as the corpus's README says. */
const SLACK_MS = 1_000;

export function readCorpus(folder: string): Labelled[] | null {
  if (!existsSync(folder)) return null;
  return readdirSync(folder)
    .filter((file) => file.endsWith(".label.json"))
    .map((file) => {
      const label = JSON.parse(readFileSync(join(folder, file), "utf8")) as Partial<Labelled>;
      const events = JSON.parse(
        readFileSync(join(folder, file.replace(".label.", ".events.")), "utf8"),
      ) as Labelled["events"];
      return { expected: [], mustNotReport: [], mayReport: [], ...label, events } as Labelled;
    });
}

export interface Verdict {
  missed: Entry[];
  wrong: { kind: string; atMs: number }[];
}

/** Judges findings of the kinds in question by the rules of the corpus. */
export function judge(
  label: Labelled,
  findings: { kind: string; atMs: number }[],
  kinds: readonly string[],
): Verdict {
  const expected = label.expected.filter((entry) => kinds.includes(entry.kind));
  const found = new Set<Entry>();
  const wrong: Verdict["wrong"] = [];
  for (const finding of findings.filter((one) => kinds.includes(one.kind))) {
    const holds = (entry: Entry, slack: number) =>
      entry.kind === finding.kind &&
      finding.atMs >= entry.atMs[0] - slack &&
      finding.atMs <= entry.atMs[1] + slack;
    const match =
      expected.find((entry) => holds(entry, 0)) ?? expected.find((entry) => holds(entry, SLACK_MS));
    if (match) found.add(match);
    else if (!label.mayReport.some((entry) => holds(entry, 0))) wrong.push(finding);
  }
  return { missed: expected.filter((entry) => !found.has(entry)), wrong };
}

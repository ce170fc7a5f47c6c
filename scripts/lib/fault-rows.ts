/** What one injected fault cost, as the tests in tests/e2e/faults measured it. */
export interface FaultRow {
  fault: string;
  /** How the test makes it. */
  made: string;
  /** From the last event that is stored to the last that the page showed before the fault. */
  lostMs: number;
  /** Of what the page showed, how much is not in the session. */
  lostEvents: number;
  /** What the page showed while it was recorded. */
  shownEvents: number;
  /** What the session says afterwards, in a few words. */
  says: string;
}

/** The rows as a Markdown table, one line a fault in order of appearance. */
export function faultTable(rows: readonly FaultRow[]): string {
  const faults = [...new Set(rows.map(({ fault }) => fault))];
  const lines = faults.map((fault) => {
    const all = rows.filter((row) => row.fault === fault);
    const ms = all.map(({ lostMs }) => Math.round(lostMs)).toSorted((a, b) => a - b);
    const events = all.map(({ lostEvents }) => lostEvents);
    const shown = all.reduce((sum, { shownEvents }) => sum + shownEvents, 0);
    const says = [...new Set(all.map((row) => row.says))].join("; or ");
    return [
      fault,
      all[0]?.made ?? "",
      String(all.length),
      String(shown),
      `${ms[Math.floor(ms.length / 2)]} / ${ms.at(-1)}`,
      String(Math.max(...events)),
      says,
    ];
  });
  const head = [
    "fault",
    "how it is made",
    "times",
    "events shown",
    "lost ms, median / most",
    "lost events, most",
    "what the session says",
  ];
  const rule = ["---", "---", "--:", "--:", "--:", "--:", "---"];
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

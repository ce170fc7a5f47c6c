import type { AuditEntry } from "../store/audit-log.ts";

export type AuditFileKind = "json" | "csv";

export interface TextFile {
  fileName: string;
  /** MIME type. */
  type: string;
  text: string;
}

/** The audit log as a file. @param now names it */
export function auditFile(
  entries: readonly AuditEntry[],
  kind: AuditFileKind,
  now: number,
): TextFile {
  const fileName = `waymark-audit-log-${new Date(now).toISOString().slice(0, 10)}.${kind}`;
  return kind === "json"
    ? { fileName, type: "application/json", text: `${JSON.stringify({ entries }, null, 2)}\n` }
    : { fileName, type: "text/csv", text: auditCsv(entries) };
}

const COLUMNS = ["time", "act", "session", "site", "detail"];

function auditCsv(entries: readonly AuditEntry[]): string {
  const rows = entries.map(({ at, act, sessionId = "", site = "", detail }) => [
    new Date(at).toISOString(),
    act,
    sessionId,
    site,
    detail,
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

/** Spreadsheets run a cell that begins like this as a formula, quoted or not; an apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

export function csvCell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}

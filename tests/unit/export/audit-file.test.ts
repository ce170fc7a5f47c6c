import { expect, test } from "vitest";
import { auditFile, csvCell } from "../../../src/export/audit-file.ts";
import type { AuditEntry } from "../../../src/store/audit-log.ts";

const NOW = Date.UTC(2026, 10, 28, 12);
const entries: AuditEntry[] = [
  { at: NOW, act: "push", sessionId: "s1", site: "shop.example", detail: 'To "team", 2 segments.' },
  { at: NOW - 5, act: "settings", detail: "=HYPERLINK(1)" },
];

test("the log as JSON is the entries themselves", () => {
  const { fileName, text, type } = auditFile(entries, "json", NOW);
  expect([fileName, type]).toEqual(["waymark-audit-log-2026-11-28.json", "application/json"]);
  expect(JSON.parse(text)).toEqual({ entries });
});

test("the log as CSV has a row for each entry, its quotes doubled", () => {
  expect(auditFile(entries, "csv", NOW).text.split("\r\n")).toEqual([
    '"time","act","session","site","detail"',
    '"2026-11-28T12:00:00.000Z","push","s1","shop.example","To ""team"", 2 segments."',
    '"2026-11-28T11:59:59.995Z","settings","","","\'=HYPERLINK(1)"',
    "",
  ]);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "-2+3+cmd|' /C calc'!A0"])(
  "R4 no spreadsheet takes %j for a formula",
  (text) => expect(csvCell(text)).toBe(`"'${text}"`),
);

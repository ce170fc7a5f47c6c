import { describe, expect, test } from "vitest";
import type { AuditEntry } from "../../../src/store/audit-log.ts";
import {
  dayEnd,
  dayStart,
  filterAudit,
  isFiltered,
  NO_FILTER,
} from "../../../viewer/privacy/audit-filter.ts";

const at = (text: string) => new Date(text).getTime();
const entries: AuditEntry[] = [
  { at: at("2026-11-28T23:59:59.999"), act: "export", sessionId: "01k9aaa", detail: "a" },
  { at: at("2026-11-28T00:00:00"), act: "erase", sessionId: "01k9bbb", detail: "b" },
  { at: at("2026-11-27T12:00:00"), act: "settings", detail: "c" },
];
const shown = (part: Partial<typeof NO_FILTER>) =>
  filterAudit(entries, { ...NO_FILTER, ...part }).map(({ detail }) => detail);

describe("filtering the audit log", () => {
  test("by act, by the beginning of a session's id, and by whole days", () => {
    expect(shown({})).toEqual(["a", "b", "c"]);
    expect(shown({ act: "erase" })).toEqual(["b"]);
    expect(shown({ session: " 01k9a " })).toEqual(["a"]);
    expect(shown({ from: "2026-11-28" })).toEqual(["a", "b"]);
    expect(shown({ to: "2026-11-27" })).toEqual(["c"]);
    expect(shown({ from: "2026-11-28", to: "2026-11-28" })).toEqual(["a", "b"]);
  });

  test("a field that is half filled in filters nothing", () => {
    expect(shown({ from: "2026-13-77" })).toEqual(["a", "b", "c"]);
    expect([isFiltered(NO_FILTER), isFiltered({ ...NO_FILTER, to: "2026-11-28" })]).toEqual([
      false,
      true,
    ]);
  });

  test("a day ends where the next begins, also where clocks change", () => {
    for (const [day, next] of [
      ["2026-03-29", "2026-03-30"],
      ["2026-10-25", "2026-10-26"],
      ["2026-12-31", "2027-01-01"],
    ] as const) {
      expect(dayEnd(day)! + 1).toBe(dayStart(next));
    }
  });
});

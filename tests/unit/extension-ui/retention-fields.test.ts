import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRetention, showRetention } from "../../../src/extension/ui/retention-fields.ts";

const NONE = { sessions: "", size: "", unit: "MB", days: "" } as const;
const parse = (change: Partial<Parameters<typeof parseRetention>[0]>) =>
  parseRetention({ ...NONE, ...change });

describe("the retention form", () => {
  test("reads empty fields as no limit", () => {
    expect(parse({ sessions: " " })).toEqual({ ok: true, limits: {} });
    expect(showRetention({})).toEqual(NONE);
  });

  test("reads sessions, space on disk and days", () => {
    expect(parse({ sessions: "200", size: "1.5", unit: "GB", days: " 30 " })).toEqual({
      ok: true,
      limits: { maxSessions: 200, maxBytes: 1_500_000_000, maxAgeMs: 30 * 86_400_000 },
    });
    expect(parse({ size: "0,5" })).toEqual({ ok: true, limits: { maxBytes: 500_000 } });
  });

  test.each([
    ["sessions", "0"],
    ["sessions", "-1"],
    ["sessions", "1e3"],
    ["sessions", "many"],
    ["size", "0"],
    ["size", "-5"],
    ["size", "5 MB"],
    ["days", "0"],
    ["days", "1.5"],
  ] as const)("R4 names %s as wrong for %j, and says what to enter", (field, text) => {
    expect(parse({ [field]: text })).toMatchObject({
      ok: false,
      field,
      sentence: expect.stringContaining("enter"),
    });
  });

  test("shows what was saved as it was typed", () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 1, max: 9_999_999 }), { nil: undefined }),
        fc.option(fc.integer({ min: 1, max: 999_999 }), { nil: undefined }),
        fc.option(fc.integer({ min: 1, max: 99_999 }), { nil: undefined }),
        (maxSessions, megabytes, days) => {
          const limits = {
            ...(maxSessions !== undefined && { maxSessions }),
            ...(megabytes !== undefined && { maxBytes: megabytes * 1_000_000 }),
            ...(days !== undefined && { maxAgeMs: days * 86_400_000 }),
          };
          expect(parseRetention(showRetention(limits))).toEqual({ ok: true, limits });
        },
      ),
    );
  });
});

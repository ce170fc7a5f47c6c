import { describe, expect, it } from "vitest";
import {
  agoText,
  bytesText,
  countText,
  findingText,
  plural,
  preciseOffset,
  scoreText,
  spanText,
  stretchText,
} from "../../../viewer/words.ts";
import { FINDING_KINDS } from "../../../src/analysis/finding.ts";
import { lastAt, neighbour } from "../../../viewer/session/view-questions.ts";

describe("numbers in words", () => {
  it("stay short however large they get", () => {
    expect([7, 9_999, 12_345, 5_700_000].map(countText)).toEqual(["7", "9,999", "12k", "5.7m"]);
    expect([12, 21_400, 5_240_000].map(bytesText)).toEqual(["12 B", "21 kB", "5.2 MB"]);
  });

  it("tell a stretch by its length where both ends read the same", () => {
    expect(stretchText(12_100, 12_400)).toBe("at 0:12 for 300 ms");
    expect(stretchText(12_100, 40_000)).toBe("from 0:12 to 0:40");
  });

  it("say one click and two clicks", () => {
    expect([1, 2, 0].map((n) => plural(n, "click"))).toEqual(["1 click", "2 clicks", "0 clicks"]);
  });

  it("show tenths where a moment is meant", () => {
    expect([0, 7_340, 3_723_990].map(preciseOffset)).toEqual(["0:00.0", "0:07.3", "1:02:03.9"]);
  });

  it("name spans by their largest unit", () => {
    expect([300, 45_000, 90_000, 7_500_000].map(spanText)).toEqual([
      "300 ms",
      "45 s",
      "2 min",
      "2 h 5 min",
    ]);
  });

  it("count back from now, and give a date after a week", () => {
    const now = Date.UTC(2026, 5, 20, 12);
    expect(agoText(now - 20_000, now)).toBe("just now");
    expect(agoText(now - 7_200_000, now)).toBe("2 hours ago");
    expect(agoText(now - 86_400_000, now)).toBe("yesterday");
    expect(agoText(now - 30 * 86_400_000, now)).toBe("May 21, 2026");
  });
});

describe("moments around the playhead", () => {
  const at = (...times: number[]) => times.map((offsetMs) => ({ offsetMs }));

  it("the current row is the last one at or before it", () => {
    const list = at(5, 10, 10, 20);
    expect(
      [0, 5, 10, 15, 99].map((ms) => lastAt(list.length, (i) => list[i]!.offsetMs, ms)),
    ).toEqual([-1, 0, 2, 2, 3]);
  });

  it("the next and previous ones are strictly beside it, in whatever order they are listed", () => {
    const list = at(30, 10, 20);
    expect(neighbour(list, 20, 1)?.offsetMs).toBe(30);
    expect(neighbour(list, 20, -1)?.offsetMs).toBe(10);
    expect(neighbour(list, 30, 1)).toBeNull();
  });
});

describe("findings in words", () => {
  it("have a name of their own for every kind", () => {
    const names = FINDING_KINDS.map(findingText);
    expect(names.filter((name) => !/^[A-Z][a-z]/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(FINDING_KINDS.length);
  });

  it("tell the score with what it is made of", () => {
    const parts = [
      { kind: "error-click" as const, points: 13, why: "" },
      { kind: "rage-click" as const, points: 10, why: "" },
    ];
    expect(scoreText({ value: 23, parts })).toBe(
      "Struggle score 23 of 100: click that failed 13, rage click 10.",
    );
    expect(scoreText({ value: 0, parts: [] })).toBe("Struggle score 0 of 100.");
  });
});

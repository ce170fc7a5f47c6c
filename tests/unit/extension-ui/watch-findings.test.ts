import { expect, test, vi } from "vitest";
import { popupStrings } from "../../../src/extension/ui/strings/popup.ts";
import { type FindingCount, watchFindings } from "../../../src/extension/ui/watch-findings.ts";

test("counts again after each answer, never falls while it is told as at least, and ends with the popup", async () => {
  const answers: (FindingCount | Error)[] = [
    { count: 2, atLeast: false },
    { count: 5, atLeast: true },
    new Error("The store is closing."),
    { count: 3, atLeast: true },
    { count: 4, atLeast: false },
  ];
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const life = new AbortController();
  const told: string[] = [];
  let atOnce = 0;
  let looks = 0;
  await watchFindings({
    async count() {
      looks++;
      expect(++atOnce).toBe(1);
      await new Promise((next) => setTimeout(next));
      atOnce--;
      const answer = answers.shift();
      if (answers.length === 0) setTimeout(() => life.abort());
      if (answer instanceof Error) throw answer;
      return answer!;
    },
    onCount: (count) => told.push(popupStrings.findingCount(count)),
    signal: life.signal,
    pauseMs: 1,
  });
  expect(told).toEqual(["2", "≥ 5", "≥ 5", "4"]);
  expect(looks).toBe(5);
  expect(warn.mock.calls.flat()).toEqual([
    "Waymark: findings could not be counted:",
    "The store is closing.",
  ]);
  warn.mockRestore();
});

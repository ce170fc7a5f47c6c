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

test("R4 looks take a tenth of the time at the most, so that recording has the rest", async () => {
  vi.useFakeTimers();
  const life = new AbortController();
  let looks = 0;
  const watching = watchFindings({
    async count() {
      looks++;
      await new Promise((next) => setTimeout(next, 4_000));
      return { count: 1, atLeast: true };
    },
    onCount: () => {},
    signal: life.signal,
  });
  await vi.advanceTimersByTimeAsync(39_000);
  expect(looks).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(looks).toBe(2);
  life.abort();
  await vi.advanceTimersByTimeAsync(4_000);
  await watching;
  vi.useRealTimers();
});

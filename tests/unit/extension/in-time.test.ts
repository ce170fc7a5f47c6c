import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inTime } from "../../../src/extension/in-time.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LATE = "Too late.";

test("what takes too long is an error, and what does not is its answer", async () => {
  await expect(inTime(Promise.resolve(4), 10, LATE)).resolves.toBe(4);
  const late = inTime(new Promise(() => {}), 10, LATE).catch((error: unknown) => String(error));
  await vi.advanceTimersByTimeAsync(10);
  expect(await late).toContain(LATE);
});

test("whoever is heard meanwhile is waited for, and not once that is over", async () => {
  let heardAt = Date.now();
  let outcome = "";
  inTime(new Promise(() => {}), 1_000, LATE, () => Date.now() - heardAt).catch(
    (error: unknown) => (outcome = String(error)),
  );
  for (let second = 0; second < 5; second++) {
    await vi.advanceTimersByTimeAsync(900);
    heardAt = Date.now();
  }
  expect(outcome).toBe("");
  await vi.advanceTimersByTimeAsync(990);
  expect(outcome).toBe("");
  await vi.advanceTimersByTimeAsync(20);
  expect(outcome).toContain(LATE);
});

import { expect, test } from "vitest";
import {
  createStorageWatch,
  judgeStorage,
  LOW_BYTES,
  LOW_MS,
  RESERVE_BYTES,
} from "../../../src/extension/storage-watch.ts";

const withFree = (freeBytes: number) => ({ usage: 1_000, quota: 1_000 + freeBytes });

test("R2 warns below the floor, and stops before the last byte", () => {
  expect(judgeStorage(withFree(LOW_BYTES))).toBeNull();
  expect(judgeStorage(withFree(LOW_BYTES - 1))).toEqual({ kind: "low", freeBytes: LOW_BYTES - 1 });
  expect(judgeStorage(withFree(RESERVE_BYTES))?.kind).toBe("low");
  expect(judgeStorage(withFree(RESERVE_BYTES - 1))?.kind).toBe("full");
  expect(judgeStorage({ usage: 5, quota: 1 })).toEqual({ kind: "full", freeBytes: 0 });
});

test("R2 warns of a recording that fills what is left within five minutes", () => {
  const perMs = 10_000;
  expect(judgeStorage(withFree(perMs * LOW_MS), perMs)).toBeNull();
  expect(judgeStorage(withFree(perMs * LOW_MS - 1), perMs)?.kind).toBe("low");
});

test("a browser that does not say is not taken for full", () => {
  expect(judgeStorage({})).toBeNull();
  expect(judgeStorage({ usage: 5 })).toBeNull();
});

test("asks the browser at most every two seconds", async () => {
  let at = 0;
  let asked = 0;
  const estimate = async () => withFree(asked++ === 0 ? LOW_BYTES : 0);
  const watch = createStorageWatch(estimate, () => at);
  expect(await watch.trouble()).toBeNull();
  at = 1_999;
  expect(await watch.trouble()).toBeNull();
  at = 2_000;
  expect((await watch.trouble())?.kind).toBe("full");
  expect(asked).toBe(2);
});

import { describe, expect, test } from "vitest";
import { WaymarkError } from "../../../src/format/errors.ts";
import { HttpError, retryAfterMs } from "../../../src/store/http/request.ts";
import { withRetry } from "../../../src/sync/retry.ts";
import { refuses } from "../../contract/session-store/samples.ts";

const down = new HttpError("network", "The server is not there.", { status: 0 });

describe("R3 retrying", () => {
  test("R3 gives up after six tries, each wait at most twice the one before", async () => {
    const waits: number[] = [];
    let tries = 0;
    const work = async () => {
      tries++;
      throw down;
    };
    const sleep = async (ms: number) => void waits.push(ms);
    await refuses("network", withRetry(work, { sleep, random: () => 0.999_999 }));
    expect(tries).toBe(6);
    expect(waits.map(Math.round)).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  });

  test("leaves it to the caller when the server asks for hours", async () => {
    let tries = 0;
    const busy = new HttpError("network", "Come back later.", {
      status: 503,
      retryAfterMs: 3_600_000,
    });
    const work = async () => {
      tries++;
      throw busy;
    };
    await refuses("network", withRetry(work, { sleep: async () => undefined }));
    expect(tries).toBe(1);
  });

  for (const error of [
    new WaymarkError("conflict", "Other content is there."),
    new HttpError("network", "This is no Waymark server.", { status: 200 }),
    new HttpError("invalid-input", "The request is too large.", { status: 413 }),
  ]) {
    test(`does not repeat what cannot succeed: ${error.message}`, async () => {
      let tries = 0;
      const work = async () => {
        tries++;
        throw error;
      };
      await expect(withRetry(work)).rejects.toBe(error);
      expect(tries).toBe(1);
    });
  }

  test("does not wait once the signal has fired, and is woken from a wait by it", async () => {
    for (const fire of [queueMicrotask, setImmediate]) {
      const stop = new AbortController();
      const work = async () => {
        fire(() => stop.abort());
        throw new HttpError("network", "Come back later.", { status: 429, retryAfterMs: 60_000 });
      };
      const outcome = withRetry(work, { signal: stop.signal });
      await expect(outcome).rejects.toMatchObject({ code: "cancelled" });
    }
  });
});

test("Retry-After is read as seconds, as a date, and as nothing when it is neither", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(retryAfterMs("7", now)).toBe(7_000);
  expect(retryAfterMs("Thu, 01 Jan 2026 00:00:09 GMT", now)).toBe(9_000);
  expect(retryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
  expect(retryAfterMs("soon", now)).toBeNull();
  expect(retryAfterMs(null, now)).toBeNull();
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BUSY_BLOCKED_MS,
  BUSY_OWN_MS,
  CALM_BLOCKED_MS,
  judgeLoad,
  type LoadJudge,
  WINDOW_MS,
} from "../../../src/record/load-watch.ts";

/** Blocks for `ms` at the end of each of the seconds from `from` on. */
function burn(judge: LoadJudge, from: number, seconds: number, ms: number): number {
  for (let i = 1; i <= seconds; i++) judge.blocked(ms, from + i * 1_000);
  return from + seconds * 1_000;
}

/** How long the judge stays busy from `from` on, asked every second, with nothing going on. */
function busyFor(judge: LoadJudge, from: number): number {
  let at = from;
  while (judge.isBusy(at) && at - from < 3_600_000) at += 1_000;
  return at - from;
}

describe("judging a page's load", () => {
  it("lets one heavy render pass, and work that is spread out", () => {
    const judge = judgeLoad();
    judge.blocked(BUSY_BLOCKED_MS, 1_000);
    expect(judge.isBusy(1_000)).toBe(false);
    const at = burn(judge, 20_000, 60, BUSY_BLOCKED_MS / 6);
    expect(judge.isBusy(at)).toBe(false);
  });

  it("calls a page busy that does not answer for a third of the time", () => {
    const judge = judgeLoad();
    const at = burn(judge, 0, 5, BUSY_BLOCKED_MS / 4);
    expect(judge.isBusy(at)).toBe(true);
  });

  it("calls a page busy that makes the recorder work too hard, whatever else it does", () => {
    const judge = judgeLoad();
    for (let i = 0; i < 10; i++) judge.own(BUSY_OWN_MS / 10, 100_000 + i * 10);
    expect(judge.isBusy(100_100)).toBe(false);
    judge.own(1, 100_110);
    expect(judge.isBusy(100_110)).toBe(true);
    const slow = judgeLoad();
    for (let i = 0; i < 100; i++) slow.own(BUSY_OWN_MS / 10, i * WINDOW_MS);
    expect(slow.isBusy(100 * WINDOW_MS)).toBe(false);
  });

  it("is calm only once the page has been for five seconds on end", () => {
    const judge = judgeLoad();
    let at = burn(judge, 0, 10, 400);
    // A little is no load; a lot begins the wait anew.
    judge.blocked(CALM_BLOCKED_MS / 2, at + 8_000);
    expect(busyFor(judge, at)).toBeLessThanOrEqual(WINDOW_MS + 5_000);
    at = burn(judge, 200_000, 10, 400);
    expect(judge.isBusy(at + 4_000)).toBe(true);
    judge.blocked(400, at + 4_500);
    expect(judge.isBusy(at + 9_000)).toBe(true);
  });

  it("waits twice as long after each return to load, and forgives in time", () => {
    const judge = judgeLoad();
    let at = 0;
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      at = burn(judge, at, 10, 400);
      const wait = busyFor(judge, at);
      waits.push(wait);
      at += wait;
    }
    for (const [i, wait] of waits.slice(1).entries()) {
      expect(wait).toBeGreaterThan(waits[i]! * 1.4);
    }
    at = burn(judge, at + 120_000, 10, 400);
    expect(busyFor(judge, at)).toBeLessThanOrEqual(waits[0]! + 1_000);
  });

  it("always ends when the load does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.integer({ min: 1, max: 3_000 }), pause: fc.nat(4_000) }), {
          maxLength: 200,
        }),
        (blocks) => {
          const judge = judgeLoad();
          let at = 0;
          for (const { ms, pause } of blocks) judge.blocked(ms, (at += ms + pause));
          expect(busyFor(judge, at)).toBeLessThanOrEqual(5 * 60_000 + WINDOW_MS + 1_000);
          expect(judge.isBusy(at + 10 * 60_000)).toBe(false);
        },
      ),
    );
  });
});

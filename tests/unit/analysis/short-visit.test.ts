import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { click, el, idleUntil, load, mutation, setAttributes, T0 } from "../dom/page.ts";

const COUNTDOWN = 90;
const VIEWERS = 91;
const OUTPUT = 92;
const page = () =>
  load([
    el(COUNTDOWN, "b", { id: "countdown" }),
    el(VIEWERS, "b", { id: "viewers" }),
    el(10, "button", {}, "Apply"),
    el(OUTPUT, "output", { id: "amount" }),
  ]);

/** Like the demo shop: five beats a second, the second place changes each seventh. */
function tickers(first: number, phase: number, end: number, every = 200): RecordedEvent[] {
  const ticks: RecordedEvent[] = [];
  for (let at = first, beat = phase; at < end; at += every, beat++) {
    const title = String(beat);
    const attributes = [{ id: COUNTDOWN, attributes: { title } }];
    if (beat % 7 === 0) attributes.push({ id: VIEWERS, attributes: { title } });
    ticks.push(mutation(at + ((beat * 13) % 9), { attributes }));
  }
  return ticks;
}

/** Gaps of a hand in a hurry. */
const GAPS = [266, 269, 278, 294, 262, 287, 271, 259];
const pressesFrom = (at: number, count: number) =>
  Array.from({ length: count }, (_, i) => GAPS.slice(0, i).reduce((sum, gap) => sum + gap, at));
const shown = (at: number) => setAttributes(at, OUTPUT, { title: String(at) });

function found(events: RecordedEvent[], end: number): string[] {
  const sorted = [...page(), ...events, idleUntil(end)].toSorted(
    (a, b) => a.timestamp - b.timestamp,
  );
  return analyze({ id: "s", startedAt: T0, endedAt: T0 + end }, [
    { tabId: "t", segments: [{ index: 0, events: sorted }] },
  ]).findings.map(({ kind, target }) => `${kind} ${target?.nodeId}`);
}

const phases = Array.from({ length: 7 }, (_, i) => i);
const clicksAt = (presses: number[]) => presses.flatMap((at) => click(at, 10, { hold: 52 }));

describe("in a visit of a few seconds beside tickers", () => {
  it.for([500, 1_000, 2_000, 3_000, 5_000])(
    "hammering a dead button is rage, %i ms after the start, wherever the tickers stand",
    (start) => {
      for (const phase of phases) {
        for (const first of [20, 90, 160]) {
          const presses = pressesFrom(start, 5);
          const end = start + 4_500;
          const events = [...tickers(first, phase, end), ...clicksAt(presses)];
          expect(found(events, end), `phase ${phase}, first tick at ${first}`).toEqual([
            "rage-click 10",
          ]);
        }
      }
    },
  );

  it.for([60, 300, 1_000, 3_000])(
    "a stepper that answers each click is ordinary use, %i ms after the start",
    (start) => {
      for (const phase of phases) {
        for (const wait of [0, 40, 180, 420]) {
          for (const count of [3, 5, 8]) {
            const presses = pressesFrom(start, count);
            const end = start + 6_000;
            const answers = presses.map((at, i) => shown(at + 52 + wait + ((i * 37) % 50)));
            const events = [...tickers(40, phase, end), ...clicksAt(presses), ...answers];
            expect(found(events, end), `phase ${phase}, wait ${wait}, ${count}`).toEqual([]);
          }
        }
      }
    },
  );

  it("a page that shows its answers with the ticker's next beat is ordinary use", () => {
    const cases = [300, 1_100, 3_000].flatMap((start) => [200, 500].map((every) => [start, every]));
    for (const [start = 0, every = 0] of cases) {
      const presses = pressesFrom(start, 5);
      const end = start + 5_000;
      const ticks = tickers(40, 1, end, every);
      const answers = presses.map((at) => {
        const next = ticks.find(({ timestamp }) => timestamp > T0 + at + 52);
        return shown((next?.timestamp ?? 0) - T0);
      });
      expect(
        found([...ticks, ...clicksAt(presses), ...answers], end),
        `${start}, ${every}`,
      ).toEqual([]);
    }
  });

  it("what the first click sets going is its answer, however steadily it goes on", () => {
    for (const phase of phases) {
      for (const every of [200, 700, 1_400]) {
        const end = 7_000;
        const progress = Array.from({ length: 5 }, (_, i) => shown(720 + i * every));
        const events = [...tickers(40, phase, end), ...clicksAt(pressesFrom(300, 3)), ...progress];
        expect(found(events, end), `phase ${phase}, every ${every}`).toEqual([]);
      }
    }
  });

  it("answers that come one by one from a queue are answers", () => {
    for (const every of [500, 600, 800]) {
      const end = 7_000;
      const answers = [1, 2, 3, 4].map((nth) => shown(1_000 + nth * every));
      const events = [...tickers(40, 3, end), ...clicksAt(pressesFrom(1_000, 4)), ...answers];
      expect(found(events, end), `every ${every}`).toEqual([]);
    }
  });

  it("a lone slow ticker is known by equal steps around the clicks", () => {
    const ticks = [400, 1_800, 3_205, 4_600].map((at) =>
      setAttributes(at, VIEWERS, { title: `${at}` }),
    );
    expect(found([...ticks, ...clicksAt(pressesFrom(1_500, 5))], 6_500)).toEqual(["rage-click 10"]);
  });
});

import { createRoot } from "solid-js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { IdleGap } from "../../../src/worker/api.ts";
import { createPlayer } from "../../../viewer/session/player.ts";
import type { Stage } from "../../../viewer/stage/stage.ts";

const DURATION_MS = 100_000;
const GAPS: IdleGap[] = [
  { fromOffsetMs: 10_000, toOffsetMs: 40_000 },
  { fromOffsetMs: 45_000, toOffsetMs: 80_000 },
];

/** Says at once where it is asked to go, as the real one does, and is there when `arrive` is called. */
function fakeStage() {
  const asked: number[] = [];
  let at = 0;
  let wanted: number | null = null;
  const stage: Stage = {
    seek: async (offsetMs) => void asked.push((wanted = offsetMs)),
    point: async () => {},
    isSeeking: () => wanted !== null,
    setRate() {},
    position: () => wanted ?? at,
    document: () => null,
    elementAt: () => null,
    destroy() {},
  };
  return {
    stage,
    asked,
    arrive() {
      at = wanted ?? at;
      wanted = null;
    },
    playTo: (offsetMs: number) => (at = offsetMs),
  };
}

describe("skipping idle stretches", () => {
  let frames: (() => void)[] = [];
  const drawFrame = () => {
    for (const each of frames.splice(0)) each();
  };

  beforeEach(() => {
    vi.stubGlobal("requestAnimationFrame", (work: () => void) => frames.push(work));
    vi.stubGlobal("cancelAnimationFrame", () => {});
  });
  afterEach(() => {
    frames = [];
    vi.unstubAllGlobals();
  });

  it("never outruns the stage: no other stretch is skipped before the first one is", () =>
    createRoot((dispose) => {
      const { stage, asked, arrive, playTo } = fakeStage();
      const player = createPlayer({ durationMs: DURATION_MS, idle: () => GAPS });
      player.setSkipIdle(true);
      player.attach(stage);
      arrive();
      asked.length = 0;
      player.play();
      playTo(10_000);
      drawFrame();
      expect(asked).toEqual([39_500]);

      for (let n = 0; n < 200; n++) drawFrame();
      expect(asked).toEqual([39_500]);
      expect(player.position()).toBe(39_500);
      expect(player.stagePosition()).toBe(10_000);

      arrive();
      drawFrame();
      expect(player.stagePosition()).toBe(39_500);
      playTo(45_000);
      drawFrame();
      expect(asked).toEqual([39_500, 79_500]);
      dispose();
    }));
});

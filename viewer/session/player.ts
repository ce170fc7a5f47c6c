import { createSignal, onCleanup } from "solid-js";
import type { IdleGap } from "../../src/worker/api.ts";
import type { Stage } from "../stage/stage.ts";
import { afterPaint } from "../ui/after-paint.ts";

export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;
/** What is left of an idle gap must be worth jumping over. */
const LEAST_SKIP_MS = 1_500;
/** Skipping lands this long before the next act, so that one sees it come. */
const LAND_BEFORE_MS = 500;

/** The transport: one clock for stage, bar and lists. Positions are offsets from the session's start. */
export function createPlayer(options: { durationMs: number; idle: () => readonly IdleGap[] }) {
  const { durationMs } = options;
  const [position, setPosition] = createSignal(0);
  /** What the stage itself says; differs from `position` only until a seek is carried out. */
  const [stagePosition, setStagePosition] = createSignal(0);
  /** Where lists stand, which follow once the picture is drawn: they would hold it up. */
  const [listPosition, setListPosition] = createSignal(0);
  const [playing, setPlaying] = createSignal(false);
  const [speed, setSpeedSignal] = createSignal(1);
  const [skipIdle, setSkipIdle] = createSignal(false);
  let stage: Stage | null = null;
  let frame = 0;
  let seekFrame = 0;
  let callOffLists: (() => void) | null = null;
  /** What the stage was asked for last. */
  let asked = 0;

  function tick(): void {
    frame = 0;
    if (!playing()) return;
    readStage();
    skipGap();
    if (position() >= durationMs) pause();
    else frame = requestAnimationFrame(tick);
  }

  function readStage(): void {
    // While a seek is on its way the stage still shows the old moment.
    if (!stage || seekFrame || stage.isSeeking()) return;
    const at = stage.position();
    setStagePosition(at);
    setPosition(at);
    if (playing()) setListPosition(at);
    else callOffLists ??= afterPaint(moveLists);
  }

  function moveLists(): void {
    callOffLists = null;
    setListPosition(stagePosition());
  }

  function skipGap(): void {
    if (!skipIdle()) return;
    const at = position();
    const gap = options.idle().find((each) => at >= each.fromOffsetMs && at < each.toOffsetMs);
    if (!gap || gap.toOffsetMs - LAND_BEFORE_MS - at < LEAST_SKIP_MS) return;
    seek(gap.toOffsetMs === durationMs ? durationMs : gap.toOffsetMs - LAND_BEFORE_MS);
  }

  function ask(offsetMs: number): void {
    asked = offsetMs;
    void stage?.seek(offsetMs);
  }

  function onSeekFrame(): void {
    seekFrame = 0;
    if (position() !== asked) ask(position());
    else readStage();
  }

  /**
   * The stage is asked before anything here is drawn, so that the worker has begun by then. More
   * seeks within a frame (dragging) cost one more.
   */
  function seek(offsetMs: number): void {
    const next = Math.round(Math.min(durationMs, Math.max(0, offsetMs)));
    if (stage && !seekFrame) {
      seekFrame = requestAnimationFrame(onSeekFrame);
      ask(next);
    }
    setPosition(next);
    // Drawn ahead, it stands already.
    if (stage && !stage.isSeeking()) setStagePosition(stage.position());
  }

  function play(): void {
    if (!stage || playing()) return;
    if (position() >= durationMs) seek(0);
    setPlaying(true);
    stage.setRate(speed());
    frame ||= requestAnimationFrame(tick);
  }

  function pause(): void {
    if (!playing()) return;
    setPlaying(false);
    stage?.setRate(0);
    readStage();
  }

  onCleanup(() => {
    cancelAnimationFrame(frame);
    cancelAnimationFrame(seekFrame);
    callOffLists?.();
  });

  return {
    durationMs,
    position,
    stagePosition,
    listPosition,
    playing,
    speed,
    skipIdle,
    setSkipIdle,
    play,
    pause,
    seek,
    /** This moment is likely to be sought: the pointer or the focus rests on it, or the last step leads there again. */
    point(offsetMs: number) {
      if (!seekFrame && !playing()) void stage?.point(offsetMs);
    },
    toggle: () => (playing() ? pause() : play()),
    setSpeed(next: number) {
      setSpeedSignal(next);
      if (playing()) stage?.setRate(next);
    },
    changeSpeed(by: 1 | -1) {
      const index = SPEEDS.findIndex((each) => each >= speed());
      const next = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, index + by))];
      if (next) this.setSpeed(next);
    },
    /** Another tab's stage takes over at the same moment; null while there is none. */
    attach(next: Stage | null) {
      stage = next;
      if (!stage) return;
      stage.setRate(playing() ? speed() : 0);
      ask(position());
    },
    /** The moment that was sought last is on stage. */
    onScene: readStage,
    onFinish() {
      if (!playing()) return;
      readStage();
      pause();
    },
  };
}

export type Player = ReturnType<typeof createPlayer>;

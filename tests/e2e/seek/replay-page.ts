/** Evaluated in a page of its own: the same recording sought, and replayed from the start. */
import { Replayer } from "rrweb";
import type { eventWithTime } from "@rrweb/types";
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { TabReplay } from "../../../src/worker/replay/tab-replay.ts";
import { makeStage } from "../../../viewer/stage/stage.ts";
import { replayInPieces } from "../support/replay-in-pieces.ts";
import { describePage, type PageFacts } from "./describe.ts";

export interface Compared {
  at: number;
  /** Its scene, in a fresh Replayer. */
  sought: PageFacts;
  /** The same on a stage that showed other moments before. */
  onStage: PageFacts;
  sequential: PageFacts;
  /** Warnings of either Replayer. */
  warnings: string[];
}

export interface ReplayPage {
  /**
   * `built` says how many pages the stage had to build anew: the others it turned into the next one. `ahead` of them
   * were drawn before they were sought.
   */
  compare(
    events: RecordedEvent[],
    times: number[],
    runSize: number,
  ): Promise<{ compared: Compared[]; built: number; ahead: number }>;
}

const PLAYED_MS = 120;

async function show(events: RecordedEvent[], at: number, warnings: string[]): Promise<PageFacts> {
  const root = document.createElement("div");
  document.body.append(root);
  const end = { type: 5, data: { tag: "end", payload: {} }, timestamp: at + 1_000 };
  const all = [...structuredClone(events), end] as eventWithTime[];
  const replayer = new Replayer(all, {
    root,
    speed: 0,
    useVirtualDom: false,
    mouseTail: false,
    logger: { log: () => {}, warn: (...words: unknown[]) => void warnings.push(words.join(" ")) },
  });
  replayer.play(at - all[0]!.timestamp + 0.5);
  // Scroll events, and rrweb's own late first rebuild, come after this turn.
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 20)));
  const facts = describePage(replayer.iframe.contentDocument!);
  replayer.destroy();
  root.remove();
  return facts;
}

/** One stage for all moments, in the order in which they are asked for: a page becomes the next one. */
async function soughtOnStage(
  replay: TabReplay,
  events: readonly RecordedEvent[],
  times: readonly number[],
): Promise<{ facts: PageFacts[]; built: number; ahead: number; errors: string[] }> {
  const root = document.createElement("div");
  document.body.append(root);
  const errors: string[] = [];
  let built = 0;
  let ahead = 0;
  const startedAt = events[0]!.timestamp;
  const stage = makeStage(
    root,
    {
      seek: (at) => replay.seek(at, new AbortController().signal),
      seekAhead: async () => 1,
      read: (run, after) => replay.read(run, after),
    },
    {
      startedAt,
      durationMs: events.at(-1)!.timestamp - startedAt,
      onResize: () => {},
      onClick: () => {},
      onFinish: () => {},
      onDocument: () => void built++,
      onScene: () => {},
      onWait: () => {},
      onError: (error) => void errors.push(String(error)),
    },
  );
  const facts: PageFacts[] = [];
  for (const [i, at] of times.entries()) {
    const before = stage.document();
    if (i % 3 === 2) await stage.point(at - startedAt);
    await stage.seek(at - startedAt);
    if (before && stage.document() !== before) ahead++;
    // Scroll events come after this turn.
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 20)));
    facts.push(describePage(stage.document()!));
    if (i % 2 === 0) continue;
    // What is played in between is in the page that becomes the next one, too.
    stage.setRate(16);
    await new Promise((played) => setTimeout(played, PLAYED_MS));
    stage.position();
    stage.setRate(0);
  }
  stage.destroy();
  root.remove();
  return { facts, built, ahead, errors };
}

async function compare(
  events: RecordedEvent[],
  times: number[],
  runSize: number,
): Promise<{ compared: Compared[]; built: number; ahead: number }> {
  const replay = replayInPieces(events, runSize);
  const { facts, built, ahead, errors } = await soughtOnStage(replay, events, times);
  const compared: Compared[] = [];
  for (const [i, at] of times.entries()) {
    const warnings: string[] = [...errors];
    const scene = await replay.seek(at, new AbortController().signal);
    const page = JSON.parse(scene.json) as RecordedEvent[];
    const before = events.filter(({ timestamp }) => timestamp <= at);
    compared.push({
      at,
      sought: await show(page, at, warnings),
      onStage: facts[i]!,
      sequential: await show(before, at, warnings),
      warnings,
    });
  }
  return { compared, built, ahead };
}

(globalThis as { replayPage?: ReplayPage }).replayPage = { compare };

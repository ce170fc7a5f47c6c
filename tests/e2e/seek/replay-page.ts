/** Evaluated in a page of its own: the same recording sought, and replayed from the start. */
import { Replayer } from "rrweb";
import type { eventWithTime } from "@rrweb/types";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { replayInPieces } from "../support/replay-in-pieces.ts";
import { describePage, type PageFacts } from "./describe.ts";

export interface Compared {
  at: number;
  sought: PageFacts;
  sequential: PageFacts;
  /** Warnings of either Replayer. */
  warnings: string[];
}

export interface ReplayPage {
  compare(events: RecordedEvent[], times: number[], runSize: number): Promise<Compared[]>;
}

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

async function compare(
  events: RecordedEvent[],
  times: number[],
  runSize: number,
): Promise<Compared[]> {
  const replay = replayInPieces(events, runSize);
  const compared: Compared[] = [];
  for (const at of times) {
    const warnings: string[] = [];
    const scene = await replay.seek(at, new AbortController().signal);
    const page = JSON.parse(scene.json) as RecordedEvent[];
    const before = events.filter(({ timestamp }) => timestamp <= at);
    compared.push({
      at,
      sought: await show(page, at, warnings),
      sequential: await show(before, at, warnings),
      warnings,
    });
  }
  return compared;
}

(globalThis as { replayPage?: ReplayPage }).replayPage = { compare };

import { messageOf, WaymarkError } from "../../format/errors.ts";
import type { RecordedEvent } from "../../format/events.ts";
import type { TabId } from "../../format/ids.ts";
import type { SessionStore } from "../../store/session-store.ts";
import { keepingFresh } from "../redact/fresh-derived.ts";
import {
  type Contents,
  joinTail,
  parseRun,
  readSegment,
  readSegmentEvents,
} from "../../ask/session-reader.ts";
import { createKeyframes } from "./keyframes.ts";
import { planRuns, type Run } from "../../ask/runs.ts";
import { createTabReplay, packRun, type TabReplay } from "./tab-replay.ts";

/** Replays one tab of a stored session. What is damaged costs itself only (rule R7). */
export function openTab(
  store: SessionStore,
  { session, segments, tails }: Contents,
  tabId: TabId,
  note: (message: string) => void,
): TabReplay {
  const tail = joinTail(tails.get(tabId) ?? []).run;
  const runs = planRuns(
    segments.filter((info) => info.tabId === tabId),
    tail,
  );

  /** The parts of a run that can be read, each in time order. */
  async function readParts(run: Run, until?: number): Promise<RecordedEvent[][]> {
    const parts: RecordedEvent[][] = [];
    for (const info of run.segments) {
      try {
        parts.push((await readSegmentEvents(store, info, until)) as RecordedEvent[]);
      } catch (error) {
        if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
        note(`Segment ${info.index} of tab ${tabId} ${messageOf(error)}`);
      }
    }
    if (run.hasTail && tail) parts.push(parseRun(tail) as RecordedEvent[]);
    return parts;
  }

  async function readEvents(run: Run, until?: number): Promise<RecordedEvent[]> {
    const parts = await readParts(run, until);
    if (parts.length === 1) return parts[0]!;
    return parts.flat().sort((a, b) => a.timestamp - b.timestamp);
  }

  return createTabReplay({
    runs,
    readEvents,
    async readRaw(run) {
      const [only, ...more] = run.segments;
      if (only && more.length === 0 && !run.hasTail) {
        try {
          return await readSegment(store, only);
        } catch (error) {
          if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
          note(`Segment ${only.index} of tab ${tabId} ${messageOf(error)}`);
          return packRun([], run.firstEventAt);
        }
      }
      return packRun(await readEvents(run), run.firstEventAt);
    },
    keyframes: createKeyframes(keepingFresh(store, session), session.id, tabId, note),
    viewport: session.environment.viewport ?? { width: 1280, height: 800 },
  });
}

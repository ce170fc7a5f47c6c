import { messageOf, WaymarkError } from "../format/errors.ts";
import {
  createTabAnalysis,
  joinFacts,
  type SessionFacts,
  type SessionFrame,
} from "../analysis/analyze.ts";
import type { RecordingGap } from "../analysis/gaps.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { OnProgress } from "./api.ts";
import { type Contents, parseRun, readTab } from "./session-reader.ts";

/** Reads a session segment by segment and analyses it. Aborting rejects with `cancelled`. */
export async function analyzeSession(
  store: SessionStore,
  contents: Contents,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<SessionFacts> {
  const { session, segments } = contents;
  const frame: SessionFrame = {
    id: session.id,
    startedAt: session.startedAt,
    endedAt: session.endedAt,
  };
  const tabs = [];
  const gaps: RecordingGap[] = [];
  const total = segments.length + contents.tails.size;
  let read = 0;
  for (const tabId of contents.tabIds) {
    const tab = createTabAnalysis(frame, tabId);
    for await (const part of readTab(store, contents, tabId)) {
      if (signal.aborted)
        throw new WaymarkError("cancelled", "Another session was opened meanwhile.");
      if (part.kind === "gap") {
        gaps.push(part.gap);
        tab.interrupt();
        continue;
      }
      read++;
      onProgress?.({
        done: Math.min(1, read / total),
        what: `Reading segment ${read} of ${total}`,
      });
      try {
        tab.push(parseRun(part.run), part.index);
      } catch (error) {
        if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
        tab.interrupt();
        const { firstEventAt, lastEventAt } = part.run;
        gaps.push({
          tabId,
          fromOffsetMs: firstEventAt - session.startedAt,
          toOffsetMs: lastEventAt - session.startedAt,
          why: `Segment ${part.index} ${messageOf(error)}`,
        });
      }
    }
    tabs.push(tab.finish());
  }
  const facts = joinFacts(frame, tabs);
  return {
    ...facts,
    gaps: [...facts.gaps, ...gaps].sort((a, b) => a.fromOffsetMs - b.fromOffsetMs),
  };
}

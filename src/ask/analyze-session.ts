import { WaymarkError } from "../format/errors.ts";
import {
  createTabAnalysis,
  joinFacts,
  type SessionFacts,
  type SessionFrame,
} from "../analysis/analyze.ts";
import type { RecordingGap } from "../analysis/gaps.ts";
import type { OnProgress } from "./progress.ts";
import type { SessionSource } from "./source.ts";
import { type Contents, readTabEvents } from "./session-reader.ts";

/** Reads a session segment by segment and analyses it. Aborting rejects with `cancelled`. */
export async function analyzeSession(
  source: SessionSource,
  contents: Contents,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<SessionFacts> {
  const { facts, unread } = await analyzeParts(source, contents, signal, onProgress);
  return {
    ...facts,
    gaps: [...facts.gaps, ...unread].sort((a, b) => a.fromOffsetMs - b.fromOffsetMs),
  };
}

/** As `analyzeSession`, with what could not be read told apart from the gaps that the recording tells of. */
export async function analyzeParts(
  source: SessionSource,
  contents: Contents,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<{ facts: SessionFacts; unread: RecordingGap[] }> {
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
    for await (const part of readTabEvents(source, contents, tabId)) {
      if (signal.aborted)
        throw new WaymarkError("cancelled", "Cancelled before the session was read to its end.");
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
      tab.push(part.events, part.index);
    }
    tabs.push(tab.finish());
  }
  return { facts: joinFacts(frame, tabs), unread: gaps };
}

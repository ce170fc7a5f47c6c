import type { Kind } from "../analysis/event.ts";
import { tabTurns } from "../analysis/tab-turns.ts";
import { DomMirror } from "../dom/mirror.ts";
import { WaymarkError } from "../format/errors.ts";
import type { RecordedEvent } from "../format/events.ts";
import type { TabId } from "../format/ids.ts";
import { isRecorded } from "../analysis/normalize/normalizer.ts";
import type { RecordingGap } from "../analysis/gaps.ts";
import { type Contents, readTabEvents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import { type AskOptions, chosenTabs, stopIf, walkSession, type Walked } from "./walk.ts";

/** A tab's page at a moment. */
export interface PageAt extends Walked {
  mirror: DomMirror;
  /** Of the last event that is in it; -1 before the first. */
  shownAtMs: number;
}

/** The page of a tab as it was once every event up to and including `atMs` had happened. */
export async function pageAt(
  source: SessionSource,
  contents: Contents,
  tabId: TabId,
  atMs: number,
  options: AskOptions,
): Promise<PageAt> {
  const { session, segments } = contents;
  chosenTabs(contents, tabId);
  const mirror = new DomMirror();
  const until = session.startedAt + atMs;
  const missing: RecordingGap[] = [];
  let shownAtMs = -1;
  const near = {
    ...contents,
    segments: segments.filter((info) => info.tabId !== tabId || info.firstEventAt <= until),
  };
  for await (const part of readTabEvents(source, near, tabId)) {
    stopIf(options.signal);
    if (part.kind === "gap") {
      if (part.gap.fromOffsetMs <= atMs) missing.push(part.gap);
      continue;
    }
    if (part.firstEventAt > until) continue;
    const what = `Reading segment ${part.index + 1} of ${near.segments.length}`;
    options.onProgress?.({ done: Math.min(1, (part.index + 1) / near.segments.length), what });
    for (const event of readable(part.events)) {
      if (event.timestamp > until) continue;
      mirror.apply(event);
      shownAtMs = Math.max(shownAtMs, event.timestamp - session.startedAt);
    }
  }
  return { mirror, shownAtMs, missing, skipped: mirror.skipped, lastOffsetMs: shownAtMs };
}

const readable = (events: readonly unknown[]): RecordedEvent[] => events.filter(isRecorded);

const TURN_KINDS: ReadonlySet<Kind> = new Set<Kind>([
  "navigation",
  "browser",
  "lifecycle",
  "click",
  "tap",
]);

/** The tab that the user looked at then. Throws `not-found` for a session without tabs. */
export async function tabInFront(
  source: SessionSource,
  contents: Contents,
  atMs: number,
  options: AskOptions,
): Promise<TabId> {
  const { session, tabIds } = contents;
  if (tabIds.length > 1) {
    const events: Parameters<typeof tabTurns>[0]["events"][number][] = [];
    const walked = await walkSession(source, contents, { ...options, kinds: TURN_KINDS }, () => ({
      event({ tabId, kind, offsetMs, data }) {
        events.push({ tabId, kind, offsetMs, data: { what: data?.["what"] } });
      },
    }));
    events.sort((a, b) => a.offsetMs - b.offsetMs);
    const durationMs = Math.max(walked.lastOffsetMs, (session.endedAt ?? 0) - session.startedAt);
    const front = tabTurns({ session, durationMs, events }).at(atMs);
    if (front !== null) return front;
  }
  const [first] = tabIds;
  if (first !== undefined) return first;
  throw new WaymarkError("not-found", `Nothing was recorded in session ${session.id}.`);
}

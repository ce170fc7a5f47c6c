import type { Kind } from "../analysis/event.ts";
import { tabTurns } from "../analysis/tab-turns.ts";
import { DomMirror } from "../dom/mirror.ts";
import { WaymarkError } from "../format/errors.ts";
import type { RecordedEvent } from "../format/events.ts";
import type { TabId } from "../format/ids.ts";
import { isRecorded } from "../analysis/normalize/normalizer.ts";
import type { RecordingGap } from "../analysis/gaps.ts";
import { type Keyframe, keyframeKey, unpackKeyframe } from "./keyframe.ts";
import { planRuns, type Run, runAt } from "./runs.ts";
import { type Contents, joinTail, readTabEvents } from "./session-reader.ts";
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
  const until = session.startedAt + atMs;
  const { mirror, fromIndex, made } = await pageBefore(source, contents, tabId, until);
  const missing: RecordingGap[] = [];
  let shownAtMs = made === null ? -1 : made - session.startedAt;
  const near = {
    ...contents,
    segments: segments.filter((info) => info.tabId !== tabId || info.firstEventAt <= until),
  };
  for await (const part of readTabEvents(source, near, tabId, fromIndex)) {
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

/** Keyframes that are asked for, going back: where none is so near there are none, and asking may be a request each. */
const MOST_LOOKS = 12;

/** A page to go on from: that of the nearest stored keyframe, else an empty one before everything. */
async function pageBefore(
  source: SessionSource,
  { session, segments, tails }: Contents,
  tabId: TabId,
  until: number,
): Promise<{ mirror: DomMirror; fromIndex: number; made: number | null }> {
  const mirror = new DomMirror();
  if (source.getDerived && source.lacks.derived === undefined) {
    const own = segments.filter((info) => info.tabId === tabId);
    const runs = planRuns(own, joinTail(tails.get(tabId) ?? []).run);
    const last = runAt(runs, until);
    for (let at = last; at > 0 && last - at < MOST_LOOKS; at--) {
      const before = runs[at - 1]!;
      const packed = await source.getDerived(keyframeKey(session.id, tabId, before));
      const keyframe = packed && (await fitting(packed, before));
      if (!keyframe) continue;
      for (const event of keyframe.events) mirror.apply(event);
      const fromIndex = before.segments.at(-1)!.index + 1;
      return { mirror, fromIndex, made: before.lastEventAt };
    }
  }
  return { mirror, fromIndex: 0, made: null };
}

async function fitting(packed: Uint8Array, before: Run): Promise<Keyframe | null> {
  try {
    return await unpackKeyframe(packed, before);
  } catch {
    // A help that cannot be read helps nobody: the page is made of an earlier one, or of all events.
    return null;
  }
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
        events.push({
          tabId,
          kind,
          offsetMs,
          data: { what: data?.["what"], reason: data?.["reason"] },
        });
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

import type { Kind, NormalizedEvent } from "../analysis/event.ts";
import { KINDS } from "../analysis/event.ts";
import type { RecordingGap } from "../analysis/gaps.ts";
import { createNormalizer, isRecorded, type Normalizer } from "../analysis/normalize/normalizer.ts";
import { shorten } from "../dom/label.ts";
import { WaymarkError } from "../format/errors.ts";
import type { RecordedEvent } from "../format/events.ts";
import type { TabId } from "../format/ids.ts";
import type { Annotation } from "../format/session.ts";
import { isoTime } from "../format/time.ts";
import type { OnProgress } from "./progress.ts";
import { type Contents, readTabEvents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";

/** What every question may be given beside what it asks. */
export interface AskOptions {
  /** Breaks off, which rejects with `cancelled`. */
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

export interface WalkOptions extends AskOptions {
  /** Build only these kinds; all without it. */
  kinds?: ReadonlySet<Kind> | undefined;
  /** Only this tab; all without it. */
  tabId?: TabId | undefined;
  /** What begins later than so many milliseconds after the session's start is not asked for, nor read. */
  untilMs?: number | undefined;
}

/** Where a raw event stands. */
export interface RawPlace {
  segmentIndex: number;
  frameIndex: number;
}

/** Takes one tab's events as they are read. Both see the page as it stands then. */
export interface TabSink {
  /** After each raw event was applied to `normalizer.mirror`. */
  raw?(event: RecordedEvent, place: RawPlace, normalizer: Normalizer): void;
  /** In order of completion, not of time. */
  event?(event: NormalizedEvent, normalizer: Normalizer): void;
  /** Something is missing before what comes next. */
  gap?(gap: RecordingGap): void;
  /** The tab is over. */
  end?(normalizer: Normalizer): void;
}

/** What a walk could not read, and where it ended. */
export interface Walked {
  missing: RecordingGap[];
  /** Events and parts of them that are not understood. */
  skipped: number;
  /** Milliseconds since the session's start of the last event; 0 without any. */
  lastOffsetMs: number;
}

/**
 * Goes through a session once, segment by segment and tab by tab: whatever its length, in memory are
 * one segment, one page and what the sinks keep. What cannot be read costs itself only (rule R7).
 */
export async function walkSession(
  source: SessionSource,
  contents: Contents,
  options: WalkOptions,
  sinkOf: (tabId: TabId) => TabSink,
): Promise<Walked> {
  const { session, segments, tails } = contents;
  const walked: Walked = { missing: [], skipped: 0, lastOffsetMs: 0 };
  const tabIds = chosenTabs(contents, options.tabId);
  const marks = await marksByTab(source, contents, options.kinds);
  const total =
    segments.filter(({ tabId }) => tabIds.includes(tabId)).length +
    tabIds.filter((tabId) => tails.has(tabId)).length;
  let read = 0;
  for (const tabId of tabIds) {
    const sink = sinkOf(tabId);
    const normalizer = createNormalizer({
      sessionId: session.id,
      tabId,
      startedAt: session.startedAt,
      ...(options.kinds && { kinds: options.kinds }),
    });
    const isOver = endOf(contents, tabId, session.startedAt + (options.untilMs ?? Infinity));
    const tab = createTabWalk(sink, normalizer, marks.get(tabId) ?? [], session.startedAt);
    for await (const part of readTabEvents(source, contents, tabId)) {
      stopIf(options.signal);
      if (part.kind === "gap") {
        walked.missing.push(part.gap);
        sink.gap?.(part.gap);
        continue;
      }
      const what = `Reading segment ${++read} of ${total}`;
      options.onProgress?.({ done: Math.min(1, read / total), what });
      tab.push(part.events, part.index);
      if (isOver(part.index, normalizer)) break;
    }
    tab.finish();
    walked.skipped += normalizer.skipped;
    walked.lastOffsetMs = Math.max(walked.lastOffsetMs, tab.lastOffsetMs());
  }
  return walked;
}

/** Tells after which segment nothing comes that began at `until` or before, and all that did is complete. */
function endOf(
  { segments, tails }: Contents,
  tabId: TabId,
  until: number,
): (index: number, normalizer: Normalizer) => boolean {
  let last = -1;
  for (const info of segments) {
    if (info.tabId === tabId && info.firstEventAt <= until) last = Math.max(last, info.index);
  }
  if ((tails.get(tabId) ?? []).some(({ firstEventAt }) => firstEventAt <= until)) last = Infinity;
  return (index, { openSince }) => index >= last && openSince > until;
}

function createTabWalk(
  sink: TabSink,
  normalizer: Normalizer,
  marks: Annotation[],
  startedAt: number,
) {
  let last: { place: RawPlace; event: RecordedEvent } | null = null;
  let lastAt = startedAt;

  /** A mark has no place of its own in the recording: its pointer is that of the event it follows. */
  function sayMarks(until: number): void {
    while (marks[0] && marks[0].offsetMs <= until) {
      sink.event?.(markEvent(marks.shift()!, last, normalizer, startedAt), normalizer);
    }
  }

  return {
    push(events: readonly unknown[], segmentIndex: number): void {
      for (const [frameIndex, raw] of events.entries()) {
        const place = { segmentIndex, frameIndex };
        if (isRecorded(raw)) sayMarks(raw.timestamp - startedAt - 1);
        const made = normalizer.push(raw, segmentIndex, frameIndex);
        for (const event of made) sink.event?.(event, normalizer);
        if (!isRecorded(raw)) continue;
        sink.raw?.(raw, place, normalizer);
        last = { place, event: raw };
        lastAt = Math.max(lastAt, raw.timestamp);
      }
    },
    finish(): void {
      for (const event of normalizer.finish()) sink.event?.(event, normalizer);
      sayMarks(Infinity);
      sink.end?.(normalizer);
    },
    lastOffsetMs: () => lastAt - startedAt,
  };
}

function markEvent(
  { id, sessionId, tabId, offsetMs, kind, text, author }: Annotation,
  last: { place: RawPlace; event: RecordedEvent } | null,
  { mirror }: Normalizer,
  startedAt: number,
): NormalizedEvent {
  return {
    sessionId,
    tabId: tabId ?? "",
    segmentIndex: last?.place.segmentIndex ?? 0,
    frameIndex: last?.place.frameIndex ?? 0,
    offsetMs,
    timestamp: isoTime(startedAt + offsetMs),
    kind: "mark",
    category: "meta",
    label: shorten(text === "" ? `Marked as ${kind}` : `Marked as ${kind}: ${text}`, 200),
    url: mirror.href,
    selector: null,
    nodeId: null,
    rawType: last?.event.type ?? -1,
    rawSource: null,
    data: { annotationId: id, what: kind, text, ...(author !== undefined && { author }) },
  };
}

/** Marks in order of time; one that names no tab, or one that is not here, stands in the first. */
async function marksByTab(
  source: SessionSource,
  { session, tabIds }: Contents,
  kinds: ReadonlySet<Kind> | undefined,
): Promise<Map<TabId, Annotation[]>> {
  const byTab = new Map<TabId, Annotation[]>();
  const first = tabIds[0];
  if (first === undefined || (kinds && !kinds.has("mark"))) return byTab;
  if (source.lacks.annotations !== undefined) return byTab;
  for (const mark of await source.listAnnotations(session.id)) {
    const tabId = mark.tabId !== undefined && tabIds.includes(mark.tabId) ? mark.tabId : first;
    const list = byTab.get(tabId) ?? [];
    list.push({ ...mark, tabId });
    byTab.set(tabId, list);
  }
  return byTab;
}

/** Throws `not-found` for a tab that the session does not have. */
export function chosenTabs({ session, tabIds }: Contents, tabId: TabId | undefined): TabId[] {
  if (tabId === undefined) return tabIds;
  if (tabIds.includes(tabId)) return [tabId];
  throw new WaymarkError(
    "not-found",
    `Session ${session.id} has no tab "${tabId.slice(0, 40)}". It has ${tabIds.slice(0, 20).join(", ") || "none"}.`,
  );
}

export function stopIf(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new WaymarkError("cancelled", "Cancelled; nothing was changed.");
}

export const ALL_KINDS: ReadonlySet<Kind> = new Set(KINDS);

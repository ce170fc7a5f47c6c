import type { Pointer } from "../format/pointer.ts";
import type { Kind, NormalizedEvent } from "./event.ts";
import type { Finding, SessionScore, Struggle } from "./finding.ts";
import { createCollector } from "./friction/evidence/collector.ts";
import { tabEvidence } from "./friction/evidence/tab-evidence.ts";
import { findFriction } from "./friction/registry.ts";
import { scoreOf } from "./friction/score.ts";
import { strugglesOf } from "./friction/struggles.ts";
import { idleGaps, type IdleGap, type RecordingGap, toldGaps } from "./gaps.ts";
import { createNormalizer, isRecorded } from "./normalize/normalizer.ts";

/** What a person reads: acts, navigations, requests, problems, marks. Mutations, moves and snapshots are left out. */
export const READ_KINDS: ReadonlySet<Kind> = new Set<Kind>([
  "navigation",
  "click",
  "tap",
  "input",
  "focus",
  "scroll",
  "network",
  "console",
  "error",
  "vital",
  "memory",
  "form",
  "track",
  "mark",
  "browser",
  "lifecycle",
  "media",
  "breadcrumb",
  "span",
  "video",
  "mobile",
]);

export interface SessionFrame {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Null while it is recorded or when its end is not known. */
  endedAt: number | null;
}

/** What the analysis of one tab found. */
export interface TabFacts {
  tabId: string;
  events: NormalizedEvent[];
  findings: Finding[];
  gaps: RecordingGap[];
  /** Events and parts that could not be read. */
  skipped: number;
  /** Epoch milliseconds of the last event; null without any. */
  lastAt: number | null;
}

export interface SessionFacts {
  events: NormalizedEvent[];
  /** The worst first. */
  findings: Finding[];
  /** Findings that lie close together, the worst first. */
  struggles: Struggle[];
  score: SessionScore;
  idle: IdleGap[];
  gaps: RecordingGap[];
  skipped: number;
  durationMs: number;
}

export interface TabAnalysis {
  /** Takes the next segment of the tab, in order; `segmentIndex` and the place in `events` make its pointers. */
  push(events: readonly unknown[], segmentIndex: number): void;
  /** Says that events are missing between what was pushed and what comes. */
  interrupt(): void;
  finish(): TabFacts;
}

/** Analyses one tab in one pass. Memory grows with what people read, not with raw events. */
export function createTabAnalysis(session: SessionFrame, tabId: string): TabAnalysis {
  const normalizer = createNormalizer({
    sessionId: session.id,
    tabId,
    startedAt: session.startedAt,
    kinds: READ_KINDS,
  });
  const collector = createCollector(normalizer);
  const events: NormalizedEvent[] = [];
  const ids = { sessionId: session.id, tabId, startedAt: session.startedAt };
  /** The event that is read now: most are never pointed at, so pointers are made on demand. */
  const place = { segmentIndex: 0, frameIndex: 0, at: 0 };
  let made: Pointer | null = null;
  const pointer = (): Pointer =>
    (made ??= {
      sessionId: session.id,
      tabId,
      segmentIndex: place.segmentIndex,
      frameIndex: place.frameIndex,
      offsetMs: Math.round(place.at - session.startedAt),
    });
  let lastAt: number | null = null;
  return {
    push(raw, segmentIndex) {
      for (let frame = 0; frame < raw.length; frame++) {
        const event = raw[frame];
        if (!isRecorded(event)) {
          normalizer.push(event, segmentIndex, frame);
          continue;
        }
        collector.before(event);
        const told = normalizer.push(event, segmentIndex, frame);
        made = null;
        place.segmentIndex = segmentIndex;
        place.frameIndex = frame;
        place.at = event.timestamp;
        collector.after(event, told, pointer);
        for (const one of told) events.push(one);
        if (lastAt === null || event.timestamp > lastAt) lastAt = event.timestamp;
      }
    },
    interrupt: () => collector.interrupt(),
    finish() {
      const late = normalizer.finish();
      events.push(...late);
      const collection = collector.finish(session.endedAt ?? lastAt ?? session.startedAt, late);
      const ordered = events.toSorted(byTime);
      return {
        tabId,
        events: ordered,
        findings: findFriction(tabEvidence(ids, collection, ordered)),
        gaps: toldGaps(ordered),
        skipped: normalizer.skipped,
        lastAt,
      };
    },
  };
}

/** Joins the facts of all tabs of a session. */
export function joinFacts(session: SessionFrame, tabs: readonly TabFacts[]): SessionFacts {
  const [only] = tabs;
  const events =
    only && tabs.length === 1 ? only.events : tabs.flatMap((tab) => tab.events).toSorted(byTime);
  const last = Math.max(
    session.startedAt,
    session.endedAt ?? 0,
    ...tabs.map((tab) => tab.lastAt ?? 0),
  );
  const durationMs = last - session.startedAt;
  const findings = tabs.flatMap((tab) => tab.findings).toSorted(byRank);
  return {
    events,
    findings,
    struggles: strugglesOf(findings),
    score: scoreOf(findings),
    idle: idleGaps(events, durationMs),
    gaps: tabs.flatMap((tab) => tab.gaps).toSorted((a, b) => a.fromOffsetMs - b.fromOffsetMs),
    skipped: tabs.reduce((sum, tab) => sum + tab.skipped, 0),
    durationMs,
  };
}

export interface TabEvents {
  tabId: string;
  /** In order of index. */
  segments: Iterable<{ index: number; events: readonly unknown[] }>;
}

/** The whole analysis of a session whose events are at hand. */
export function analyze(session: SessionFrame, tabs: Iterable<TabEvents>): SessionFacts {
  const facts: TabFacts[] = [];
  for (const { tabId, segments } of tabs) {
    const tab = createTabAnalysis(session, tabId);
    for (const { index, events } of segments) tab.push(events, index);
    facts.push(tab.finish());
  }
  return joinFacts(session, facts);
}

function byTime(a: NormalizedEvent, b: NormalizedEvent): number {
  return a.offsetMs - b.offsetMs || a.segmentIndex - b.segmentIndex || a.frameIndex - b.frameIndex;
}

/** The worst first; among equals the earlier. */
function byRank(a: Finding, b: Finding): number {
  return b.score - a.score || a.window.fromOffsetMs - b.window.fromOffsetMs;
}

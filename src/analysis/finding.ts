import type { TabId } from "../format/ids.ts";
import type { Pointer } from "../format/pointer.ts";

export const FINDING_KINDS = [
  "rage-click",
  "dead-click",
  "error-click",
  "slow-click",
  "repeated-click",
  "failed-request",
  "slow-request",
  "console-error",
  "js-error",
  "hydration-error",
  "poor-vital",
  "mutation-burst",
  "idle-after-action",
  "refilled-input",
  "form-abandon",
  "quick-back",
  "route-churn",
  "scroll-thrash",
  "cursor-thrash",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export type Severity = "low" | "medium" | "high";

/** A moment where the user stumbled, with the events that prove it. */
export interface Finding {
  /** Stable for the same session and evidence. */
  id: string;
  kind: FindingKind;
  title: string;
  severity: Severity;
  /** 0 to 100; ranks findings across kinds. */
  score: number;
  tabId: TabId;
  window: { fromOffsetMs: number; toOffsetMs: number };
  target?: { selector: string | null; label: string; nodeId: number | null };
  /** In time order; the first is the act itself. */
  evidence: Pointer[];
  /** Plain words: what was done, what should have answered, what did not. */
  why: string;
  /** What to run or open next. */
  nextCommand: string;
}

/** A stretch of time in which one or more findings lie close together. */
export interface Struggle {
  id: string;
  tabId: TabId;
  /** Of its worst finding. */
  title: string;
  severity: Severity;
  /** 0 to 100; ranks struggles. */
  score: number;
  window: { fromOffsetMs: number; toOffsetMs: number };
  kinds: FindingKind[];
  /** The worst first. */
  findingIds: string[];
  why: string;
  nextCommand: string;
}

/** What one kind of finding adds to a session's score. */
export interface ScorePart {
  kind: FindingKind;
  points: number;
  why: string;
}

/** How much the user struggled in the whole session, from 0 to 100: the sum of its parts, 100 at most. */
export interface SessionScore {
  value: number;
  /** The largest first. */
  parts: ScorePart[];
}

import type { Finding, FindingKind, Severity } from "../finding.ts";
import type { Pointer } from "../../format/pointer.ts";
import type { ClickTarget, TabEvidence } from "./evidence/types.ts";
import { shorten } from "../../dom/label.ts";

/** Looks for one kind of friction in the evidence of one tab. */
export interface Detector {
  readonly kind: FindingKind;
  find(evidence: TabEvidence): Finding[];
}

/** Pointers of one finding; the words tell how many there are. */
const MOST_POINTERS = 50;

export interface Draft {
  kind: FindingKind;
  title: string;
  severity: Severity;
  score: number;
  target?: Pick<ClickTarget, "selector" | "label" | "nodeId">;
  /** The act first. */
  evidence: Pointer[];
  /** Milliseconds since the session's start. */
  toOffsetMs: number;
  why: string;
}

/** Completes a finding: its id hangs on kind and pointers only, so the same evidence gives the same id. */
export function finding(draft: Draft): Finding {
  const [act] = draft.evidence;
  if (!act) throw new Error(`A ${draft.kind} finding needs evidence.`);
  const from = act.offsetMs;
  const done: Finding = {
    id: `${draft.kind}-${hashOf([act.sessionId, ...draft.evidence.map(place)].join(" "))}`,
    kind: draft.kind,
    title: draft.title,
    severity: draft.severity,
    score: draft.score,
    tabId: act.tabId,
    window: { fromOffsetMs: from, toOffsetMs: Math.max(from, draft.toOffsetMs) },
    evidence: draft.evidence.slice(0, MOST_POINTERS),
    why: draft.why,
    nextCommand: `waymark window ${act.sessionId} --at ${from}ms`,
  };
  if (draft.target) {
    const { selector, label, nodeId } = draft.target;
    done.target = { selector, label, nodeId };
  }
  return done;
}

const place = (at: Pointer) => `${at.tabId}.${at.segmentIndex}.${at.frameIndex}`;

/** What people call the target: its name, else its selector. A layer that nobody saw is called just that. */
export function nameOf(target: ClickTarget): string {
  if (target.label && !/^[*•\s]+$/.test(target.label)) return `"${target.label}"`;
  if (target.sign === "layer") return "an invisible layer";
  return target.selector ?? "an unnamed control";
}

/** The act, then everything else in order of time: an answer may be recorded before the click that it answers. */
export function actFirst(act: Pointer, others: readonly Pointer[]): Pointer[] {
  return [act, ...others.toSorted((a, b) => a.offsetMs - b.offsetMs)];
}

/** `"Save"` at the start of a sentence, or `An unnamed control`. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `1 time`, `3 times`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `0.4 s`, `12 s`: how people tell waits. */
export function secondsText(ms: number): string {
  return ms < 9_950 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
}

/** More of the same makes it worse, but each one less: 0 for one, `most` for a hundred. */
export function moreOf(count: number, most: number): number {
  return Math.round(Math.min(most, (most * Math.log10(Math.max(1, count))) / 2));
}

/** 16 hex digits from two FNV-1a style halves: for telling findings apart, not for security. */
function hashOf(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ low, 0x01000193);
  }
  const hex = (half: number) => (half >>> 0).toString(16).padStart(8, "0");
  return hex(high) + hex(low);
}

/** What a page says, shortened, as the end of a sentence of ours. */
export function sentenceOf(message: string): string {
  const text = shorten(message, 200);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

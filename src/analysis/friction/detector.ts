import type { Finding, FindingKind, Severity } from "../finding.ts";
import type { Pointer } from "../../format/pointer.ts";
import type { ClickTarget, TabEvidence } from "./evidence/types.ts";

/** Looks for one kind of friction in the evidence of one tab. */
export interface Detector {
  readonly kind: FindingKind;
  find(evidence: TabEvidence): Finding[];
}

export interface Draft {
  kind: FindingKind;
  title: string;
  severity: Severity;
  score: number;
  target?: ClickTarget;
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
    evidence: draft.evidence,
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

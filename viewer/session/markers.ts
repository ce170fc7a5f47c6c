import type { SessionView } from "../../src/worker/api.ts";
import { eachEvent, type ListedEvent } from "../../src/worker/packed-events.ts";
import type { TabId } from "../../src/format/ids.ts";
import { markLabel } from "../../src/format/marks.ts";
import type { TimeScale } from "./time-scale.ts";

export type MarkerKind = "finding" | "mark" | "problem" | "navigation" | "click";

export interface Moment {
  kind: MarkerKind;
  offsetMs: number;
  label: string;
}

/** Moments of one kind that stand too close on the bar to be told apart. */
export interface Marker {
  kind: MarkerKind;
  /** Place of the first moment, 0 to 1. */
  fraction: number;
  moments: Moment[];
}

/** Moments of a kind within this share of the bar become one marker with a count. */
const GROUP_WITHIN = 0.015;

/** What the bar shows of one tab. Findings of other tabs are left out: the bar seeks in this one. */
export function momentsOf(view: SessionView, tabId: TabId | null): Moment[] {
  const moments: Moment[] = [];
  for (const event of eachEvent(view.events)) {
    const kind = markerKind(event);
    if (kind && event.tabId === tabId) {
      moments.push({ kind, offsetMs: event.offsetMs, label: event.label });
    }
  }
  for (const finding of view.findings) {
    if (finding.tabId !== tabId) continue;
    moments.push({
      kind: "finding",
      offsetMs: finding.window.fromOffsetMs,
      label: finding.title,
    });
  }
  for (const note of view.annotations) {
    if (note.tabId && note.tabId !== tabId) continue;
    moments.push({ kind: "mark", offsetMs: note.offsetMs, label: markLabel(note) });
  }
  return moments.toSorted((a, b) => a.offsetMs - b.offsetMs);
}

function markerKind(event: ListedEvent): MarkerKind | null {
  if (event.category === "problem") return "problem";
  if (event.kind === "click" || event.kind === "tap") return "click";
  if (event.kind === "navigation") return "navigation";
  return null;
}

/** A group never grows wider than GROUP_WITHIN, so a busy stretch shows as a row of groups, not as one. */
export function groupMoments(moments: readonly Moment[], scale: TimeScale): Marker[] {
  const open = new Map<MarkerKind, Marker>();
  const markers: Marker[] = [];
  for (const moment of moments) {
    const fraction = scale.toFraction(moment.offsetMs);
    const group = open.get(moment.kind);
    if (group && fraction - group.fraction <= GROUP_WITHIN) {
      group.moments.push(moment);
      continue;
    }
    const marker = { kind: moment.kind, fraction, moments: [moment] };
    open.set(moment.kind, marker);
    markers.push(marker);
  }
  return markers;
}

import type { ListedFinding, SessionView } from "../../src/worker/api.ts";
import { eachEvent, type ListedEvent } from "../../src/worker/packed-events.ts";
import type { TabId } from "../../src/format/ids.ts";
import { markLabel } from "../../src/format/marks.ts";
import type { Annotation } from "../../src/format/session.ts";
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
  count: number;
  /** The first ones: a long session has tens of thousands of moments, and no more of them are ever named. */
  named: [Moment, Moment?];
}

/** Moments of a kind within this share of the bar become one marker with a count. */
const GROUP_WITHIN = 0.015;

const byTime = (a: Moment, b: Moment) => a.offsetMs - b.offsetMs;

/**
 * What the bar shows of one tab, those of a kind in time order. Findings of other tabs are left out: the bar seeks
 * in this one.
 */
export function* momentsOf(view: SessionView, tabId: TabId | null): Generator<Moment> {
  for (const event of eachEvent(view.events)) {
    const kind = markerKind(event);
    if (kind && event.tabId === tabId) {
      yield { kind, offsetMs: event.offsetMs, label: event.label };
    }
  }
  const findings = view.findings.filter((finding) => finding.tabId === tabId);
  const momentOf = ({ window, title }: ListedFinding): Moment => ({
    kind: "finding",
    offsetMs: window.fromOffsetMs,
    label: title,
  });
  yield* findings.map(momentOf).toSorted(byTime);
  const marks = view.annotations.filter((note) => !note.tabId || note.tabId === tabId);
  const markOf = (note: Annotation): Moment => ({
    kind: "mark",
    offsetMs: note.offsetMs,
    label: markLabel(note),
  });
  yield* marks.map(markOf).toSorted(byTime);
}

function markerKind(event: ListedEvent): MarkerKind | null {
  if (event.category === "problem") return "problem";
  if (event.kind === "click" || event.kind === "tap") return "click";
  if (event.kind === "navigation") return "navigation";
  return null;
}

/**
 * Groups moments, those of a kind in time order, into markers in the order of the bar. A group never grows wider
 * than GROUP_WITHIN, so a busy stretch shows as a row of groups, not as one.
 */
export function groupMoments(moments: Iterable<Moment>, scale: TimeScale): Marker[] {
  const open = new Map<MarkerKind, Marker>();
  const markers: Marker[] = [];
  for (const moment of moments) {
    const fraction = scale.toFraction(moment.offsetMs);
    const group = open.get(moment.kind);
    if (group && fraction - group.fraction <= GROUP_WITHIN) {
      group.count++;
      group.named[1] ??= moment;
      continue;
    }
    const marker: Marker = { kind: moment.kind, fraction, count: 1, named: [moment] };
    open.set(moment.kind, marker);
    markers.push(marker);
  }
  return markers.toSorted((a, b) => a.fraction - b.fraction);
}

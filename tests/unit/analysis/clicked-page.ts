import { analyze } from "../../../src/analysis/analyze.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { el, load, type Spec, T0 } from "../dom/page.ts";

export const END = 20_000;

export function factsOf(events: RecordedEvent[], endedAt: number | null = null) {
  const sorted = events.toSorted((a, b) => a.timestamp - b.timestamp);
  return analyze({ id: "s", startedAt: T0, endedAt }, [
    { tabId: "t", segments: [{ index: 0, events: sorted }] },
  ]);
}

/** Kinds and offsets of what is found on a page with these events. */
export function findings(events: RecordedEvent[], endedAt: number | null = null): string[] {
  return factsOf(events, endedAt).findings.map(({ kind, target }) => `${kind} ${target?.nodeId}`);
}

export const button = (id = 10, attrs: Record<string, string> = {}): Spec =>
  el(id, "button", attrs, "Apply");
export const page = (...more: Spec[]): RecordedEvent[] =>
  load([button(), el(90, "div", { id: "out" }), ...more]);

import type { TabId } from "../../src/format/ids.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { tabsOf } from "../../src/worker/packed-events.ts";

/** The tab asked for if the session has it, else the first one that holds events, else the first. */
export function firstTabOf(view: SessionView, asked: TabId | null): TabId | null {
  const { tabs } = view.session;
  if (asked && tabs.some((tab) => tab.id === asked)) return asked;
  const filled = new Set([...view.segments.map((each) => each.tabId), ...tabsOf(view.events)]);
  return (tabs.find((tab) => filled.has(tab.id)) ?? tabs[0])?.id ?? null;
}

/** The nearest moment strictly after (or before) `offsetMs`, in any order of the list; null at the end. */
export function neighbour<T extends { offsetMs: number }>(
  moments: Iterable<T>,
  offsetMs: number,
  by: 1 | -1,
): T | null {
  let best: T | null = null;
  for (const moment of moments) {
    const ahead = (moment.offsetMs - offsetMs) * by;
    if (ahead <= 0) continue;
    if (!best || ahead < (best.offsetMs - offsetMs) * by) best = moment;
  }
  return best;
}

/** Place of the last of `count` moments, in time order, at or before `offsetMs`; -1 before the first. */
export function lastAt(
  count: number,
  offsetOf: (place: number) => number,
  offsetMs: number,
): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsetOf(middle) <= offsetMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Why a tab of this session cannot be replayed, in words that say what there is instead. */
export function whyNothing(view: SessionView): string {
  const { session } = view;
  if (session.counts.events === 0) {
    return session.state === "recording"
      ? "Nothing has been stored yet. Use the page for a moment, then reload."
      : `No event was stored${session.endReason ? `: ${session.endReason}` : ": recording ended before the page sent any."}`;
  }
  return view.events.length > 0
    ? "No picture of the page is stored here, so it cannot be replayed. The events are still listed."
    : "The stored events hold no picture of the page, so there is nothing to show.";
}

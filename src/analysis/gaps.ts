import type { NormalizedEvent } from "./event.ts";

/** A stretch with no user act and no navigation. */
export interface IdleGap {
  fromOffsetMs: number;
  toOffsetMs: number;
}

/** A stretch that should be there and is not: a missing batch, a damaged segment, a site without permission. */
export interface RecordingGap extends IdleGap {
  tabId: string;
  why: string;
}

/** Shorter pauses are reading; longer ones a viewer may skip. */
export const IDLE_AFTER_MS = 5_000;

/** What is needed of an event to tell when the user was busy. */
export type ActTime = Pick<NormalizedEvent, "category" | "offsetMs" | "timestamp" | "data">;

/**
 * Pauses of more than five seconds between acts and navigations, over all tabs together, from the
 * session's start to its end. `events` must be in order of time.
 */
export function idleGaps(events: readonly ActTime[], durationMs: number): IdleGap[] {
  const gaps: IdleGap[] = [];
  let busyUntil = 0;
  const add = (from: number, to: number) => {
    if (to - from > IDLE_AFTER_MS) gaps.push({ fromOffsetMs: from, toOffsetMs: to });
  };
  for (const event of events) {
    if (event.category !== "user") continue;
    add(busyUntil, event.offsetMs);
    busyUntil = Math.max(busyUntil, event.offsetMs, actEnd(event));
  }
  add(busyUntil, durationMs);
  return gaps;
}

/** Typing and scrolling last; `data.endAt` is an epoch time, so it counts from the event's own. */
function actEnd(event: ActTime): number {
  const end = event.data?.["endAt"];
  if (typeof end !== "number") return 0;
  const start = Date.parse(event.timestamp);
  return Number.isFinite(start) ? event.offsetMs + (end - start) : 0;
}

/**
 * Gaps that the recording itself tells of: from a lifecycle `pause` or `gap` to the next `resume`,
 * `start` or event. What the browser tells of a tab's place in the session is no event of its page.
 */
export function toldGaps(events: readonly NormalizedEvent[]): RecordingGap[] {
  const gaps: RecordingGap[] = [];
  let open: { tabId: string; from: number; why: string } | null = null;
  for (const event of events) {
    if (open && event.offsetMs > open.from && !isAboutTabs(event)) {
      gaps.push({
        tabId: open.tabId,
        fromOffsetMs: open.from,
        toOffsetMs: event.offsetMs,
        why: open.why,
      });
      open = null;
    }
    if (event.kind !== "lifecycle") continue;
    const { what, reason, origin } = event.data ?? {};
    if (what === "pause")
      open = { tabId: event.tabId, from: event.offsetMs, why: "The recording was paused." };
    if (what === "gap") {
      const place = typeof origin === "string" ? ` (${origin})` : "";
      const why = typeof reason === "string" ? reason : "Nothing was recorded here";
      open = { tabId: event.tabId, from: event.offsetMs, why: `${why}${place}` };
    }
  }
  return gaps;
}

const ABOUT_TABS = new Set<unknown>(["tab-activated", "tab-left"]);
const isAboutTabs = ({ kind, data }: NormalizedEvent) =>
  kind === "browser" && ABOUT_TABS.has(data?.["what"]);

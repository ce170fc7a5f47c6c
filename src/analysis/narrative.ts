import type { Pointer } from "../format/pointer.ts";
import type { Category, NormalizedEvent } from "./event.ts";
import { IDLE_AFTER_MS } from "./gaps.ts";
import { pointerOf } from "./stats.ts";

/** One sentence of a session's story. */
export interface NarrativeEntry extends Pointer {
  /** ISO 8601. */
  timestamp: string;
  category: Category;
  text: string;
  /** How many events it tells of. */
  events: number;
}

/** Runs of these are one sentence: what matters of them is that they all went well. */
const REPEATS_MS = 3_000;

/**
 * Events in plain words, as somebody who watched would tell them: equal acts in a row and answered
 * requests are joined, and pauses are told. `events` must be in order of time.
 */
export function narrate(events: readonly NormalizedEvent[]): NarrativeEntry[] {
  const entries: NarrativeEntry[] = [];
  let open: { events: NormalizedEvent[]; key: string } | null = null;
  let lastActMs: number | null = null;
  const close = () => {
    if (open) entries.push(entryOf(open.events));
    open = null;
  };
  for (const event of events) {
    const isAct = event.category === "user";
    if (isAct && lastActMs !== null && event.offsetMs - lastActMs > IDLE_AFTER_MS) {
      close();
      entries.push(pauseBefore(event, event.offsetMs - lastActMs));
    }
    if (isAct) lastActMs = Math.max(lastActMs ?? 0, event.offsetMs, endOf(event));
    // A focus says only what the click or typing right after it says again.
    if (event.kind === "focus") continue;
    const key = keyOf(event);
    const last: NormalizedEvent | undefined = open?.events.at(-1);
    if (open && last && open.key === key && event.offsetMs - last.offsetMs <= REPEATS_MS) {
      open.events.push(event);
      continue;
    }
    close();
    open = { events: [event], key };
  }
  close();
  return entries;
}

/** Events with the same key that follow each other closely are one sentence. */
function keyOf({ tabId, kind, category, label }: NormalizedEvent): string {
  return kind === "network" && category === "network"
    ? `${tabId} answered`
    : `${tabId} ${kind} ${label}`;
}

function entryOf(events: readonly NormalizedEvent[]): NarrativeEntry {
  const first = events[0] as NormalizedEvent;
  const { timestamp, category } = first;
  return {
    ...pointerOf(first),
    timestamp,
    category,
    text: sentence(events),
    events: events.length,
  };
}

function sentence(events: readonly NormalizedEvent[]): string {
  const first = events[0] as NormalizedEvent;
  const many = events.length;
  const { kind, category, label } = first;
  if (kind === "network") {
    if (category === "network" && many > 1) return `${many} requests were answered`;
    const took = first.data?.["durationMs"];
    const after = typeof took === "number" ? ` after ${Math.round(took)} ms` : "";
    // Without a method the label begins with that word itself.
    const what = label.startsWith("Request ") ? label : `Request ${label}`;
    return `${what}${after}${times(many)}`;
  }
  if (kind === "error") return `Error: ${label}${times(many)}`;
  const masked = first.masked ? " (masked)" : "";
  return `${label}${masked}${times(many)}`;
}

const times = (count: number): string => (count > 1 ? `, ${count} times` : "");

function pauseBefore(event: NormalizedEvent, ms: number): NarrativeEntry {
  const { timestamp, category } = event;
  const text = `The user did nothing for ${Math.round(ms / 1_000)} s`;
  return { ...pointerOf(event), timestamp, category, text, events: 0 };
}

function endOf(event: NormalizedEvent): number {
  const end = event.data?.["endAt"];
  const start = Date.parse(event.timestamp);
  return typeof end === "number" && Number.isFinite(start) ? event.offsetMs + (end - start) : 0;
}

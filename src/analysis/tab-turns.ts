import type { TabId } from "../format/ids.ts";
import { TAB_ENDS } from "../format/tab-ends.ts";
import type { Kind } from "./event.ts";
import type { IdleGap } from "./gaps.ts";

/** What is needed of a session to tell which of its tabs was in front when. */
export interface TabbedSession {
  session: {
    startedAt: number;
    tabs: readonly { id: TabId; startedAt: number }[];
    endReason?: string;
  };
  durationMs: number;
  /** In order of time. */
  events: readonly TurnEvent[];
}

/** What is needed of an event. */
interface TurnEvent {
  tabId: TabId;
  kind: Kind;
  offsetMs: number;
  data?: Record<string, unknown> | null;
}

/** From here on this tab was in front; `seen` is false while the user was in a tab outside the session. */
export interface Turn {
  fromOffsetMs: number;
  tabId: TabId;
  seen: boolean;
}

/** One tab's way through the session. */
export interface TabLane {
  tabId: TabId;
  open: IdleGap;
  /** When the user looked at it. */
  seen: IdleGap[];
  /** When its first page was there; null for a tab without one, which cannot be replayed. */
  pageAtMs: number | null;
}

export interface TabTurns {
  /** In the session's order. */
  lanes: TabLane[];
  turns: Turn[];
  /**
   * The tab to show at a moment: the one in front, or while its first page is not there yet, or never
   * comes, the one before it. Null for a session without tabs.
   */
  at(offsetMs: number): TabId | null;
}

type Change = { atMs: number; tabId: TabId; what: "front" | "left" | "closed" };

/**
 * Reads from `tab-activated` and `tab-left` which tab was in front; a recording without them (another
 * tool's, or older than they are) tells it by its clicks. The first tab is in front from the start;
 * when the one in front closes, the one before it is again.
 */
export function tabTurns({ session, durationMs, events }: TabbedSession): TabTurns {
  const lanes = new Map<TabId, TabLane>();
  for (const { id, startedAt } of session.tabs) {
    const from = clamp(startedAt - session.startedAt, durationMs);
    const open = { fromOffsetMs: from, toOffsetMs: durationMs };
    lanes.set(id, { tabId: id, open, seen: [], pageAtMs: null });
  }
  const { endReason } = session;
  /** Tabs hear one after the other that their session ends; until then, things happen in them. */
  const endsAll = ({ data }: TurnEvent) =>
    endReason !== undefined && data?.["reason"] === endReason && !TAB_ENDS.has(endReason);
  const isTold = events.some((event) => whatOf(event) === "tab-activated");
  const changes: Change[] = [];
  const closings = new Map<TabId, number>();
  let lastWordMs = 0;
  for (const event of events) {
    const { tabId, kind, offsetMs: atMs } = event;
    const lane = lanes.get(tabId);
    if (!lane) continue;
    if (kind === "navigation") lane.pageAtMs ??= atMs;
    const what = whatOf(event);
    if (kind !== "lifecycle" || what !== "stop") lastWordMs = Math.max(lastWordMs, atMs);
    if (kind === "lifecycle") {
      if (what === "stop" && !endsAll(event)) closings.set(tabId, atMs);
      else closings.delete(tabId);
    } else if (isTold ? what === "tab-activated" : kind === "click" || kind === "tap") {
      changes.push({ atMs, tabId, what: "front" });
    } else if (what === "tab-left") changes.push({ atMs, tabId, what: "left" });
  }
  for (const [tabId, atMs] of closings) {
    // When nothing else happens any more, the session ended and not the tab.
    if (atMs >= lastWordMs) continue;
    const lane = lanes.get(tabId);
    if (lane) lane.open.toOffsetMs = Math.max(lane.open.fromOffsetMs, clamp(atMs, durationMs));
    changes.push({ atMs, tabId, what: "closed" });
  }
  const turns = takeTurns(session.tabs[0]?.id ?? null, changes);
  addSeen(lanes, turns, durationMs);
  return {
    lanes: [...lanes.values()],
    turns,
    at(offsetMs) {
      for (let i = lastAtOrBefore(turns, offsetMs); i >= 0; i--) {
        const turn = turns[i];
        const pageAtMs = turn && lanes.get(turn.tabId)?.pageAtMs;
        if (turn && typeof pageAtMs === "number" && pageAtMs <= offsetMs) return turn.tabId;
      }
      return turns[0]?.tabId ?? null;
    },
  };
}

function takeTurns(first: TabId | null, changes: readonly Change[]): Turn[] {
  if (first === null) return [];
  const turns: Turn[] = [{ fromOffsetMs: 0, tabId: first, seen: true }];
  /** Open tabs, the one in front last. */
  let order: TabId[] = [first];
  for (const { atMs, tabId, what } of changes.toSorted((a, b) => a.atMs - b.atMs)) {
    const before = turns.at(-1) as Turn;
    if (what !== "left") order = order.filter((each) => each !== tabId);
    if (what === "front") order.push(tabId);
    const front = order.at(-1);
    // The last tab closed: what it showed stays.
    if (front === undefined) continue;
    const seen =
      what === "left" ? before.tabId !== tabId && before.seen : wasSeen(what, before, front);
    if (front === before.tabId && seen === before.seen) continue;
    turns.push({ fromOffsetMs: Math.max(0, atMs), tabId: front, seen });
  }
  return turns;
}

/** A tab that closes in the background changes nothing for the user. */
function wasSeen(what: "front" | "closed", before: Turn, front: TabId): boolean {
  return what === "front" || front !== before.tabId || before.seen;
}

function addSeen(lanes: Map<TabId, TabLane>, turns: readonly Turn[], durationMs: number): void {
  for (const [i, { tabId, fromOffsetMs, seen }] of turns.entries()) {
    const lane = lanes.get(tabId);
    if (!seen || !lane) continue;
    const until = Math.min(turns[i + 1]?.fromOffsetMs ?? durationMs, lane.open.toOffsetMs);
    const from = Math.max(fromOffsetMs, lane.open.fromOffsetMs);
    if (until > from) lane.seen.push({ fromOffsetMs: from, toOffsetMs: until });
  }
}

function lastAtOrBefore(turns: readonly Turn[], offsetMs: number): number {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((turns[middle]?.fromOffsetMs ?? Infinity) <= offsetMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const whatOf = ({ data }: TurnEvent): unknown => data?.["what"];

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));

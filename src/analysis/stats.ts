import type { Pointer } from "../format/pointer.ts";
import type { Kind, NormalizedEvent } from "./event.ts";
import { type ActTime, type IdleGap, idleGaps } from "./gaps.ts";
import { createBurstJoiner, type MutationBurst } from "./mutation-bursts.ts";
import { createPicker } from "./order.ts";
import { createRouteTimes, type RouteTime } from "./route-times.ts";

/** A number with the event that it was read from. */
export interface Clicked extends Pointer {
  selector: string;
  /** Of its first click. */
  label: string;
  clicks: number;
}

export interface RequestFact extends Pointer {
  method: string | null;
  url: string;
  status: number | null;
  /** Null while no answer came. */
  durationMs: number | null;
}

export interface FailureFact extends RequestFact {
  /** The user's last act before it, if that was at most ten seconds earlier. */
  after: (Pointer & { label: string }) | null;
}

export interface ProblemFact extends Pointer {
  label: string;
  times: number;
}

export interface VitalFact extends Pointer {
  name: string;
  value: number;
  rating: string | null;
  url: string;
}

/** Deterministic facts about a session, for orientation. Lists are the most telling few, not all. */
export interface Stats {
  durationMs: number;
  /** While the user acted or paused for less than five seconds. */
  activeMs: number;
  idleMs: number;
  /** The longest ones, in order of length. */
  longestIdle: IdleGap[];
  /** How many events of each kind. */
  counts: Partial<Record<Kind, number>>;
  routes: RouteTime[];
  mostClicked: Clicked[];
  requests: {
    total: number;
    failed: number;
    unanswered: number;
    slowest: RequestFact[];
    /** The first ones, in order of time. */
    failures: FailureFact[];
  };
  /** Errors and console errors, the most frequent first. */
  problems: ProblemFact[];
  largestMutationBursts: MutationBurst[];
  /** Rated other than good first, the worst of each name and page. */
  vitals: VitalFact[];
  /** Events of which some text was masked. */
  masked: number;
}

const MOST = 10;
/** Different selectors or messages that are counted: pages with more of them must not fill the memory. */
const MOST_DIFFERENT = 5_000;

/**
 * Adds events up. Memory grows with acts and pages alone, by a few numbers each. Kinds that are not
 * pushed are not counted.
 */
export function createStats(): {
  /** Takes an event; those of one tab in the order in which the normalizer hands them out. */
  push(event: NormalizedEvent): void;
  finish(durationMs: number): Stats;
} {
  const counts: Partial<Record<Kind, number>> = {};
  const acts: ActTime[] = [];
  const routes = createRouteTimes();
  const clicked = new Map<string, Clicked>();
  const problems = new Map<string, ProblemFact>();
  const vitals = new Map<string, VitalFact>();
  const slowest = createPicker<RequestFact>(
    (a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0),
    MOST,
  );
  const failures = createPicker<FailureFact>((a, b) => a.offsetMs - b.offsetMs, MOST);
  const bursts = createPicker<MutationBurst>((a, b) => b.changes - a.changes, MOST);
  const joiners = new Map<string, ReturnType<typeof createBurstJoiner>>();
  const requests = { total: 0, failed: 0, unanswered: 0 };
  const recent = createRecentActs();
  let masked = 0;

  function joinerOf(tabId: string) {
    const known = joiners.get(tabId);
    if (known) return known;
    const joiner = createBurstJoiner((burst) => bursts.offer(burst));
    joiners.set(tabId, joiner);
    return joiner;
  }

  function request(event: NormalizedEvent): void {
    const fact = requestFact(event);
    requests.total++;
    if (event.data?.["pending"] === true) requests.unanswered++;
    if (fact.durationMs !== null) slowest.offer(fact);
    if (event.category !== "problem") return;
    requests.failed++;
    failures.offer({ ...fact, after: recent.before(event) });
  }

  function problem(event: NormalizedEvent): void {
    const known = problems.get(event.label);
    if (known) known.times++;
    else if (problems.size < MOST_DIFFERENT) {
      problems.set(event.label, { ...pointerOf(event), label: event.label, times: 1 });
    }
  }

  return {
    push(event) {
      const { kind, category } = event;
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (event.masked) masked++;
      if (category === "user") {
        acts.push(actTime(event));
        recent.push(event);
      }
      if (kind === "navigation") routes.navigated(event);
      else if (category === "user") routes.acted(event);
      if (kind === "click" || kind === "tap") countClick(clicked, event);
      else if (kind === "network") request(event);
      else if (kind === "mutation") joinerOf(event.tabId).push(event);
      else if (kind === "vital") keepWorst(vitals, event);
      if (category === "problem" && kind !== "network") problem(event);
    },
    finish(durationMs) {
      for (const joiner of joiners.values()) joiner.finish();
      const idle = idleGaps(
        acts.toSorted((a, b) => a.offsetMs - b.offsetMs),
        durationMs,
      );
      const idleMs = idle.reduce((sum, gap) => sum + lengthOf(gap), 0);
      return {
        durationMs,
        activeMs: Math.max(0, durationMs - idleMs),
        idleMs,
        longestIdle: idle.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, MOST),
        counts,
        routes: routes.finish(durationMs).slice(0, 2 * MOST),
        mostClicked: mostOf(clicked, ({ clicks }) => clicks),
        requests: { ...requests, slowest: slowest.take().items, failures: failures.take().items },
        problems: mostOf(problems, ({ times }) => times),
        largestMutationBursts: bursts.take().items,
        vitals: [...vitals.values()].toSorted(byConcern).slice(0, 2 * MOST),
        masked,
      };
    },
  };
}

/** Of an act only its times are kept. */
function actTime({ category, offsetMs, timestamp, data }: NormalizedEvent): ActTime {
  const endAt = data?.["endAt"];
  return { category, offsetMs, timestamp, ...(typeof endAt === "number" && { data: { endAt } }) };
}

const MOST_RECENT = 50;
const RECENT_MS = 10_000;

/** The last acts of each tab, for what comes of them. A focus only says what the click says again. */
function createRecentActs() {
  const byTab = new Map<string, NormalizedEvent[]>();
  return {
    push(event: NormalizedEvent): void {
      if (event.kind === "focus" || event.kind === "blur") return;
      const acts = byTab.get(event.tabId) ?? [];
      acts.push(event);
      if (acts.length > MOST_RECENT) acts.shift();
      byTab.set(event.tabId, acts);
    },
    before({ tabId, offsetMs }: NormalizedEvent): FailureFact["after"] {
      let last: NormalizedEvent | null = null;
      for (const act of byTab.get(tabId) ?? []) {
        const beforeMs = offsetMs - act.offsetMs;
        if (beforeMs < 0 || beforeMs > RECENT_MS) continue;
        if (!last || act.offsetMs >= last.offsetMs) last = act;
      }
      return last ? { ...pointerOf(last), label: last.label } : null;
    },
  };
}

function countClick(clicked: Map<string, Clicked>, event: NormalizedEvent): void {
  const { selector, label } = event;
  if (selector === null) return;
  const known = clicked.get(selector);
  if (known) known.clicks++;
  else if (clicked.size < MOST_DIFFERENT) {
    clicked.set(selector, { ...pointerOf(event), selector, label, clicks: 1 });
  }
}

export function requestFact(event: NormalizedEvent): RequestFact {
  const { method, url, status, durationMs } = event.data ?? {};
  return {
    ...pointerOf(event),
    method: typeof method === "string" ? method : null,
    url: typeof url === "string" ? url : "",
    status: typeof status === "number" ? status : null,
    durationMs: typeof durationMs === "number" ? durationMs : null,
  };
}

function keepWorst(vitals: Map<string, VitalFact>, event: NormalizedEvent): void {
  const { name, value, rating } = event.data ?? {};
  if (typeof name !== "string" || typeof value !== "number") return;
  const key = `${name} ${event.url}`;
  const known = vitals.get(key);
  if (known ? known.value >= value : vitals.size >= MOST_DIFFERENT) return;
  const fact = { name, value, rating: typeof rating === "string" ? rating : null, url: event.url };
  vitals.set(key, { ...pointerOf(event), ...fact });
}

const CONCERN: Readonly<Record<string, number>> = { poor: 0, "needs-improvement": 1 };

function byConcern(a: VitalFact, b: VitalFact): number {
  const concern = (fact: VitalFact) => CONCERN[fact.rating ?? ""] ?? 2;
  return concern(a) - concern(b) || a.offsetMs - b.offsetMs;
}

function mostOf<T extends Pointer>(map: Map<string, T>, count: (item: T) => number): T[] {
  return [...map.values()]
    .toSorted((a, b) => count(b) - count(a) || a.offsetMs - b.offsetMs)
    .slice(0, MOST);
}

export function pointerOf({
  sessionId,
  tabId,
  segmentIndex,
  frameIndex,
  offsetMs,
}: Pointer): Pointer {
  return { sessionId, tabId, segmentIndex, frameIndex, offsetMs };
}

const lengthOf = ({ fromOffsetMs, toOffsetMs }: IdleGap) => toOffsetMs - fromOffsetMs;

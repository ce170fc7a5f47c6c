import { checkSession } from "../format/schemas.ts";
import type {
  Counts,
  SegmentInfo,
  Session,
  SessionPatch,
  Tab,
  TailBatch,
} from "../format/session.ts";

/** Pure changes to a session record; every driver writes what these return. */

/** What stands after `next` is put over `held`. */
export function replaceSession(held: Session | null, next: Session): Session {
  return held ? { ...next, rev: Math.max(next.rev, held.rev + 1) } : next;
}

/** `counts`, `metadata`, `privacy`, its `hits` and `environment` merge key by key, `tabs` by id, the rest is replaced. Throws `invalid-input` when the result is no valid session. */
export function patchSession(session: Session, patch: SessionPatch): Session {
  const { counts, metadata, environment, privacy = {}, tabs, ...plain } = present(patch);
  return checkSession({
    ...session,
    ...plain,
    counts: { ...session.counts, ...present(counts ?? {}) },
    metadata: { ...session.metadata, ...metadata },
    privacy: {
      ...session.privacy,
      ...present(privacy),
      hits: { ...session.privacy.hits, ...privacy.hits },
    },
    environment: { ...session.environment, ...present(environment ?? {}) },
    tabs: mergeTabs(session.tabs, tabs ?? []),
    rev: session.rev + 1,
  });
}

/** Known tabs keep their place, new ones follow in the order given. */
function mergeTabs(held: readonly Tab[], given: readonly Tab[]): Tab[] {
  const byId = new Map(held.map((tab) => [tab.id, tab]));
  for (const tab of given) byId.set(tab.id, tab);
  return [...byId.values()];
}

function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

/** What tail batches add to their session. `events` and `bytes` are the store's own counting. */
export interface Totals {
  counts: Partial<Counts>;
  hits: Record<string, number>;
}

/** @param bytes length of the batch's JSON in UTF-8 */
export function totalsOf(batch: TailBatch, bytes: number): Totals {
  return {
    counts: { ...batch.adds, events: batch.eventCount, bytes },
    hits: batch.hits,
  };
}

export function sumTotals(a: Totals, b: Totals): Totals {
  return { counts: sum(a.counts, b.counts), hits: sum(a.hits, b.hits) };
}

/** Adds without ever making the record invalid: a session names at most 200 rules, all others count as "other". */
export function addTotals(session: Session, totals: Totals): Session {
  const hits = { ...session.privacy.hits };
  for (const [rule, count] of Object.entries(totals.hits)) {
    const isNew = !Object.hasOwn(hits, rule);
    const name = isNew && Object.keys(hits).length >= MOST_RULES - 1 ? "other" : rule;
    addTo(hits, name, count);
  }
  return {
    ...session,
    counts: { ...session.counts, ...sum(session.counts, totals.counts) },
    privacy: { ...session.privacy, hits },
  };
}

const MOST_RULES = 200;

/** Stops at the highest whole number. Only own keys count: a rule may be called "toString". */
function addTo(sums: Record<string, number>, key: string, value: number): void {
  const before = Object.hasOwn(sums, key) ? (sums[key] ?? 0) : 0;
  sums[key] = Math.min(before + value, Number.MAX_SAFE_INTEGER);
}

function sum<T extends Record<string, number> | Partial<Counts>>(a: T, b: T): T {
  const result: Record<string, number> = { ...a };
  for (const [key, value] of Object.entries(b)) addTo(result, key, value);
  return result as T;
}

type Held = Pick<Counts, "events" | "bytes">;

/** The session once segments that held `gone` have made room for one that holds `base`. */
export function withBase(session: Session, gone: Held, base: Held): Session {
  const { counts } = session;
  return {
    ...session,
    counts: {
      ...counts,
      events: Math.max(0, counts.events - gone.events) + base.events,
      bytes: Math.max(0, counts.bytes - gone.bytes) + base.bytes,
    },
    rev: session.rev + 1,
  };
}

/** What segments hold together. */
export function heldIn(segments: readonly Pick<SegmentInfo, "eventCount" | "bytes">[]): Held {
  return {
    events: segments.reduce((all, { eventCount }) => all + eventCount, 0),
    bytes: segments.reduce((all, { bytes }) => all + bytes, 0),
  };
}

/** The session without a tab that held `events` and `bytes` of it. */
export function withoutTab(session: Session, tabId: string, held: Held): Session {
  return {
    ...session,
    tabs: session.tabs.filter((tab) => tab.id !== tabId),
    counts: {
      ...session.counts,
      events: Math.max(0, session.counts.events - held.events),
      bytes: Math.max(0, session.counts.bytes - held.bytes),
    },
    rev: session.rev + 1,
  };
}

import * as v from "valibot";
import { WaymarkError } from "../format/errors.ts";
import { assertId } from "../format/ids.ts";
import type { Counts, Session } from "../format/session.ts";
import type { StoreLimits } from "./session-store.ts";

const most = v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)));
const LimitsSchema = v.strictObject({ maxSessions: most, maxBytes: most, maxAgeMs: most });

export function checkLimits(limits: StoreLimits, now: number, keep: readonly string[]): void {
  if (!v.is(LimitsSchema, limits) || !Number.isFinite(now)) {
    throw new WaymarkError(
      "invalid-input",
      "Limits are maxSessions, maxBytes and maxAgeMs, numbers from 0, and a time to count ages from.",
    );
  }
  for (const id of keep) assertId(id, "Session id to keep");
}

/** A session that someone is still writing to is never evicted. */
export const isBeingWritten = (session: Pick<Session, "state">): boolean =>
  session.state === "recording" || session.state === "paused";

/** What eviction needs to know of a session; a driver may read just that. */
export type Evictable = Pick<Session, "id" | "startedAt" | "state"> & {
  counts: Pick<Counts, "bytes">;
};

/**
 * Which sessions have to go so that the limits hold, oldest first. Those kept or being written
 * count against the limits but stay. One whose record is damaged is not in `sessions`: nobody knows
 * how old it is, so it stays until someone deletes it.
 */
export function planEviction(
  sessions: readonly Evictable[],
  limits: StoreLimits,
  now: number,
  keep: readonly string[] = [],
): string[] {
  const { maxSessions = Infinity, maxBytes = Infinity, maxAgeMs = Infinity } = limits;
  const kept = new Set(keep);
  let count = sessions.length;
  let bytes = sessions.reduce((sum, session) => sum + session.counts.bytes, 0);
  const oldestFirst = sessions
    .filter((session) => !kept.has(session.id) && !isBeingWritten(session))
    .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));

  const gone: string[] = [];
  for (const session of oldestFirst) {
    const tooOld = now - session.startedAt > maxAgeMs;
    if (!tooOld && count <= maxSessions && bytes <= maxBytes) break;
    gone.push(session.id);
    count--;
    bytes -= session.counts.bytes;
  }
  return gone;
}

import * as v from "valibot";
import { WaymarkError } from "../format/errors.ts";
import { assertId } from "../format/ids.ts";
import type { Session } from "../format/session.ts";
import type { EvictedSession, LimitsPreview, StoreLimits } from "./session-store.ts";

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

/** A session that someone is still writing to is never evicted, nor one that its owner pinned. */
export const isSpared = (session: Pick<Session, "state" | "pinned">): boolean =>
  session.state === "recording" || session.state === "paused" || session.pinned === true;

/** What eviction needs to know of a session; a driver may read just that. */
export type Evictable = Pick<Session, "id" | "startedAt" | "state" | "pinned"> & {
  storedBytes: number;
};

/**
 * Which sessions have to go so that the limits hold, oldest first. Those kept, pinned or being
 * written count against the limits but stay. One whose record is damaged is not in `sessions`:
 * nobody knows how old it is, so it stays until someone deletes it.
 */
export function planEviction<T extends Evictable>(
  sessions: readonly T[],
  limits: StoreLimits,
  now: number,
  keep: readonly string[] = [],
): T[] {
  const { maxSessions = Infinity, maxBytes = Infinity, maxAgeMs = Infinity } = limits;
  const kept = new Set(keep);
  let count = sessions.length;
  let bytes = bytesOf(sessions);
  const oldestFirst = sessions
    .filter((session) => !kept.has(session.id) && !isSpared(session))
    .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));

  const gone: T[] = [];
  for (const session of oldestFirst) {
    const tooOld = now - session.startedAt > maxAgeMs;
    if (!tooOld && count <= maxSessions && bytes <= maxBytes) break;
    gone.push(session);
    count--;
    bytes -= session.storedBytes;
  }
  return gone;
}

/** @param gone of `sessions`, as `planEviction` returned them */
export function previewOf(
  sessions: readonly Evictable[],
  gone: readonly EvictedSession[],
): LimitsPreview {
  return {
    evicted: gone.map(({ id, title, startedAt, storedBytes }) => ({
      id,
      title,
      startedAt,
      storedBytes,
    })),
    sessions: sessions.length,
    pinned: sessions.filter(({ pinned }) => pinned).length,
    storedBytes: bytesOf(sessions),
  };
}

const bytesOf = (sessions: readonly Evictable[]): number =>
  sessions.reduce((sum, session) => sum + session.storedBytes, 0);

import { readBack } from "../format/sanitized.ts";
import type { Session } from "../format/session.ts";
import { encodeCursor, type Place } from "./cursor.ts";
import { type ListPlan, matchesFilter, sortValue } from "./query.ts";
import type { SessionPage } from "./session-store.ts";

export const placeOf = (session: Session, plan: ListPlan): Place => ({
  value: sortValue(session, plan.sort),
  id: session.id,
});

/** Rising order of rows: by value, then by id. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

/** Whether a session belongs on this page or a later one. */
export function isWanted(session: Session, plan: ListPlan): boolean {
  if (!matchesFilter(session, plan.filter)) return false;
  if (!plan.after) return true;
  const order = comparePlaces(placeOf(session, plan), plan.after);
  return plan.descending ? order < 0 : order > 0;
}

/**
 * Closes a page. `found` are wanted sessions in order, one more than the limit where there are
 * more: that one only tells that a next page exists.
 */
export function closePage(
  found: readonly Session[],
  plan: ListPlan,
  damaged: string[],
): SessionPage {
  const sessions = found.slice(0, plan.limit);
  const last = sessions.at(-1);
  const more = last && found.length > plan.limit;
  return {
    sessions: sessions.map((session) => readBack(session)),
    nextCursor: more ? encodeCursor(placeOf(last, plan), plan.scope) : null,
    damaged,
  };
}

/** A page out of all sessions at hand, for drivers without an index. */
export function pageOf(
  all: Iterable<Session>,
  plan: ListPlan,
  damaged: string[] = [],
): SessionPage {
  const wanted = [...all].filter((session) => isWanted(session, plan));
  const turn = plan.descending ? -1 : 1;
  const found = wanted
    .map((session) => ({ session, place: placeOf(session, plan) }))
    .sort((a, b) => turn * comparePlaces(a.place, b.place))
    .slice(0, plan.limit + 1)
    .map(({ session }) => session);
  return closePage(found, plan, plan.after ? [] : damaged);
}

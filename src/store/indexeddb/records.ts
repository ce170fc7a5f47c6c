import type { Session } from "../../format/session.ts";
import { deletedSession, noSession, readStoredSession } from "../checks.ts";
import { sortValue } from "../query.ts";
import { addTotals } from "../session-changes.ts";
import { SESSION_SORTS, type SessionSort } from "../session-store.ts";
import { hasTotals, NO_TOTALS, readHeads, replaceHead } from "./heads.ts";
import type { Head, SessionRecord, Tx } from "./schema.ts";
import { under } from "./transaction.ts";

export function toRecord(session: Session): SessionRecord {
  const sort = Object.fromEntries(
    SESSION_SORTS.map((each) => [each, sortValue(session, each)]),
  ) as Record<SessionSort, string | number>;
  return { id: session.id, session, sort };
}

/** Throws `deleted` or `not-found` unless the session is there to be written to. */
export async function assertSession(
  tx: Tx<"sessions" | "tombstones", IDBTransactionMode>,
  id: string,
): Promise<void> {
  const [known, deleted] = await Promise.all([
    tx.objectStore("sessions").getKey(id),
    tx.objectStore("tombstones").getKey(id),
  ]);
  if (known === undefined) throw deleted === undefined ? noSession(id) : deletedSession(id);
}

/** A session with what its tails add, or null. Throws `damaged`. */
export async function readWhole(
  tx: Tx<"sessions" | "heads" | "tail", IDBTransactionMode>,
  id: string,
): Promise<{ session: Session; heads: Head[] } | null> {
  const [record, heads] = await Promise.all([
    tx.objectStore("sessions").get(id),
    readHeads(tx, under(id)),
  ]);
  if (!record) return null;
  let session = readStoredSession(id, record.session);
  for (const { totals } of heads) session = addTotals(session, totals);
  return { session, heads };
}

/** Writes a session that holds what its tails added, and takes that off the heads. */
export async function writeWhole(
  tx: Tx<"sessions" | "heads">,
  session: Session,
  heads: readonly Head[],
): Promise<void> {
  await Promise.all([
    tx.objectStore("sessions").put(toRecord(session)),
    ...heads.filter(hasTotals).map((head) => replaceHead(tx, head, { totals: NO_TOTALS })),
  ]);
}

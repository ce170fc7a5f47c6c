import { WaymarkError } from "../../format/errors.ts";
import type { Session } from "../../format/session.ts";
import { deletedSession, noSession, readStoredSession } from "../checks.ts";
import { sortValue } from "../query.ts";
import { addTotals, type Totals } from "../session-changes.ts";
import { SESSION_SORTS, type SessionSort } from "../session-store.ts";
import type { Head, SessionRecord, Tx } from "./schema.ts";
import { under } from "./transaction.ts";

export const NO_TOTALS: Totals = { counts: {}, hits: {} };

const hasTotals = (head: Head): boolean => Object.keys(head.totals.counts).length > 0;

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
  tx: Tx<"sessions" | "heads", IDBTransactionMode>,
  id: string,
): Promise<{ session: Session; heads: Head[] } | null> {
  const [record, heads] = await Promise.all([
    tx.objectStore("sessions").get(id),
    tx.objectStore("heads").getAll(under(id)),
  ]);
  if (!record) return null;
  let session = readStoredSession(id, record.session);
  for (const head of heads) session = addTotals(session, checkHead(head).totals);
  return { session, heads };
}

/** Writes a session that holds what its tails added, and takes that off the heads. */
export async function writeWhole(
  tx: Tx<"sessions" | "heads">,
  session: Session,
  heads: readonly Head[],
): Promise<void> {
  const store = tx.objectStore("heads");
  await Promise.all([
    tx.objectStore("sessions").put(toRecord(session)),
    ...heads.filter(hasTotals).map((head) => store.put({ ...head, totals: NO_TOTALS })),
  ]);
}

/** Sessions whose record is behind what their tails added. */
export function idsToFold(heads: readonly Head[]): string[] {
  return [...new Set(heads.filter(hasTotals).map((head) => head.sessionId))];
}

/** Throws `damaged` for a head that no append could have written. */
export function checkHead(head: Head): Head {
  const { arrivals, batches, totals, logs } = head;
  const sound =
    Number.isSafeInteger(arrivals) &&
    Number.isSafeInteger(batches) &&
    typeof totals?.counts === "object" &&
    typeof totals.hits === "object" &&
    Array.isArray(logs);
  if (sound) return head;
  throw new WaymarkError(
    "damaged",
    `The unsealed part of tab ${head.tabId} of session ${head.sessionId} cannot be read. Other tabs and sessions are not affected.`,
  );
}

import { WaymarkError } from "../../format/errors.ts";
import type { Totals } from "../session-changes.ts";
import type { Head, TailState, Tx } from "./schema.ts";
import { under } from "./transaction.ts";

export const NO_TOTALS: Totals = { counts: {}, hits: {} };

export const hasTotals = ({ totals }: TailState): boolean => Object.keys(totals.counts).length > 0;

/** The heads within a range of keys, with the state that the last append left. Throws `damaged`. */
export async function readHeads(
  tx: Tx<"heads" | "tail", IDBTransactionMode>,
  range?: IDBKeyRange,
): Promise<Head[]> {
  const heads = await tx.objectStore("heads").getAll(range);
  return Promise.all(
    heads.map(async (head) => {
      const tab = under(head.sessionId, head.tabId);
      const last = await tx.objectStore("tail").openCursor(tab, "prev");
      const isNewer = last !== null && last.key[2] >= head.arrivals;
      return checked(isNewer ? { ...head, ...last.value.after } : head);
    }),
  );
}

export async function readHead(
  tx: Tx<"heads" | "tail", IDBTransactionMode>,
  sessionId: string,
  tabId: string,
): Promise<Head | null> {
  const [head] = await readHeads(tx, under(sessionId, tabId));
  return head ?? null;
}

export function makeHead(sessionId: string, tabId: string): Head {
  const version = crypto.randomUUID();
  return { sessionId, tabId, version, arrivals: 0, batches: 0, totals: NO_TOTALS, logs: [] };
}

/** Starts a new version, which ends what anybody remembers of the old one. Returns the new head. */
export async function replaceHead(
  tx: Tx<"heads">,
  head: Head,
  changes: Partial<TailState>,
): Promise<Head> {
  const next = { ...head, ...changes, version: crypto.randomUUID() };
  await Promise.all([dropHead(tx, head), tx.objectStore("heads").put(next)]);
  return next;
}

export const dropHead = (tx: Tx<"heads">, head: Head): Promise<void> =>
  tx.objectStore("heads").delete([head.sessionId, head.tabId, head.version]);

/** Refuses a state that no append could have written. */
function checked(head: Head): Head {
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

import type { SegmentInfo } from "../../format/session.ts";
import type { Db, SizeKey, Tx } from "./schema.ts";
import { look, under } from "./transaction.ts";

type Place = Pick<SegmentInfo, "sessionId" | "tabId" | "index">;

export const packedSize = ({ sessionId, tabId, index }: Place): SizeKey => [
  sessionId,
  "packed",
  tabId,
  index,
  "",
];

/** Sizes of what hangs on a segment, on later ones of its tab, and on the whole session. */
export function dropSizesDerivedFrom(
  tx: Tx<"sizes">,
  { sessionId, tabId, index }: Place,
): Promise<unknown> {
  const sizes = tx.objectStore("sizes");
  const tab = [sessionId, "derived", tabId];
  return Promise.all([
    sizes.delete(IDBKeyRange.bound([...tab, index], [...tab, []])),
    sizes.delete(under(sessionId, "derived", "")),
  ]);
}

/** Sizes of a tab's segments, of what was derived from them, and from the whole session. */
export function dropSizesOfTab(tx: Tx<"sizes">, sessionId: string, tabId: string) {
  const sizes = tx.objectStore("sizes");
  return Promise.all([
    sizes.delete(under(sessionId, "packed", tabId)),
    sizes.delete(under(sessionId, "derived", tabId)),
    sizes.delete(under(sessionId, "derived", "")),
  ]);
}

/**
 * `storedBytes` of one session, or of all that take any. Tails are read for it: they are short, and
 * hardly more sessions have one than are being recorded.
 */
export async function measure(db: Db, sessionId?: string): Promise<Map<string, number>> {
  const range = sessionId === undefined ? undefined : under(sessionId);
  return look(db, ["sizes", "tail"], async (tx) => {
    const [keys, values, tailKeys, tails] = await Promise.all([
      tx.objectStore("sizes").getAllKeys(range),
      tx.objectStore("sizes").getAll(range),
      tx.objectStore("tail").getAllKeys(range),
      tx.objectStore("tail").getAll(range),
    ]);
    const sums = new Map<string, number>();
    const add = (id: string, bytes: number) => sums.set(id, (sums.get(id) ?? 0) + bytes);
    for (const [i, [id]] of keys.entries()) add(id, values[i] ?? 0);
    for (const [i, [id]] of tailKeys.entries()) add(id, tails[i]?.bytes ?? 0);
    return sums;
  });
}

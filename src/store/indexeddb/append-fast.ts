import { unwrap } from "idb";
import { parseEvents } from "../event-json.ts";
import type { Db, TailRecord } from "./schema.ts";
import { translate } from "./transaction.ts";

/** A batch that is new as far as memory tells, and where it goes. */
export interface Planned {
  record: TailRecord;
  key: [sessionId: string, tabId: string, arrival: number];
  /** The version of its tab's head by which that is so. */
  version: string;
}

/**
 * The path that recording waits for: a key lookup a tab and an `add` a batch, sent together, so that the browser
 * process is asked once. The lookup comes back first and commits. False, with nothing written, when a version
 * is out of date. Plain requests rather than idb's promises: each would cost a turn.
 */
export function appendFast(db: Db, planned: readonly Planned[]): Promise<boolean> {
  const tx = unwrap(db).transaction(["heads", "tail"], "readwrite", { durability: "relaxed" });
  const heads = new Map(
    planned.map(({ key: [session, tab], version }) => [
      `${session} ${tab}`,
      [session, tab, version],
    ]),
  );
  return new Promise((resolve, reject) => {
    let outdated = false;
    let failure: { error: unknown } | null = null;
    let awaited = heads.size;
    tx.oncomplete = () => resolve(true);
    tx.onabort = () => {
      if (outdated) resolve(false);
      else reject(translate(failure?.error ?? tx.error, tx.error));
    };
    try {
      for (const head of heads.values()) {
        const lookup = tx.objectStore("heads").getKey(head);
        lookup.onsuccess = () => {
          outdated = lookup.result === undefined && !failure;
          if (outdated || failure) tx.abort();
          else if (--awaited === 0) tx.commit();
        };
      }
      for (const { record, key } of planned) {
        const add = tx.objectStore("tail").add(record, key);
        add.onerror = () => {
          // Another writer was faster; any other failure is the transaction's.
          outdated ||= add.error?.name === "ConstraintError";
        };
      }
      // While the browser process looks up: nothing is committed before it answers.
      for (const { record } of planned) parseEvents(record.batch.json, record.batch.eventCount);
    } catch (error) {
      failure = { error };
    }
  });
}

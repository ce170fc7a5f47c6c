import { unwrap } from "idb";
import type { TailBatch } from "../../format/session.ts";
import { utf8Length } from "../bytes.ts";
import { parseEvents } from "../event-json.ts";
import type { Db, Head, TailRecord } from "./schema.ts";
import { translate } from "./transaction.ts";

type Next = (head: Head, batch: TailBatch, bytes: number) => { record: TailRecord; head: Head };

/**
 * The path that recording waits for: a key lookup and an `add`, sent together, so that the browser
 * process is asked once. The lookup comes back first and commits. Null, with nothing written, when
 * `known` is out of date. Plain requests rather than idb's promises: each would cost a turn.
 */
export function appendFast(
  db: Db,
  known: Head,
  batch: TailBatch,
  next: Next,
): Promise<{ head: Head; stored: true } | null> {
  const { sessionId, tabId, version, arrivals } = known;
  const { record, head } = next(known, batch, utf8Length(batch.json));
  const tx = unwrap(db).transaction(["heads", "tail"], "readwrite", { durability: "relaxed" });
  return new Promise((resolve, reject) => {
    let outdated = false;
    let failure: { error: unknown } | null = null;
    tx.oncomplete = () => resolve({ head, stored: true });
    tx.onabort = () => {
      if (outdated) resolve(null);
      else reject(translate(failure?.error ?? tx.error, tx.error));
    };
    try {
      const lookup = tx.objectStore("heads").getKey([sessionId, tabId, version]);
      lookup.onsuccess = () => {
        outdated = lookup.result === undefined && !failure;
        if (outdated || failure) tx.abort();
        else tx.commit();
      };
      const add = tx.objectStore("tail").add(record, [sessionId, tabId, arrivals]);
      add.onerror = () => {
        // Another writer was faster; any other failure is the transaction's.
        outdated ||= add.error?.name === "ConstraintError";
      };
      // While the browser process looks up: nothing is committed before it answers.
      parseEvents(batch.json, batch.eventCount);
    } catch (error) {
      failure = { error };
    }
  });
}

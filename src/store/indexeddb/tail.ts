import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import { checkTabIds } from "../checks.ts";
import { missingBatches, type ProducerLog } from "../producers.ts";
import type { SessionStore } from "../session-store.ts";
import { makeAppend } from "./append.ts";
import type { Connection } from "./connection.ts";
import { readHead } from "./heads.ts";
import type { Tx } from "./schema.ts";
import { seal } from "./seal.ts";
import { inOrder } from "./tail-order.ts";
import { look, under } from "./transaction.ts";

type TailPart = Pick<
  SessionStore,
  "appendTail" | "readTail" | "listTails" | "listMissing" | "seal"
>;

export function tailPart({ db }: Connection): TailPart {
  return {
    appendTail: makeAppend(db),

    async readTail(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      const range = under(sessionId, tabId);
      const records = await look(await db(), ["tail"], (tx) =>
        tx.objectStore("tail").getAll(range),
      );
      return inOrder(records).map(({ batch }) => readBack(batch));
    },

    async listTails(sessionId) {
      assertId(sessionId, "Session id");
      const range = under(sessionId);
      const keys = await look(await db(), ["heads"], (tx) =>
        tx.objectStore("heads").getAllKeys(range),
      );
      return keys.map(([, tabId]) => tabId);
    },

    async listMissing(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      const logs = await look(await db(), ["heads", "producers", "tail"], (tx) =>
        producerLogs(tx, sessionId, tabId),
      );
      return missingBatches([...logs].sort(([a], [b]) => (a < b ? -1 : 1)));
    },

    seal: async (sessionId, tabId, options) => {
      checkTabIds(sessionId, tabId);
      return seal(await db(), sessionId, tabId, options?.all ?? false);
    },
  };
}

async function producerLogs(
  tx: Tx<"heads" | "producers" | "tail", "readonly">,
  sessionId: string,
  tabId: string,
): Promise<Map<string, ProducerLog>> {
  const range = under(sessionId, tabId);
  const [keys, settled, head] = await Promise.all([
    tx.objectStore("producers").getAllKeys(range),
    tx.objectStore("producers").getAll(range),
    readHead(tx, sessionId, tabId),
  ]);
  const logs = new Map<string, ProducerLog>();
  for (const [i, [, , producer]] of keys.entries()) {
    const log = settled[i];
    if (log) logs.set(producer, log);
  }
  for (const log of head?.logs ?? []) logs.set(log.producer, log);
  return logs;
}

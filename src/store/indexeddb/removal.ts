import { assertId } from "../../format/ids.ts";
import { checkTabIds } from "../checks.ts";
import { checkLimits, isSpared, planEviction, previewOf } from "../limits.ts";
import { withoutTab } from "../session-changes.ts";
import type { SessionStore } from "../session-store.ts";
import type { Connection } from "./connection.ts";
import { readAll } from "./listing.ts";
import { readWhole, writeWhole } from "./records.ts";
import type { Db, Tx } from "./schema.ts";
import { dropSizesOfTab, measure } from "./sizes.ts";
import { change, look, under } from "./transaction.ts";

type RemovalPart = Pick<
  SessionStore,
  "deleteSession" | "listDeleted" | "deleteTab" | "storedBytes" | "previewLimits" | "enforceLimits"
>;

/** Stores whose keys begin with the session, then the tab. */
const OF_TAB = ["heads", "producers", "tail", "segments", "packed", "derived"] as const;
const OF_SESSION = [...OF_TAB, "sizes", "annotations", "holders", "blobs", "sessions"] as const;

export function removalPart({ db }: Connection): RemovalPart {
  return {
    async deleteSession(id) {
      assertId(id, "Session id");
      await change(await db(), [...OF_SESSION, "tombstones"], async (tx) => {
        await Promise.all([dropSession(tx, id), tx.objectStore("tombstones").put(true, id)]);
      });
    },

    async listDeleted() {
      return look(await db(), ["tombstones"], (tx) => tx.objectStore("tombstones").getAllKeys());
    },

    async deleteTab(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      await change(await db(), [...OF_TAB, "sizes", "sessions"], async (tx) => {
        const whole = await readWhole(tx, sessionId);
        if (!whole) return;
        const held = await heldBy(tx, sessionId, tabId);
        await writeWhole(tx, withoutTab(whole.session, tabId, held), whole.heads);
        await Promise.all([
          ...OF_TAB.map((name) => tx.objectStore(name).delete(under(sessionId, tabId))),
          tx.objectStore("derived").delete(under(sessionId, "")),
          dropSizesOfTab(tx, sessionId, tabId),
        ]);
      });
    },

    async storedBytes(id) {
      assertId(id, "Session id");
      return (await measure(await db(), id)).get(id) ?? 0;
    },

    async previewLimits(limits, now, keep = []) {
      checkLimits(limits, now, keep);
      const sessions = await evictables(await db());
      return previewOf(sessions, planEviction(sessions, limits, now, keep));
    },

    async enforceLimits(limits, now, keep = []) {
      checkLimits(limits, now, keep);
      const open = await db();
      const gone: string[] = [];
      for (const { id } of planEviction(await evictables(open), limits, now, keep)) {
        const dropped = await change(open, OF_SESSION, async (tx) => {
          const whole = await readWhole(tx, id);
          // Somebody may have gone on with it, or pinned it, since the plan was made.
          if (!whole || isSpared(whole.session)) return false;
          await dropSession(tx, id);
          return true;
        });
        if (dropped) gone.push(id);
      }
      return gone;
    },
  };
}

async function evictables(db: Db) {
  const [sessions, sizes] = await Promise.all([readAll(db), measure(db)]);
  return sessions.map((session) => ({ ...session, storedBytes: sizes.get(session.id) ?? 0 }));
}

async function heldBy(tx: Tx<"segments" | "tail">, sessionId: string, tabId: string) {
  const [segments, tail] = await Promise.all([
    tx.objectStore("segments").getAll(under(sessionId, tabId)),
    tx.objectStore("tail").getAll(under(sessionId, tabId)),
  ]);
  const held = { events: 0, bytes: 0 };
  const runs = tail.map(({ batch, bytes }) => ({ eventCount: batch.eventCount, bytes }));
  for (const { eventCount, bytes } of [...segments, ...runs]) {
    held.events += eventCount;
    held.bytes += bytes;
  }
  return held;
}

async function dropSession(tx: Tx<(typeof OF_SESSION)[number]>, id: string): Promise<void> {
  const hashes = (await tx.objectStore("holders").getAllKeys(under(id))).map(([, hash]) => hash);
  await Promise.all([
    tx.objectStore("sessions").delete(id),
    tx.objectStore("sizes").delete(under(id)),
    tx.objectStore("annotations").delete(under(id)),
    tx.objectStore("holders").delete(under(id)),
    ...OF_TAB.map((name) => tx.objectStore(name).delete(under(id))),
  ]);
  await dropUnheld(tx, hashes);
}

/** A session lets blobs go. */
export async function letGo(
  tx: Tx<"holders" | "blobs" | "sizes">,
  id: string,
  hashes: readonly string[],
): Promise<void> {
  await Promise.all(
    hashes.flatMap((sha256) => [
      tx.objectStore("holders").delete([id, sha256]),
      tx.objectStore("sizes").delete([id, "blob", sha256, -1, ""]),
    ]),
  );
  await dropUnheld(tx, hashes);
}

/** Of these blobs, those that no session holds any more. */
async function dropUnheld(tx: Tx<"holders" | "blobs">, hashes: readonly string[]): Promise<void> {
  const index = tx.objectStore("holders").index("sha256");
  await Promise.all(
    hashes.map(async (hash) => {
      if ((await index.count(hash)) === 0) await tx.objectStore("blobs").delete(hash);
    }),
  );
}

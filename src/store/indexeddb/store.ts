import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import { deletedSession, noSession, patchToApply, sessionToPut } from "../checks.ts";
import { patchSession, replaceSession } from "../session-changes.ts";
import type { SessionStore } from "../session-store.ts";
import { annotationPart, blobPart, derivedPart } from "./belongings.ts";
import { type Connection, makeConnection } from "./connection.ts";
import { listPage } from "./listing.ts";
import { readWhole, writeWhole } from "./records.ts";
import { redactionPart } from "./redaction.ts";
import { removalPart } from "./removal.ts";
import { segmentPart } from "./segments.ts";
import { tailPart } from "./tail.ts";
import { change, look } from "./transaction.ts";

export interface IndexedDbOptions {
  /** Default `waymark`. */
  name?: string;
  /** An older page of the extension holds the database open and must be closed first. */
  onBlocked?: () => void;
}

/** The extension's own store. Throws `from-the-future` when a newer Waymark wrote the database. */
export async function openIndexedDbStore({
  name = "waymark",
  onBlocked,
}: IndexedDbOptions = {}): Promise<SessionStore> {
  const connection = makeConnection(name, onBlocked);
  await connection.db();
  return {
    name: "indexeddb",
    lacks: {},
    ...sessionPart(connection),
    ...tailPart(connection),
    ...segmentPart(connection),
    ...derivedPart(connection),
    ...blobPart(connection),
    ...annotationPart(connection),
    ...redactionPart(connection),
    ...removalPart(connection),
    close: connection.close,
  };
}

type SessionPart = Pick<
  SessionStore,
  "putSession" | "getSession" | "listSessions" | "patchSession"
>;

function sessionPart({ db }: Connection): SessionPart {
  return {
    async putSession(value) {
      const session = sessionToPut(value);
      await change(await db(), ["sessions", "tombstones", "heads", "tail"], async (tx) => {
        const deleted = await tx.objectStore("tombstones").getKey(session.id);
        if (deleted !== undefined) throw deletedSession(session.id);
        const whole = await readWhole(tx, session.id);
        await writeWhole(tx, replaceSession(whole?.session ?? null, session), whole?.heads ?? []);
      });
    },

    async getSession(id) {
      assertId(id, "Session id");
      const whole = await look(await db(), ["sessions", "heads", "tail"], (tx) =>
        readWhole(tx, id),
      );
      return whole ? readBack(whole.session) : null;
    },

    listSessions: async (query) => listPage(await db(), query),

    async patchSession(id, value) {
      const patch = patchToApply(id, value);
      return change(await db(), ["sessions", "tombstones", "heads", "tail"], async (tx) => {
        const whole = await readWhole(tx, id);
        if (!whole) {
          const deleted = await tx.objectStore("tombstones").getKey(id);
          throw deleted === undefined ? noSession(id) : deletedSession(id);
        }
        const session = patchSession(whole.session, patch);
        await writeWhole(tx, session, whole.heads);
        return readBack(session);
      });
    },
  };
}

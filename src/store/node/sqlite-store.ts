import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import { patchToApply, sessionToPut } from "../checks.ts";
import { planList } from "../query.ts";
import { patchSession, replaceSession } from "../session-changes.ts";
import type { SessionStore } from "../session-store.ts";
import { sqliteBelongings } from "./belonging-rows.ts";
import { openDatabase } from "./database.ts";
import { sqliteRedaction } from "./redaction-rows.ts";
import { sqliteSegments } from "./segment-rows.ts";
import { sqliteLimits } from "./limit-rows.ts";
import {
  listPage,
  readSession,
  refuseDeleted,
  requireSession,
  writeSession,
} from "./session-rows.ts";
import { sqliteTail } from "./tail-rows.ts";

/**
 * Sessions in one SQLite file (or `:memory:`). Several processes may have it open. Each write is a
 * transaction, so a process that dies in the middle of one leaves the state before it.
 * Throws as `openDatabase` does.
 */
export function openSqliteStore(file: string): SessionStore {
  const db = openDatabase(file);

  return {
    name: `sqlite:${file}`,
    lacks: {},
    ...sqliteTail(db),
    ...sqliteSegments(db),
    ...sqliteBelongings(db),
    ...sqliteRedaction(db),

    async putSession(value) {
      const session = sessionToPut(value);
      const replaced = db.transaction(() => {
        refuseDeleted(db, session.id);
        const held = readSession(db, session.id);
        writeSession(db, replaceSession(held, session));
        return held !== null;
      });
      // A push ends with the record: what a redaction took out of record and annotations goes for good.
      if (replaced) db.forget();
    },

    async getSession(id) {
      assertId(id, "Session id");
      const session = readSession(db, id);
      return session && readBack(session);
    },

    async listSessions(query) {
      return listPage(db, planList(query));
    },

    async patchSession(id, value) {
      const patch = patchToApply(id, value);
      return db.transaction(() => {
        const session = patchSession(requireSession(db, id), patch);
        writeSession(db, session);
        return readBack(session);
      });
    },

    async deleteSession(id) {
      assertId(id, "Session id");
      db.transaction(() => {
        db.run("DELETE FROM sessions WHERE id = ?", id);
        db.run("INSERT INTO deleted (id) VALUES (?) ON CONFLICT DO NOTHING", id);
      });
      // What was erased is in the log's file no more either.
      db.forget();
    },

    async listDeleted() {
      return db.all("SELECT id FROM deleted ORDER BY id").map((row) => row["id"] as string);
    },

    ...sqliteLimits(db),

    async close() {
      db.close();
    },
  };
}

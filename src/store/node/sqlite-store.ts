import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import type { Session } from "../../format/session.ts";
import { patchToApply, sessionToPut } from "../checks.ts";
import { checkLimits, planEviction } from "../limits.ts";
import { planList } from "../query.ts";
import { patchSession, replaceSession } from "../session-changes.ts";
import type { SessionStore } from "../session-store.ts";
import { sqliteBelongings } from "./belonging-rows.ts";
import { openDatabase } from "./database.ts";
import { sqliteSegments } from "./segment-rows.ts";
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

    async putSession(value) {
      const session = sessionToPut(value);
      db.transaction(() => {
        refuseDeleted(db, session.id);
        writeSession(db, replaceSession(readSession(db, session.id), session));
      });
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
    },

    async listDeleted() {
      return db.all("SELECT id FROM deleted ORDER BY id").map((row) => row["id"] as string);
    },

    async enforceLimits(limits, now, keep = []) {
      checkLimits(limits, now, keep);
      return db.transaction(() => {
        const rows = db.all("SELECT id, started_at, state, bytes FROM sessions");
        const sessions = rows.map((row) => ({
          id: row["id"] as string,
          startedAt: row["started_at"] as number,
          state: row["state"] as Session["state"],
          counts: { bytes: row["bytes"] as number },
        }));
        const gone = planEviction(sessions, limits, now, keep);
        for (const id of gone) db.run("DELETE FROM sessions WHERE id = ?", id);
        return gone;
      });
    },

    async close() {
      db.close();
    },
  };
}

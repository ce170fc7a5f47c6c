import { WaymarkError } from "../../format/errors.ts";
import { assertId } from "../../format/ids.ts";
import type { Session } from "../../format/session.ts";
import { checkLimits, type Evictable, planEviction, previewOf } from "../limits.ts";
import type { SessionStore } from "../session-store.ts";
import type { Database } from "./database.ts";
import { readSession } from "./session-rows.ts";

type LimitPart = Pick<SessionStore, "storedBytes" | "previewLimits" | "enforceLimits">;

export function sqliteLimits(db: Database): LimitPart {
  return {
    async storedBytes(id) {
      assertId(id, "Session id");
      const row = db.get(`SELECT ${STORED} AS stored FROM sessions WHERE id = ?`, id);
      return (row?.["stored"] as number | undefined) ?? 0;
    },

    async previewLimits(limits, now, keep = []) {
      checkLimits(limits, now, keep);
      return db.transaction(() => {
        const sessions = evictables(db);
        const gone = planEviction(sessions, limits, now, keep);
        return previewOf(
          sessions,
          gone.map((each) => ({ ...each, title: titleOf(db, each.id) })),
        );
      });
    },

    async enforceLimits(limits, now, keep = []) {
      checkLimits(limits, now, keep);
      return db.transaction(() => {
        const gone = planEviction(evictables(db), limits, now, keep).map(({ id }) => id);
        for (const id of gone) db.run("DELETE FROM sessions WHERE id = ?", id);
        return gone;
      });
    },
  };
}

function evictables(db: Database): Evictable[] {
  const pins = db.all("SELECT id FROM sessions WHERE pinned > 0");
  const pinned = new Set(pins.map((row) => row["id"] as string));
  return db.all(`SELECT id, started_at, state, ${STORED} AS stored FROM sessions`).map((row) => ({
    id: row["id"] as string,
    startedAt: row["started_at"] as number,
    state: row["state"] as Session["state"],
    pinned: pinned.has(row["id"] as string),
    storedBytes: row["stored"] as number,
  }));
}

function titleOf(db: Database, id: string): string {
  try {
    return readSession(db, id)?.title ?? "";
  } catch (error) {
    // It goes by its columns all the same; that its title is unknown is what the preview says.
    if (error instanceof WaymarkError) return "";
    throw error;
  }
}

/** SQLite tells the length of a blob from its row's header, without reading it. */
const STORED = `(
  (SELECT coalesce(sum(length(gzip)), 0) FROM segments WHERE session_id = sessions.id) +
  (SELECT coalesce(sum(bytes), 0) FROM tail WHERE session_id = sessions.id) +
  (SELECT coalesce(sum(length(value)), 0) FROM derived WHERE session_id = sessions.id) +
  (SELECT coalesce(sum(length(blobs.bytes)), 0) FROM session_blobs JOIN blobs USING (sha256)
    WHERE session_blobs.session_id = sessions.id)
)`;

import { WaymarkError } from "../../format/errors.ts";
import type { SessionId } from "../../format/ids.ts";
import type { Session } from "../../format/session.ts";
import { deletedSession, noSession, readStoredSession } from "../checks.ts";
import { closePage } from "../page.ts";
import { durationOf, sortValue, type ListPlan } from "../query.ts";
import type { SessionPage } from "../session-store.ts";
import type { Database, Row } from "./database.ts";
import { listSql } from "./list-sql.ts";
import { haystackOf, titleKey } from "./sort-keys.ts";

/** Throws `damaged` and `from-the-future` like every reader of stored sessions. */
export function readSession(db: Database, id: SessionId): Session | null {
  const row = db.get("SELECT id, doc FROM sessions WHERE id = ?", id);
  return row ? sessionOf(row) : null;
}

/** For writers: throws `deleted` or `not-found` where there is none. */
export function requireSession(db: Database, id: SessionId): Session {
  const session = readSession(db, id);
  if (!session) throw absent(db, id);
  return session;
}

/** As `requireSession`, for writers that do not touch the record. */
export function requireRow(db: Database, id: SessionId): void {
  if (!db.get("SELECT 1 FROM sessions WHERE id = ?", id)) throw absent(db, id);
}

export function refuseDeleted(db: Database, id: SessionId): void {
  if (db.get("SELECT 1 FROM deleted WHERE id = ?", id)) throw deletedSession(id);
}

function absent(db: Database, id: SessionId): WaymarkError {
  refuseDeleted(db, id);
  return noSession(id);
}

export function writeSession(db: Database, session: Session): void {
  const { id, startedAt, counts, site, project, state, origin } = session;
  db.run(
    UPSERT,
    id,
    startedAt,
    durationOf(session),
    counts.events,
    counts.errors,
    counts.findings,
    counts.bytes,
    titleKey(String(sortValue(session, "title"))),
    site,
    project ?? null,
    state,
    origin,
    haystackOf(session),
    JSON.stringify(session),
    session.pinned === true ? 1 : 0,
  );
  db.run("DELETE FROM session_labels WHERE session_id = ?", id);
  for (const label of new Set(session.labels)) {
    db.run("INSERT INTO session_labels (session_id, label) VALUES (?, ?)", id, label);
  }
}

/** Not REPLACE: that deletes the old row first, and with it all that hangs on the session. */
const UPSERT = `
  INSERT INTO sessions (id, started_at, duration_ms, events, errors, findings, bytes, title_key,
    site, project, state, origin, search, doc, pinned)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at,
    duration_ms = excluded.duration_ms, events = excluded.events, errors = excluded.errors,
    findings = excluded.findings, bytes = excluded.bytes, title_key = excluded.title_key,
    site = excluded.site, project = excluded.project, state = excluded.state,
    origin = excluded.origin, search = excluded.search, doc = excluded.doc,
    pinned = excluded.pinned`;

/** One page by keyset: costs what the page holds, however many sessions come before it. */
export function listPage(db: Database, plan: ListPlan): SessionPage {
  const { sql, values } = listSql(plan);
  const found: Session[] = [];
  const damaged: SessionId[] = [];
  /** Those after the page's last row: the next page names them, where there is one. */
  const beyond: SessionId[] = [];
  for (const row of db.iterate(sql, ...values)) {
    const session = sessionOrNull(row);
    if (session) found.push(session);
    else (found.length < plan.limit ? damaged : beyond).push(row["id"] as SessionId);
    if (found.length > plan.limit) return closePage(found, plan, damaged);
  }
  return closePage(found, plan, [...damaged, ...beyond]);
}

function sessionOf(row: Row): Session {
  const id = row["id"] as SessionId;
  let value: unknown;
  try {
    value = JSON.parse(row["doc"] as string);
  } catch (cause) {
    throw new WaymarkError("damaged", `The record of session ${id} is not JSON any more.`, {
      cause,
    });
  }
  return readStoredSession(id, value);
}

function sessionOrNull(row: Row): Session | null {
  try {
    return sessionOf(row);
  } catch (error) {
    // The page names it as damaged; nothing is hidden.
    if (error instanceof WaymarkError) return null;
    throw error;
  }
}

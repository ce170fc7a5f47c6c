import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import type { Segment, SegmentInfo } from "../../format/session.ts";
import { checkIndex, checkTabIds } from "../checks.ts";
import { cutOutcome, segmentOutcome, segmentToPut } from "../segment.ts";
import { heldIn, withBase, withoutTab } from "../session-changes.ts";
import type { SessionStore } from "../session-store.ts";
import type { Database, Row } from "./database.ts";
import { readSession, requireRow, requireSession, writeSession } from "./session-rows.ts";

type SegmentPart = Pick<
  SessionStore,
  "putSegment" | "cutLeading" | "getSegment" | "listSegments" | "deleteTab"
>;

export function sqliteSegments(db: Database): SegmentPart {
  return {
    async putSegment(value) {
      const segment = await segmentToPut(value);
      const { sessionId, tabId, index } = segment;
      let replaced = false;
      const outcome = db.transaction(() => {
        requireRow(db, sessionId);
        const held = segmentInfo(db, segment);
        const comesTo = segmentOutcome(held, segment);
        if (comesTo !== "stored") return comesTo;
        if (held) db.run(DROP_DERIVED_FROM, sessionId, tabId, index);
        replaceSegment(db, segment);
        replaced = held !== null;
        return comesTo;
      });
      // A higher revision is a redaction: what it replaces must be in no file any more.
      if (replaced) db.forget();
      return outcome;
    },

    async cutLeading(value) {
      const base = await segmentToPut(value);
      const { sessionId, tabId, index } = base;
      return db.transaction(() => {
        const session = requireSession(db, sessionId);
        const gone = db.all(`${INFO} WHERE ${UP_TO}`, sessionId, tabId, index).map(infoOfRow);
        const outcome = cutOutcome(gone.find((info) => info.index === index) ?? null, base);
        if (outcome !== "stored") return outcome;
        db.run(`DELETE FROM segments WHERE ${UP_TO}`, sessionId, tabId, index);
        insertSegment(db, base);
        db.run("DELETE FROM derived WHERE session_id = ? AND tab_id IN ('', ?)", sessionId, tabId);
        writeSession(db, withBase(session, heldIn(gone), heldIn([base])));
        return outcome;
      });
    },

    async getSegment(sessionId, tabId, index) {
      checkTabIds(sessionId, tabId);
      checkIndex(index);
      const row = db.get(`SELECT * FROM segments WHERE ${PLACE}`, sessionId, tabId, index);
      return row ? readBack({ ...infoOfRow(row), gzip: row["gzip"] as Uint8Array }) : null;
    },

    async listSegments(sessionId, tabId) {
      assertId(sessionId, "Session id");
      if (tabId !== undefined) assertId(tabId, "Tab id");
      const rows =
        tabId === undefined
          ? db.all(`${INFO} WHERE session_id = ? ORDER BY tab_id, idx`, sessionId)
          : db.all(`${INFO} WHERE session_id = ? AND tab_id = ? ORDER BY idx`, sessionId, tabId);
      return rows.map(infoOfRow);
    },

    async deleteTab(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      db.transaction(() => {
        const session = readSession(db, sessionId);
        if (!session) return;
        const held = db.get(HELD, sessionId, tabId, sessionId, tabId);
        const events = (held?.["events"] as number | null) ?? 0;
        const bytes = (held?.["bytes"] as number | null) ?? 0;
        for (const table of ["segments", "tail", "producers"]) {
          db.run(`DELETE FROM ${table} WHERE session_id = ? AND tab_id = ?`, sessionId, tabId);
        }
        db.run("DELETE FROM derived WHERE session_id = ? AND tab_id IN ('', ?)", sessionId, tabId);
        writeSession(db, withoutTab(session, tabId, { events, bytes }));
      });
    },
  };
}

/** Null where none is in that place. */
export function segmentInfo(
  db: Database,
  { sessionId, tabId, index }: Pick<SegmentInfo, "sessionId" | "tabId" | "index">,
): SegmentInfo | null {
  const row = db.get(`${INFO} WHERE ${PLACE}`, sessionId, tabId, index);
  return row ? infoOfRow(row) : null;
}

export function replaceSegment(db: Database, segment: Segment): void {
  const { sessionId, tabId, index } = segment;
  db.run(`DELETE FROM segments WHERE ${PLACE}`, sessionId, tabId, index);
  insertSegment(db, segment);
}

export function insertSegment(db: Database, segment: Segment): void {
  db.run(
    `INSERT INTO segments (session_id, tab_id, idx, rev, first_event_at, last_event_at,
       event_count, bytes, sha256, gzip)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    segment.sessionId,
    segment.tabId,
    segment.index,
    segment.rev,
    segment.firstEventAt,
    segment.lastEventAt,
    segment.eventCount,
    segment.bytes,
    segment.sha256,
    segment.gzip,
  );
}

export function infoOfRow(row: Row): SegmentInfo {
  return {
    sessionId: row["session_id"] as string,
    tabId: row["tab_id"] as string,
    index: row["idx"] as number,
    rev: row["rev"] as number,
    firstEventAt: row["first_event_at"] as number,
    lastEventAt: row["last_event_at"] as number,
    eventCount: row["event_count"] as number,
    bytes: row["bytes"] as number,
    sha256: row["sha256"] as string,
  };
}

const PLACE = "session_id = ? AND tab_id = ? AND idx = ?";
const UP_TO = "session_id = ? AND tab_id = ? AND idx <= ?";
const INFO = `SELECT session_id, tab_id, idx, rev, first_event_at, last_event_at, event_count, bytes,
  sha256 FROM segments`;
/** What hangs on a replaced segment, on later ones of its tab and on the whole session. */
const DROP_DERIVED_FROM = `
  DELETE FROM derived WHERE session_id = ?
    AND (tab_id = '' OR (tab_id = ? AND segment_index >= ?))`;
const HELD = `
  SELECT sum(event_count) AS events, sum(bytes) AS bytes FROM (
    SELECT event_count, bytes FROM segments WHERE session_id = ? AND tab_id = ?
    UNION ALL
    SELECT event_count, bytes FROM tail WHERE session_id = ? AND tab_id = ?
  )`;

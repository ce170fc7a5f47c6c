import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import type { Segment, TailBatch } from "../../format/session.ts";
import { encodeUtf8 } from "../bytes.ts";
import { batchToAppend, checkTabIds } from "../checks.ts";
import { hasSeq, missingBatches, NO_BATCHES, noteBatch, type ProducerLog } from "../producers.ts";
import { planSeal, type SealPlan } from "../seal-plan.ts";
import { buildSegment, infoOf } from "../segment.ts";
import { addTotals, totalsOf } from "../session-changes.ts";
import type { SessionStore } from "../session-store.ts";
import type { Database, Row } from "./database.ts";
import { insertSegment } from "./segment-rows.ts";
import { requireRow, requireSession, writeSession } from "./session-rows.ts";

type TailPart = Pick<
  SessionStore,
  "appendTail" | "readTail" | "listTails" | "listMissing" | "seal"
>;

export function sqliteTail(db: Database): TailPart {
  return {
    async appendTail(value) {
      const { batch, bytes } = batchToAppend(value);
      const { sessionId, tabId, producer, seq } = batch;
      return db.transaction(() => {
        const session = requireSession(db, sessionId);
        const log = logOf(db.get(LOG, sessionId, tabId, producer));
        if (hasSeq(log, seq)) return { stored: false };
        const noted = JSON.stringify(noteBatch(log, batch));
        db.run(SAVE_LOG, sessionId, tabId, producer, noted);
        db.run(
          INSERT,
          sessionId,
          tabId,
          producer,
          seq,
          batch.firstEventAt,
          batch.lastEventAt,
          batch.eventCount,
          bytes,
          JSON.stringify(batch.adds),
          JSON.stringify(batch.hits),
          batch.json,
        );
        writeSession(db, addTotals(session, totalsOf(batch, bytes)));
        return { stored: true };
      });
    },

    async readTail(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      return db.all(TAIL, sessionId, tabId).map((row) => readBack(batchOf(row)));
    },

    async listTails(sessionId) {
      assertId(sessionId, "Session id");
      return db
        .all("SELECT DISTINCT tab_id FROM tail WHERE session_id = ? ORDER BY tab_id", sessionId)
        .map((row) => row["tab_id"] as string);
    },

    async listMissing(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      const rows = db.all(LOGS, sessionId, tabId);
      return missingBatches(rows.map((row) => [row["producer"] as string, logOf(row)] as const));
    },

    async seal(sessionId, tabId, { all = false } = {}) {
      checkTabIds(sessionId, tabId);
      // Hashing takes a while, in which others write: plan, build, then commit if nothing that was
      // planned on has moved, else plan again. Whoever moved it has got on, so this ends.
      for (;;) {
        requireRow(db, sessionId);
        const rows = db.all(TAIL, sessionId, tabId);
        const plan = planSeal(rows.map(batchOf), all);
        if (plan.runs.length === 0) return [];
        const next = nextIndex(db, sessionId, tabId);
        const segments = await Promise.all(
          plan.runs.map((run, i) => buildSegment({ sessionId, tabId, index: next + i }, run)),
        );
        const committed = db.transaction(() => {
          requireRow(db, sessionId);
          if (nextIndex(db, sessionId, tabId) !== next) return false;
          if (plan.taken.some((at) => moved(db, rows[at]))) return false;
          commit(db, rows, plan, segments);
          return true;
        });
        if (committed) return segments.map(infoOf);
      }
    },
  };
}

/** A seal takes a row away or shortens it; nothing else touches one. */
function moved(db: Database, row: Row | undefined): boolean {
  const now = db.get("SELECT event_count FROM tail WHERE arrival = ?", arrivalOf(row));
  return now?.["event_count"] !== row?.["event_count"];
}

function commit(db: Database, rows: Row[], plan: SealPlan, segments: Segment[]): void {
  const rest = new Map(plan.rest.map(({ from, batch }) => [from, batch]));
  for (const at of plan.taken) {
    const arrival = arrivalOf(rows[at]);
    const left = rest.get(at);
    if (!left) db.run("DELETE FROM tail WHERE arrival = ?", arrival);
    else {
      db.run(
        SHORTEN,
        left.firstEventAt,
        left.lastEventAt,
        left.eventCount,
        encodeUtf8(left.json).length,
        JSON.stringify(left.adds),
        JSON.stringify(left.hits),
        left.json,
        arrival,
      );
    }
  }
  for (const segment of segments) insertSegment(db, segment);
}

const arrivalOf = (row: Row | undefined) => row?.["arrival"] as number;

function nextIndex(db: Database, sessionId: string, tabId: string): number {
  const row = db.get(
    "SELECT max(idx) AS last FROM segments WHERE session_id = ? AND tab_id = ?",
    sessionId,
    tabId,
  );
  return ((row?.["last"] as number | null | undefined) ?? -1) + 1;
}

function batchOf(row: Row): TailBatch {
  return {
    sessionId: row["session_id"] as string,
    tabId: row["tab_id"] as string,
    producer: row["producer"] as string,
    seq: row["seq"] as number,
    firstEventAt: row["first_event_at"] as number,
    lastEventAt: row["last_event_at"] as number,
    eventCount: row["event_count"] as number,
    json: row["json"] as string,
    adds: JSON.parse(row["adds"] as string) as TailBatch["adds"],
    hits: JSON.parse(row["hits"] as string) as TailBatch["hits"],
  };
}

const logOf = (row: Row | undefined): ProducerLog =>
  row ? (JSON.parse(row["log"] as string) as ProducerLog) : NO_BATCHES;

const TAIL =
  "SELECT * FROM tail WHERE session_id = ? AND tab_id = ? ORDER BY first_event_at, arrival";
const INSERT = `
  INSERT INTO tail (session_id, tab_id, producer, seq, first_event_at, last_event_at, event_count,
    bytes, adds, hits, json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const SHORTEN = `
  UPDATE tail SET first_event_at = ?, last_event_at = ?, event_count = ?, bytes = ?, adds = ?,
    hits = ?, json = ?
  WHERE arrival = ?`;
const LOG = "SELECT log FROM producers WHERE session_id = ? AND tab_id = ? AND producer = ?";
const LOGS =
  "SELECT producer, log FROM producers WHERE session_id = ? AND tab_id = ? ORDER BY producer";
const SAVE_LOG = `
  INSERT INTO producers (session_id, tab_id, producer, log) VALUES (?, ?, ?, ?)
  ON CONFLICT (session_id, tab_id, producer) DO UPDATE SET log = excluded.log`;

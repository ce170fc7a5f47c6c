import { messageOf } from "../../format/errors.ts";
import type { Segment } from "../../format/session.ts";
import { segmentToPut } from "../segment.ts";
import { openDatabase, type Database } from "./database.ts";
import { infoOfRow } from "./segment-rows.ts";
import { readSession } from "./session-rows.ts";

/**
 * Reads a store's file from end to end and returns what is wrong with it, in sentences; none when
 * it is sound: SQLite's own check, nothing that hangs on a session that is not there, every record
 * readable, every segment as its hash says, tails as their numbering says. Throws as `openDatabase` does.
 */
export async function checkSqliteStore(file: string): Promise<string[]> {
  const db = openDatabase(file);
  try {
    return [
      ...sqliteProblems(db),
      ...sessionProblems(db),
      ...tailProblems(db),
      ...(await segmentProblems(db)),
    ];
  } finally {
    db.close();
  }
}

function sqliteProblems(db: Database): string[] {
  const pages = db.all("PRAGMA integrity_check").map((row) => String(row["integrity_check"]));
  const strays = db
    .all("PRAGMA foreign_key_check")
    .map((row) => `A row of ${String(row["table"])} hangs on nothing.`);
  return [...pages.filter((line) => line !== "ok"), ...strays];
}

function sessionProblems(db: Database): string[] {
  return db.all("SELECT id FROM sessions").flatMap((row) => {
    try {
      readSession(db, row["id"] as string);
      return [];
    } catch (error) {
      return [messageOf(error)];
    }
  });
}

/** A batch and the note that it came are written together, or neither. */
function tailProblems(db: Database): string[] {
  const unnoted = `
    SELECT DISTINCT session_id, producer FROM tail
    WHERE NOT EXISTS (SELECT 1 FROM producers WHERE producers.session_id = tail.session_id
      AND producers.tab_id = tail.tab_id AND producers.producer = tail.producer)`;
  return db
    .all(unnoted)
    .map((row) => `Session ${String(row["session_id"])} has batches that were never numbered.`);
}

async function segmentProblems(db: Database): Promise<string[]> {
  const problems: string[] = [];
  for (const { arrival } of db.all("SELECT rowid AS arrival FROM segments")) {
    const row = db.get("SELECT * FROM segments WHERE rowid = ?", arrival as number);
    if (!row) continue;
    const segment: Segment = { ...infoOfRow(row), gzip: row["gzip"] as Uint8Array };
    try {
      await segmentToPut(segment);
    } catch (error) {
      problems.push(`Session ${segment.sessionId}: ${messageOf(error)}`);
    }
  }
  return problems;
}

import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import type { Annotation } from "../../format/session.ts";
import { isNewer } from "../annotations.ts";
import { sha256Hex } from "../bytes.ts";
import { annotationToPut, checkDerivedKey, checkHash } from "../checks.ts";
import { redactionsOf } from "../redaction.ts";
import type { DerivedKey, SessionStore } from "../session-store.ts";
import type { Database, Row } from "./database.ts";
import { readSession, requireRow } from "./session-rows.ts";

type BelongingPart = Pick<
  SessionStore,
  | "putDerived"
  | "getDerived"
  | "dropDerived"
  | "putBlob"
  | "getBlob"
  | "dropBlob"
  | "listBlobs"
  | "putAnnotation"
  | "listAnnotations"
>;

export function sqliteBelongings(db: Database): BelongingPart {
  return {
    async putDerived(key, value, redactions) {
      checkDerivedKey(key);
      db.transaction(() => {
        requireRow(db, key.sessionId);
        if (redactions !== undefined) {
          const held = readSession(db, key.sessionId);
          if (held && redactionsOf(held) !== redactions) return;
        }
        db.run(PUT_DERIVED, ...derivedPlace(key), value);
      });
    },

    async getDerived(key) {
      checkDerivedKey(key);
      return (db.get(GET_DERIVED, ...derivedPlace(key))?.["value"] as Uint8Array) ?? null;
    },

    async dropDerived(sessionId) {
      assertId(sessionId, "Session id");
      db.run("DELETE FROM derived WHERE session_id = ?", sessionId);
    },

    async putBlob(sessionId, bytes) {
      assertId(sessionId, "Session id");
      const copy = bytes.slice();
      const hash = await sha256Hex(copy);
      db.transaction(() => {
        requireRow(db, sessionId);
        db.run(
          "INSERT INTO blobs (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
          hash,
          copy,
        );
        db.run(HOLD_BLOB, sessionId, hash);
      });
      return hash;
    },

    async getBlob(sha256) {
      checkHash(sha256);
      const row = db.get("SELECT bytes FROM blobs WHERE sha256 = ?", sha256);
      return row ? readBack(row["bytes"] as Uint8Array) : null;
    },

    async dropBlob(sessionId, sha256) {
      assertId(sessionId, "Session id");
      checkHash(sha256);
      db.run(DROP_BLOB, sessionId, sha256);
      db.forget();
    },

    async listBlobs(sessionId) {
      assertId(sessionId, "Session id");
      return db
        .all("SELECT sha256 FROM session_blobs WHERE session_id = ? ORDER BY sha256", sessionId)
        .map((row) => row["sha256"] as string);
    },

    async putAnnotation(value) {
      const annotation = annotationToPut(value);
      const { sessionId, id } = annotation;
      db.transaction(() => {
        requireRow(db, sessionId);
        const held = db.get(
          "SELECT doc FROM annotations WHERE session_id = ? AND id = ?",
          sessionId,
          id,
        );
        if (!isNewer(annotation, held && annotationOf(held))) return;
        putAnnotationRow(db, annotation);
      });
    },

    async listAnnotations(sessionId) {
      assertId(sessionId, "Session id");
      return db
        .all("SELECT doc FROM annotations WHERE session_id = ? ORDER BY offset_ms, id", sessionId)
        .map((row) => readBack(annotationOf(row)));
    },
  };
}

export function putAnnotationRow(db: Database, annotation: Annotation): void {
  const { sessionId, id, offsetMs, editedAt } = annotation;
  db.run(PUT_ANNOTATION, sessionId, id, offsetMs, editedAt, JSON.stringify(annotation));
}

const annotationOf = (row: Row) => JSON.parse(row["doc"] as string) as Annotation;

const derivedPlace = (key: DerivedKey) =>
  [key.sessionId, key.tabId ?? "", key.segmentIndex ?? -1, key.kind] as const;

const PUT_DERIVED = `
  INSERT INTO derived (session_id, tab_id, segment_index, kind, value) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (session_id, tab_id, segment_index, kind) DO UPDATE SET value = excluded.value`;
const GET_DERIVED = `
  SELECT value FROM derived
  WHERE session_id = ? AND tab_id = ? AND segment_index = ? AND kind = ?`;
const HOLD_BLOB =
  "INSERT INTO session_blobs (session_id, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING";
export const DROP_BLOB = "DELETE FROM session_blobs WHERE session_id = ? AND sha256 = ?";
const PUT_ANNOTATION = `
  INSERT INTO annotations (session_id, id, offset_ms, edited_at, doc) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (session_id, id) DO UPDATE SET offset_ms = excluded.offset_ms,
    edited_at = excluded.edited_at, doc = excluded.doc`;

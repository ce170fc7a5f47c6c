import { assertReplaces, redactedSession, redactionToPut } from "../redaction.ts";
import type { SessionStore } from "../session-store.ts";
import { DROP_BLOB, putAnnotationRow } from "./belonging-rows.ts";
import type { Database } from "./database.ts";
import { replaceSegment, segmentInfo } from "./segment-rows.ts";
import { requireSession, writeSession } from "./session-rows.ts";

export function sqliteRedaction(db: Database): Pick<SessionStore, "redactSession"> {
  return {
    async redactSession(value) {
      const { session, segments, annotations, blobs } = await redactionToPut(value);
      const { id } = session;
      db.transaction(() => {
        const held = requireSession(db, id);
        const tail = db.get("SELECT 1 FROM tail WHERE session_id = ? LIMIT 1", id);
        const next = redactedSession(held, session, tail !== undefined);
        for (const segment of segments) {
          assertReplaces(segmentInfo(db, segment), segment);
          replaceSegment(db, segment);
        }
        db.run("DELETE FROM derived WHERE session_id = ?", id);
        for (const annotation of annotations) putAnnotationRow(db, annotation);
        for (const hash of blobs) db.run(DROP_BLOB, id, hash);
        writeSession(db, next);
      });
      db.forget();
    },
  };
}

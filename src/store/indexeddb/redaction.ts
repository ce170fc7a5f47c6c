import type { SessionRedaction } from "../../format/session.ts";
import { assertReplaces, redactedSession, redactionToPut } from "../redaction.ts";
import { infoOf } from "../segment.ts";
import type { SessionStore } from "../session-store.ts";
import type { Connection } from "./connection.ts";
import { putParts } from "./parts.ts";
import { assertSession, readWhole, writeWhole } from "./records.ts";
import { letGo } from "./removal.ts";
import type { PackedKey, Tx } from "./schema.ts";
import { CUT } from "./segments.ts";
import { packedSize } from "./sizes.ts";
import { change, under } from "./transaction.ts";

const REDACTED = [...CUT, "annotations", "holders", "blobs"] as const;
type RedactionTx = Tx<(typeof REDACTED)[number]>;

export function redactionPart({ db }: Connection): Pick<SessionStore, "redactSession"> {
  return {
    async redactSession(value) {
      const redaction = await redactionToPut(value);
      await change(await db(), REDACTED, async (tx) => {
        const { id } = redaction.session;
        const whole = await readWhole(tx, id);
        await assertSession(tx, id);
        if (!whole) return;
        const unsealed = await tx.objectStore("tail").getKey(under(id));
        const next = redactedSession(whole.session, redaction.session, unsealed !== undefined);
        await Promise.all([
          writeWhole(tx, next, whole.heads),
          replaceSegments(tx, redaction),
          ...redaction.annotations.map((annotation) =>
            tx.objectStore("annotations").put(annotation, [id, annotation.id]),
          ),
          tx.objectStore("derived").delete(under(id)),
          tx.objectStore("sizes").delete(under(id, "derived")),
        ]);
        await letGo(tx, id, redaction.blobs);
      });
    },
  };
}

async function replaceSegments(tx: RedactionTx, { segments }: SessionRedaction): Promise<void> {
  await Promise.all(
    segments.map(async (segment) => {
      const { sessionId, tabId, index, gzip } = segment;
      const key: [string, string, number] = [sessionId, tabId, index];
      assertReplaces(await tx.objectStore("segments").get(key), segment);
      await Promise.all([
        tx.objectStore("segments").put(infoOf(segment), key),
        putParts<PackedKey>(tx.objectStore("packed"), key, gzip),
        tx.objectStore("sizes").put(gzip.length, packedSize(segment)),
      ]);
    }),
  );
}

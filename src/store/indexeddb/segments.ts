import { WaymarkError } from "../../format/errors.ts";
import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import { checkSegmentInfo } from "../../format/schemas.ts";
import type { SegmentInfo } from "../../format/session.ts";
import { checkIndex, checkTabIds } from "../checks.ts";
import { cutOutcome, infoOf, segmentOutcome, segmentToPut } from "../segment.ts";
import { heldIn, withBase } from "../session-changes.ts";
import type { SessionStore } from "../session-store.ts";
import type { Connection } from "./connection.ts";
import { getParts, putParts } from "./parts.ts";
import { assertSession, readWhole, writeWhole } from "./records.ts";
import type { PackedKey } from "./schema.ts";
import { dropSizesDerivedFrom, packedSize } from "./sizes.ts";
import { change, look, under } from "./transaction.ts";

type SegmentPart = Pick<SessionStore, "putSegment" | "cutLeading" | "getSegment" | "listSegments">;

/** What hangs on the segments of a session. */
export const CUT = [
  "sessions",
  "tombstones",
  "heads",
  "tail",
  "segments",
  "packed",
  "derived",
  "sizes",
] as const;

export function segmentPart({ db }: Connection): SegmentPart {
  return {
    async putSegment(value) {
      const segment = await segmentToPut(value);
      const { sessionId, tabId, index } = segment;
      const key: [string, string, number] = [sessionId, tabId, index];
      return change(
        await db(),
        ["sessions", "tombstones", "segments", "packed", "derived", "sizes"],
        async (tx) => {
          const held = await tx.objectStore("segments").get(key);
          await assertSession(tx, sessionId);
          const outcome = segmentOutcome(held ?? null, segment);
          if (outcome !== "stored") return outcome;
          await Promise.all([
            tx.objectStore("segments").put(infoOf(segment), key),
            putParts<PackedKey>(tx.objectStore("packed"), key, segment.gzip),
            tx.objectStore("sizes").put(segment.gzip.length, packedSize(segment)),
          ]);
          if (held) {
            const derived = tx.objectStore("derived");
            const later = IDBKeyRange.bound([sessionId, tabId, index], [sessionId, tabId, []]);
            await Promise.all([
              derived.delete(later),
              derived.delete(under(sessionId, "")),
              dropSizesDerivedFrom(tx, segment),
            ]);
          }
          return outcome;
        },
      );
    },

    async cutLeading(value) {
      const base = await segmentToPut(value);
      const { sessionId, tabId, index } = base;
      const key: [string, string, number] = [sessionId, tabId, index];
      return change(await db(), CUT, async (tx) => {
        const upTo = IDBKeyRange.bound([sessionId, tabId], key);
        const [gone, whole] = await Promise.all([
          tx.objectStore("segments").getAll(upTo),
          readWhole(tx, sessionId),
        ]);
        await assertSession(tx, sessionId);
        const held = gone.find((info) => info.index === index) ?? null;
        const outcome = cutOutcome(held, base);
        if (outcome !== "stored" || !whole) return outcome;
        const sizes = tx.objectStore("sizes");
        await Promise.all([
          tx.objectStore("segments").delete(upTo),
          tx.objectStore("packed").delete(IDBKeyRange.bound([sessionId, tabId], [...key, []])),
          sizes.delete(IDBKeyRange.bound([sessionId, "packed", tabId], packedSize(base))),
          tx.objectStore("derived").delete(under(sessionId, tabId)),
          tx.objectStore("derived").delete(under(sessionId, "")),
          sizes.delete(under(sessionId, "derived", tabId)),
          sizes.delete(under(sessionId, "derived", "")),
        ]);
        await Promise.all([
          tx.objectStore("segments").put(infoOf(base), key),
          putParts<PackedKey>(tx.objectStore("packed"), key, base.gzip),
          sizes.put(base.gzip.length, packedSize(base)),
          writeWhole(tx, withBase(whole.session, heldIn(gone), heldIn([base])), whole.heads),
        ]);
        return outcome;
      });
    },

    async getSegment(sessionId, tabId, index) {
      checkTabIds(sessionId, tabId);
      checkIndex(index);
      const [info, gzip] = await look(await db(), ["segments", "packed"], (tx) =>
        Promise.all([
          tx.objectStore("segments").get([sessionId, tabId, index]),
          getParts<PackedKey>(tx.objectStore("packed"), [sessionId, tabId, index]),
        ]),
      );
      if (!info) return null;
      if (!isSound(info) || !gzip) {
        throw new WaymarkError(
          "damaged",
          `Segment ${index} of tab ${tabId} cannot be read. The others are not affected.`,
        );
      }
      return readBack({ ...info, gzip });
    },

    /** Names only those whose record can be read: a damaged one is a gap (rule R7). */
    async listSegments(sessionId, tabId) {
      assertId(sessionId, "Session id");
      if (tabId !== undefined) assertId(tabId, "Tab id");
      const range = tabId === undefined ? under(sessionId) : under(sessionId, tabId);
      const infos = await look(await db(), ["segments"], (tx) =>
        tx.objectStore("segments").getAll(range),
      );
      return infos.filter(isSound);
    },
  };
}

function isSound(info: SegmentInfo): boolean {
  try {
    checkSegmentInfo(info);
    return true;
  } catch (error) {
    console.error("Waymark: the record of a segment cannot be read and is left out.", error);
    return false;
  }
}

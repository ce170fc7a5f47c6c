import { WaymarkError } from "../../format/errors.ts";
import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import { checkSegmentInfo } from "../../format/schemas.ts";
import type { SegmentInfo } from "../../format/session.ts";
import { checkIndex, checkTabIds } from "../checks.ts";
import { infoOf, segmentOutcome, segmentToPut } from "../segment.ts";
import type { SessionStore } from "../session-store.ts";
import type { Connection } from "./connection.ts";
import { assertSession } from "./records.ts";
import { dropSizesDerivedFrom, packedSize } from "./sizes.ts";
import { change, look, under } from "./transaction.ts";

type SegmentPart = Pick<SessionStore, "putSegment" | "getSegment" | "listSegments">;

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
            tx.objectStore("packed").put(segment.gzip, key),
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

    async getSegment(sessionId, tabId, index) {
      checkTabIds(sessionId, tabId);
      checkIndex(index);
      const [info, gzip] = await look(await db(), ["segments", "packed"], (tx) =>
        Promise.all([
          tx.objectStore("segments").get([sessionId, tabId, index]),
          tx.objectStore("packed").get([sessionId, tabId, index]),
        ]),
      );
      if (!info) return null;
      if (!isSound(info) || !(gzip instanceof Uint8Array)) {
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

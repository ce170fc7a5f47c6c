import { messageOf } from "../../format/errors.ts";
import { checkTailBatch } from "../../format/schemas.ts";
import type { TailRecord } from "./schema.ts";

/** In `readTail` order, without batches that are spoilt: those cost themselves only (rule R7). */
export function inOrder(records: readonly TailRecord[]): TailRecord[] {
  return records
    .filter((record) => isSound(record))
    .sort((a, b) => a.batch.firstEventAt - b.batch.firstEventAt || a.order - b.order);
}

function isSound(record: TailRecord): boolean {
  try {
    checkTailBatch(record.batch);
    return true;
  } catch (error) {
    console.error(`Waymark: an unsealed batch cannot be read and is left out: ${messageOf(error)}`);
    return false;
  }
}

import { joinBytes } from "../bytes.ts";
import { under } from "./transaction.ts";

/**
 * Chromium keeps a value of more than 64 KiB as a file beside the database, and fetches it by way of
 * several processes: measured, 5 ms at rest and up to 70 while a page is busy, where two values that
 * fit take 2 together.
 */
const PART_BYTES = 60 * 1024;

type Key = (string | number)[];

/** What these functions need of a store whose keys are `K`, or `K` and the number of a part after the first. */
interface PartStore<K extends Key> {
  delete(range: IDBKeyRange): Promise<void>;
  put(value: Uint8Array, key: K | [...K, number]): Promise<unknown>;
  getAll(range: IDBKeyRange): Promise<unknown[]>;
}

/** Replaces what is stored under `key`, all of its parts. */
export function putParts<K extends Key>(
  store: Pick<PartStore<K>, "delete" | "put">,
  key: K,
  bytes: Uint8Array,
): Promise<unknown> {
  const puts: Promise<unknown>[] = [store.delete(under(...key))];
  for (let at = 0; at === 0 || at < bytes.length; at += PART_BYTES) {
    // A copy: a view would be stored with all of its buffer.
    const part = bytes.slice(at, at + PART_BYTES);
    puts.push(store.put(part, at === 0 ? key : [...key, at / PART_BYTES]));
  }
  return Promise.all(puts);
}

/** Null where there is nothing, or something else than bytes. */
export async function getParts<K extends Key>(
  store: Pick<PartStore<K>, "getAll">,
  key: K,
): Promise<Uint8Array | null> {
  const parts = await store.getAll(under(...key));
  if (parts.length === 0 || !parts.every((part) => part instanceof Uint8Array)) return null;
  return joinBytes(parts);
}

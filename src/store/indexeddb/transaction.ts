import { WaymarkError } from "../../format/errors.ts";
import type { Db, StoreName, Tx } from "./schema.ts";

/** Everything whose key begins with these parts: an array sorts after every string and number. */
export function under(...parts: (string | number)[]): IDBKeyRange {
  return IDBKeyRange.bound(parts, [...parts, []]);
}

/** All requests of a reading transaction. They see one state of the database, and fail where it does. */
export async function look<N extends StoreName, T>(
  db: Db,
  stores: readonly N[],
  body: (tx: Tx<N, "readonly">) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, "readonly");
  // Its end comes a turn of the browser's process after its last answer, and says nothing more.
  tx.done.catch(() => undefined);
  return body(tx as unknown as Tx<N, "readonly">);
}

/**
 * All or nothing: when `body` throws, or a write fails, the transaction is rolled back. `body` may
 * await nothing but requests of `tx`. Relaxed durability, as an append must not wait for the disk:
 * a crash of the machine may cost the last moment, a crash of the browser costs nothing.
 */
export async function change<N extends StoreName, T>(
  db: Db,
  stores: readonly N[],
  body: (tx: Tx<N>) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, "readwrite", { durability: "relaxed" });
  const ended = tx.done.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  try {
    const result = await body(tx as unknown as Tx<N>);
    const failure = await ended;
    if (failure) throw failure.error;
    return result;
  } catch (error) {
    abort(tx);
    await ended;
    throw translate(error, tx.error);
  }
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch (error) {
    // Already over, for instance because the failed write itself ended it.
    if ((error as { name?: string }).name !== "InvalidStateError") throw error;
  }
}

/** The error to throw for what a transaction threw: a full disk gets its own code. */
export function translate(error: unknown, reason: DOMException | null): unknown {
  if (!isFull(error) && !isFull(reason)) return error;
  return new WaymarkError(
    "quota",
    "The browser has no room left for recordings. Delete or export some; what is stored is intact.",
    { cause: error },
  );
}

/**
 * With `unlimitedStorage` there is no quota to exceed: what fails is the disk, and Chromium then
 * says `DataError: Failed to write blobs (IOError)` (measured on a full disk).
 */
function isFull(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (name === "QuotaExceededError") return true;
  return (
    name === "DataError" && typeof message === "string" && /failed to write blobs/i.test(message)
  );
}

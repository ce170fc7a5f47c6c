import type { StorageTrouble } from "./messages.ts";

/** From here on the popup warns (docs/retention.md): time to make room, also for a recording that is idle now. */
export const LOW_BYTES = 200_000_000;
/** Also when the recording at hand fills what is left within this time. */
export const LOW_MS = 5 * 60_000;
/**
 * Recording stops with this much left. It is for what a stop still has to write, and for the
 * browser itself: Chromium dies when one of its own files cannot grow (measured on a full disk).
 */
export const RESERVE_BYTES = 20_000_000;
/** An estimate is good for this long; the popup asks twice a second, and pages send as often. */
const FRESH_MS = 2_000;

/**
 * @param bytesPerMs what the recording adds, before compression: the guess errs on the early side
 * @returns null while there is enough, or where the browser does not say
 */
export function judgeStorage(
  { quota, usage }: StorageEstimate,
  bytesPerMs = 0,
): StorageTrouble | null {
  if (quota === undefined || usage === undefined) return null;
  const freeBytes = Math.max(0, quota - usage);
  if (freeBytes < RESERVE_BYTES) return { kind: "full", freeBytes };
  const isLow = freeBytes < LOW_BYTES || freeBytes < bytesPerMs * LOW_MS;
  return isLow ? { kind: "low", freeBytes } : null;
}

export interface StorageWatch {
  /** As `judgeStorage`, by an estimate that is at most two seconds old. */
  trouble(bytesPerMs?: number): Promise<StorageTrouble | null>;
}

/** With `unlimitedStorage` what Chromium estimates is what the disk has left (measured). */
export function createStorageWatch(
  estimate: () => Promise<StorageEstimate> = () => navigator.storage.estimate(),
  now: () => number = Date.now,
): StorageWatch {
  let last: { at: number; estimate: Promise<StorageEstimate> } | null = null;
  return {
    async trouble(bytesPerMs) {
      const at = now();
      if (!last || at - last.at >= FRESH_MS || at < last.at) last = { at, estimate: estimate() };
      return judgeStorage(await last.estimate, bytesPerMs);
    },
  };
}

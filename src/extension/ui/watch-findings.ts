import { messageOf } from "../../format/errors.ts";

/** How many findings a session has so far; with `atLeast` only a part of it was looked at. */
export interface FindingCount {
  count: number;
  atLeast: boolean;
}

const PAUSE_MS = 5_000;
/** A look may take a tenth of the time: what is recorded meanwhile is stored by the same process and database. */
const PAUSE_PER_LOOK = 9;

/**
 * Counts now, and again some seconds after each answer, later where that took long. Where only a part is looked at, that part moves on:
 * what was counted before still is at least what there is.
 */
export async function watchFindings(options: {
  count: () => Promise<FindingCount>;
  onCount: (count: FindingCount) => void;
  signal: AbortSignal;
  pauseMs?: number;
}): Promise<void> {
  const { count, onCount, signal, pauseMs = PAUSE_MS } = options;
  let most = 0;
  while (!signal.aborted) {
    const lookedAt = performance.now();
    try {
      const now = await count();
      most = Math.max(most, now.count);
      if (!signal.aborted) onCount(now.atLeast ? { count: most, atLeast: true } : now);
    } catch (error) {
      // The popup shows what it knew; the next look may do better.
      console.warn("Waymark: findings could not be counted:", messageOf(error));
    }
    if (signal.aborted) return;
    const tookMs = performance.now() - lookedAt;
    await new Promise<void>((next) => {
      const timer = setTimeout(next, Math.max(pauseMs, PAUSE_PER_LOOK * tookMs));
      const stop = () => {
        clearTimeout(timer);
        next();
      };
      signal.addEventListener("abort", stop, { once: true });
    });
  }
}

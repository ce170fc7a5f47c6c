import { WaymarkError } from "../format/errors.ts";
import { HttpError } from "../store/http/request.ts";

export interface RetryOptions {
  signal?: AbortSignal;
  /** Waits, or rejects when the signal fires. Tests hand in one that does not wait. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** 0 to below 1. */
  random?: () => number;
}

const ATTEMPTS = 6;
const BASE_MS = 500;
const LONGEST_MS = 30_000;
/** A server that asks for more than this is taken as down: the caller comes back later, nothing is lost. */
const LONGEST_ASKED_MS = 120_000;

/**
 * Runs `work` again when there was no answer, a 5xx or a 429: up to 6 times in all, after half a
 * second doubled each time with full jitter, or after what the server's Retry-After asks for.
 * Any other error, and the last one, is thrown on. Throws `cancelled` when the signal fires.
 */
export async function withRetry<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { signal, sleep = sleepFor, random = Math.random } = options;
  for (let attempt = 1; ; attempt++) {
    if (signal?.aborted) throw cancelled(signal);
    try {
      return await work();
    } catch (error) {
      const asked = error instanceof HttpError ? (error.retryAfterMs ?? 0) : 0;
      if (!mayPass(error) || attempt === ATTEMPTS || asked > LONGEST_ASKED_MS) throw error;
      const backoff = Math.min(LONGEST_MS, BASE_MS * 2 ** (attempt - 1)) * random();
      await sleep(Math.max(asked, backoff), signal);
    }
  }
}

/** Whether the same request may succeed later. An answer below 500, 429 excepted, will not change by asking again. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof WaymarkError) || error.code !== "network") return false;
  if (!(error instanceof HttpError)) return true;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

export function cancelled(signal: AbortSignal): WaymarkError {
  return new WaymarkError("cancelled", "Stopped. What was sent stays; start again to go on.", {
    cause: signal.reason,
  });
}

function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(cancelled(signal as AbortSignal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}

import { signalEvent, type SignalPayload, type SignalTag } from "../format/signals.ts";
import type { Ingest } from "./ingest.ts";
import type { Recording } from "./recordings.ts";

export interface BrowserSignals {
  /** Adds what only the browser knows (gaps, new tabs) to a recorded tab's stream. `at` is now by default. */
  say<T extends SignalTag>(
    recording: Recording,
    tag: T,
    payload: SignalPayload<T>,
    at?: number,
  ): Promise<void>;
}

/**
 * The background as a producer of events, one for each tab: numbers its batches anew in each life of
 * the service worker.
 */
export function createBrowserSignals(ingest: Ingest): BrowserSignals {
  const life = crypto.randomUUID();
  const nextSeq = new Map<string, number>();
  return {
    async say(recording, tag, payload, at = Date.now()) {
      const { sessionId, tabId } = recording;
      const key = `${sessionId}/${tabId}`;
      const seq = nextSeq.get(key) ?? 0;
      nextSeq.set(key, seq + 1);
      const producer = `background-${life}-${tabId}`;
      const json = JSON.stringify([signalEvent(tag, payload, at)]);
      const batch = { seq, count: 1, json, hits: {} };
      await ingest.append(recording, producer, [batch], { isBackground: true });
    },
  };
}

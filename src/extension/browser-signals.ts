import { signalEvent, type SignalPayload, type SignalTag } from "../format/signals/signals.ts";
import type { Ingest } from "./ingest.ts";
import type { Recording } from "./recordings.ts";

export interface BrowserSignals {
  /**
   * Adds what only the browser knows (gaps, new tabs) to a recorded tab's stream. `at` is now by default.
   * What is of one document, under its own policy, is said with that document as `key`.
   */
  say<T extends SignalTag>(
    recording: Recording,
    tag: T,
    payload: SignalPayload<T>,
    at?: number,
    key?: string,
  ): Promise<void>;
}

/**
 * The background as a producer of events, one for each tab and key: numbers its batches anew in each life of
 * the service worker.
 */
export function createBrowserSignals(ingest: Ingest): BrowserSignals {
  const life = crypto.randomUUID();
  const nextSeq = new Map<string, number>();
  return {
    async say(recording, tag, payload, at = Date.now(), key = "") {
      const { sessionId, tabId } = recording;
      const producer = `background-${life}-${tabId}${key && `-${key}`}`;
      const place = `${sessionId}/${producer}`;
      const seq = nextSeq.get(place) ?? 0;
      nextSeq.set(place, seq + 1);
      const json = JSON.stringify([signalEvent(tag, payload, at)]);
      const batch = { seq, count: 1, json, hits: {} };
      await ingest.append(recording, producer, [batch], { isBackground: true });
    },
  };
}

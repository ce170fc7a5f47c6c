import { signalEvent, type SignalPayload, type SignalTag } from "../format/signals.ts";
import type { Ingest } from "./ingest.ts";
import type { Recording } from "./recordings.ts";

export interface BrowserSignals {
  /** Adds what only the browser knows (gaps, new tabs) to a recorded tab's stream. @param at default: now */
  say<T extends SignalTag>(
    recording: Recording,
    tag: T,
    payload: SignalPayload<T>,
    at?: number,
  ): Promise<void>;
}

/** The background as a producer of events: numbers its batches anew in each life of the service worker. */
export function createBrowserSignals(ingest: Ingest): BrowserSignals {
  const producer = `background-${crypto.randomUUID()}`;
  const nextSeq = new Map<string, number>();
  return {
    async say(recording, tag, payload, at = Date.now()) {
      const seq = nextSeq.get(recording.sessionId) ?? 0;
      nextSeq.set(recording.sessionId, seq + 1);
      const json = JSON.stringify([signalEvent(tag, payload, at)]);
      await ingest.append(recording, producer, [{ seq, count: 1, json, hits: {} }]);
    },
  };
}

import type { SessionStore } from "../store/session-store.ts";
import type { Recording } from "./recordings.ts";

/** When the last stored event of a document happened (epoch ms); of its tab where that is sealed; null without any. */
export async function lastEventOf(
  store: SessionStore,
  { sessionId, tabId }: Recording,
  producer: string,
): Promise<number | null> {
  const tail = await store.readTail(sessionId, tabId);
  const own = tail.filter((batch) => batch.producer === producer);
  if (own.length > 0) return Math.max(...own.map(({ lastEventAt }) => lastEventAt));
  const segments = await store.listSegments(sessionId, tabId);
  return segments.at(-1)?.lastEventAt ?? null;
}

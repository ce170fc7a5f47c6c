import type { SessionFacts } from "../analysis/analyze.ts";
import { encodeUtf8, gunzipText, gzip } from "../store/bytes.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Contents } from "../ask/session-reader.ts";

/** Raise it whenever the analysis would say something else about the same events: older facts are then made anew. */
const ANALYSIS_VERSION = 5;
const KIND = "facts";
/** The most that stored facts may unpack to. */
const MAX_FACTS_BYTES = 200_000_000;

interface Stored {
  version: string;
  facts: SessionFacts;
}

/** Names exactly what was analysed: every segment's revision and hash, the frame, and the analysis itself. */
export function versionOf({ session, segments }: Contents): string {
  const parts = segments.map(({ tabId, index, rev, sha256 }) => [tabId, index, rev, sha256]);
  const { startedAt, endedAt, tabs } = session;
  // Not hashed: the team server's viewer may have come without TLS, where there is no `crypto.subtle`.
  return JSON.stringify([ANALYSIS_VERSION, startedAt, endedAt, tabs.map((tab) => tab.id), parts]);
}

/** Only what will not grow is kept: a session with a tail is analysed each time. */
export function isCacheable(store: SessionStore, { tails }: Contents): boolean {
  return store.lacks.derived === undefined && tails.size === 0;
}

/** Whether the session was analysed before, by whatever version. */
export async function hasFacts(store: SessionStore, sessionId: string): Promise<boolean> {
  return (await store.getDerived({ sessionId, kind: KIND })) !== null;
}

/** Facts of this version, or null when there are none or they cannot be read: then they are rebuilt. */
export async function readFacts(
  store: SessionStore,
  sessionId: string,
  version: string,
  note: (message: string) => void,
): Promise<SessionFacts | null> {
  const bytes = await store.getDerived({ sessionId, kind: KIND });
  if (!bytes) return null;
  try {
    const stored = JSON.parse(await gunzipText(bytes, MAX_FACTS_BYTES)) as Partial<Stored>;
    return stored.version === version && isFacts(stored.facts) ? stored.facts : null;
  } catch {
    note(`The stored analysis of session ${sessionId} could not be read; it is made anew.`);
    return null;
  }
}

export async function writeFacts(
  store: SessionStore,
  sessionId: string,
  version: string,
  facts: SessionFacts,
): Promise<void> {
  const stored: Stored = { version, facts };
  await store.putDerived({ sessionId, kind: KIND }, await gzip(encodeUtf8(JSON.stringify(stored))));
}

function isFacts(value: unknown): value is SessionFacts {
  const { events, findings, struggles, score, idle, gaps, durationMs } = (value ??
    {}) as Partial<SessionFacts>;
  const lists = [events, findings, struggles, score?.parts, idle, gaps];
  return lists.every(Array.isArray) && typeof durationMs === "number";
}

import { browser } from "wxt/browser";
import type { SessionId } from "../format/ids.ts";
import type { Session } from "../format/session.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { SessionStore } from "../store/session-store.ts";
import { showBadge } from "./badge.ts";
import type { Ingest } from "./ingest.ts";
import { keepEarlyScripts } from "./injection.ts";
import type { Recording, Recordings } from "./recordings.ts";

export interface SessionEnd {
  /** Seals and closes a session. `interrupted` when the page could not hand over what it had. */
  finish(recording: Recording, state: "finished" | "interrupted", endReason: string): Promise<void>;
  /** Closes the recording and removes its session: nothing may be stored of it. */
  discard(recording: Recording): Promise<void>;
  /** Runs `end` unless this recording is being ended already; then waits for that. */
  once(recording: Recording, end: () => Promise<void>): Promise<void>;
}

export function createSessionEnd(
  store: SessionStore,
  recordings: Recordings,
  ingest: Ingest,
): SessionEnd {
  const ending = new Map<number, Promise<void>>();

  async function forget({ browserTabId }: Recording): Promise<void> {
    delete recordings.recordings[browserTabId];
    await recordings.save();
    await showBadge(browserTabId, "none");
    await keepEarlyScripts(Object.keys(recordings.recordings).length > 0);
  }

  return {
    async finish(recording, state, endReason) {
      const { browserTabId, sessionId, tabId } = recording;
      await ingest.settle(recording);
      await store.seal(sessionId, tabId, { all: true });
      const session = await store.patchSession(
        sessionId,
        sanitizePatch({ state, endReason, endedAt: Date.now() }),
      );
      recordings.last[browserTabId] = {
        id: sessionId,
        title: session.title,
        events: session.counts.events,
        endReason: state === "interrupted" ? endReason : null,
      };
      await forget(recording);
    },

    async discard(recording) {
      await ingest.settle(recording);
      await store.deleteSession(recording.sessionId);
      await forget(recording);
    },

    once({ browserTabId }, end) {
      const running = ending.get(browserTabId);
      if (running) return running;
      const made = end().finally(() => ending.delete(browserTabId));
      ending.set(browserTabId, made);
      return made;
    },
  };
}

/**
 * Closes sessions that say they are recording while nothing records them: the browser was closed or
 * killed, or the extension was reloaded. Returns their ids.
 */
export async function recoverSessions(
  store: SessionStore,
  recordings: Recordings,
): Promise<SessionId[]> {
  const live = new Set(Object.values(recordings.recordings).map(({ sessionId }) => sessionId));
  const recovered: SessionId[] = [];
  for (const state of ["recording", "paused"] as const) {
    // Read to the end before patching: a patch takes a session out of the listing.
    const found = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page = await store.listSessions({ state, ...(cursor && { cursor }) });
      found.push(...page.sessions);
      cursor = page.nextCursor;
    }
    for (const session of found) {
      if (live.has(session.id)) continue;
      try {
        await recover(store, session);
        recovered.push(session.id);
      } catch (error) {
        // It stays as it is and is tried again at the next start; the others must not wait for it.
        console.warn(`Waymark could not close session ${session.id}:`, error);
      }
    }
  }
  return recovered;
}

async function recover(store: SessionStore, { id, tabs, startedAt }: Session): Promise<void> {
  for (const tab of tabs) await store.seal(id, tab.id, { all: true });
  const sealed = await store.getSession(id);
  // Killed before its first batch came: there is nothing to replay.
  if (sealed?.counts.events === 0) return store.deleteSession(id);
  const segments = await store.listSegments(id);
  await store.patchSession(
    id,
    sanitizePatch({
      state: "interrupted",
      endedAt: Math.max(startedAt, ...segments.map(({ lastEventAt }) => lastEventAt)),
      endReason: "The browser or Waymark was closed while it was recording.",
    }),
  );
}

/** True when scripts still run in the tab. A crashed or discarded tab takes none. */
export async function tabAnswers(browserTabId: number): Promise<boolean> {
  return browser.scripting
    .executeScript({ target: { tabId: browserTabId }, func: () => true })
    .then(
      () => true,
      () => false,
    );
}

import { messageOf } from "../../format/errors.ts";
import type { SessionId, TabId } from "../../format/ids.ts";
import type { SessionStore } from "../../store/session-store.ts";
import { openTab } from "./open-tab.ts";

/**
 * A store that makes keyframes whenever it seals, so that a session opens and seeks at once right
 * after Stop. They are a help for later: whatever goes wrong with them is noted, and the seal stands.
 */
export function withKeyframesOnSeal(
  store: SessionStore,
  note: (message: string) => void,
): SessionStore {
  if (store.lacks.derived !== undefined) return store;

  async function prepare(sessionId: SessionId, tabId: TabId, isLast: boolean): Promise<void> {
    const session = await store.getSession(sessionId);
    if (!session) return;
    const segments = await store.listSegments(sessionId, tabId);
    const contents = { session, segments, tails: new Map(), tabIds: [tabId] };
    const replay = openTab(store, contents, tabId, note);
    // Nothing follows the last run of a tab that has ended.
    const until = replay.runs.length - (isLast ? 1 : 0);
    await replay.prepare(until, new AbortController().signal);
  }

  return {
    ...store,
    async seal(sessionId, tabId, options) {
      const sealed = await store.seal(sessionId, tabId, options);
      if (sealed.length > 0) {
        try {
          await prepare(sessionId, tabId, options?.all === true);
        } catch (error) {
          note(`No keyframes yet for tab ${tabId} of session ${sessionId}: ${messageOf(error)}`);
        }
      }
      return sealed;
    },
  };
}

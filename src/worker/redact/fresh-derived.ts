import type { Session } from "../../format/session.ts";
import type { SessionStore } from "../../store/session-store.ts";

const redactedIn = ({ privacy }: Pick<Session, "privacy">) => privacy.hits["redacted"] ?? 0;

/**
 * The store for whoever derives something from a session as it was read: what comes out once the
 * session was redacted, perhaps from another window, holds what was removed, and is not kept.
 */
export function keepingFresh(
  store: SessionStore,
  read: Pick<Session, "id" | "privacy">,
): SessionStore {
  return {
    ...store,
    async putDerived(key, value) {
      const now = await store.getSession(read.id);
      if (now && redactedIn(now) === redactedIn(read)) await store.putDerived(key, value);
    },
  };
}

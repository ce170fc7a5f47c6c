import type { Session } from "../../format/session.ts";
import { redactionsOf } from "../../store/redaction.ts";
import type { SessionStore } from "../../store/session-store.ts";

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
    putDerived: (key, value) => store.putDerived(key, value, redactionsOf(read)),
  };
}

import { WaymarkError } from "../src/format/errors.ts";
import { assertId, type SessionId } from "../src/format/ids.ts";
import type { SessionStore } from "../src/store/session-store.ts";

/** An id, or `latest` for the session that started last. Throws `not-found` in an empty store. */
export async function resolveSession(store: SessionStore, word: string): Promise<SessionId> {
  if (word !== "latest") {
    assertId(word, "The session id");
    return word;
  }
  const { sessions } = await store.listSessions({ limit: 1 });
  const latest = sessions[0];
  if (!latest) throw new WaymarkError("not-found", `There are no sessions in ${store.name}.`);
  return latest.id;
}

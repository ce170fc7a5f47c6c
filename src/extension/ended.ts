import type { SessionStore } from "../store/session-store.ts";

/** With the title that the session has by now; null where it was deleted or erased. */
export async function entitled<T extends { id: string }>(
  store: Pick<SessionStore, "getSession">,
  last: T | undefined,
): Promise<(T & { title: string }) | null> {
  const session = last ? await store.getSession(last.id) : null;
  return last && session ? { ...last, title: session.title } : null;
}

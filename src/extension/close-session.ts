import { WaymarkError } from "../format/errors.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import type { Session } from "../format/session.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Closing, Recordings } from "./recordings.ts";

const isFull = (error: unknown): boolean => error instanceof WaymarkError && error.code === "quota";

/** Seals what is left of a tab. On a full disk it stays a tail, which replays all the same (R2). */
export async function sealIfRoom(
  store: SessionStore,
  sessionId: SessionId,
  tabId: TabId,
): Promise<void> {
  try {
    await store.seal(sessionId, tabId, { all: true });
  } catch (error) {
    if (!isFull(error)) throw error;
    console.warn(`Waymark: no room to seal session ${sessionId}; it is kept as it is.`, error);
  }
}

/**
 * Writes into the record how the session ended. Where there is no room even for that, it is noted in
 * `unclosed` and tried again every minute, so that the session does not go on saying that it is
 * being recorded. Returns the record as it then is.
 */
export async function closeRecord(
  store: SessionStore,
  recordings: Recordings,
  id: SessionId,
  closing: Closing,
): Promise<Session> {
  try {
    return await store.patchSession(id, sanitizePatch(closing));
  } catch (error) {
    const session = isFull(error) ? await store.getSession(id) : null;
    if (!session) throw error;
    console.warn(`Waymark: no room to close session ${id}; trying again later.`, error);
    recordings.unclosed[id] = closing;
    await recordings.save();
    return session;
  }
}

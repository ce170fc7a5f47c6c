import type { Session } from "../../src/format/session.ts";
import type { WorkerApi } from "../worker-client.ts";

/** One picture at a time: each lays out a whole page. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * The stored thumbnail, else one made from the first recorded page and stored for next time. Null
 * where there is nothing to show; a row that left the screen meanwhile is skipped.
 */
export async function loadThumbnail(
  api: WorkerApi,
  session: Session,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const stored = await api.getThumbnail(session.id);
  if (stored || session.counts.events === 0) return stored;
  const made = queue.then(() => (signal.aborted ? null : make(api, session)));
  // The next one does not care how this one ended; its own caller does.
  queue = made.catch(() => null);
  return made;
}

async function make(api: WorkerApi, session: Session): Promise<Uint8Array | null> {
  const tab = session.tabs[0];
  if (!tab) return null;
  const { makePicture } = await import("../stage/make-picture.ts");
  const png = await makePicture(api, session, tab);
  // A page that is still being recorded is not yet what it will be remembered by.
  if (png && session.state === "finished") await api.putThumbnail(session, png);
  return png;
}

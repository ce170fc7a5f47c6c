import type { SessionId, TabId } from "../src/format/ids.ts";
import type { SessionView } from "../src/worker/api.ts";
import type { WorkerApi } from "./worker-client.ts";

/** Opens the session that the pointer rests on, so that following its link need not wait for the worker. */
export interface OpenAhead {
  /** Somebody is likely to open this session from its start. */
  point(id: SessionId): void;
  /** What was opened of it, to be used once; null where nothing was, or not just now. */
  take(id: SessionId, from: { tabId: TabId | null; offsetMs: number }): Promise<SessionView> | null;
}

/** A session may be going on: what was read of it longer ago is read again. */
const FRESH_MS = 2_000;

export function createOpenAhead(api: WorkerApi): OpenAhead {
  let opened: { id: SessionId; askedAt: number; view: Promise<SessionView> } | null = null;

  const isFresh = (id: SessionId) =>
    opened?.id === id && performance.now() - opened.askedAt < FRESH_MS;

  return {
    point(id) {
      if (isFresh(id)) return;
      const view = api.openSession(id, { tabId: null, offsetMs: 0 });
      // Whoever takes it is told.
      view.catch(() => undefined);
      opened = { id, askedAt: performance.now(), view };
    },
    take(id, { tabId, offsetMs }) {
      const view = isFresh(id) && tabId === null && offsetMs === 0 ? opened!.view : null;
      opened = null;
      return view;
    },
  };
}

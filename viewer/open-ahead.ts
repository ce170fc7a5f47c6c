import { createSignal, type Accessor } from "solid-js";
import type { SessionId, TabId } from "../src/format/ids.ts";
import type { SessionView } from "../src/worker/api.ts";
import type { Route, SessionRoute } from "./route.ts";
import type { WorkerApi } from "./worker-client.ts";

/** Opens the session that the pointer or the focus rests on, so that following its link waits for nothing. */
export interface OpenAhead {
  /** Somebody is likely to open this session from its start: the worker begins. */
  point(id: SessionId): void;
  /** The pointer, or the focus, is on its very link: its page is drawn, out of sight. */
  draw(id: SessionId): void;
  /** It has left that link. */
  leave(id: SessionId): void;
  /** What stands out of sight. */
  drawn: Accessor<SessionRoute | null>;
  /** Somebody goes to `route`: comes back as `drawn`, the very same, where that is the page. No longer drawn ahead then. */
  follow(route: Route): Route;
  /** What was opened of it, to be used once; null where nothing was, or not just now. */
  take(id: SessionId, from: { tabId: TabId | null; offsetMs: number }): Promise<SessionView> | null;
  /** What was opened or drawn of this session is no longer so. */
  forget(id: SessionId): void;
}

/** A session may be going on: what was read of it longer ago is read again. */
const FRESH_MS = 2_000;
/** A page out of sight is let go this long after the pointer, which may only have slipped. */
const LEFT_MS = 1_000;
/** And at this age in any case: another window may have changed the session. */
const DRAWN_MS = 5_000;

export function createOpenAhead(api: WorkerApi): OpenAhead {
  let opened: { id: SessionId; askedAt: number; view: Promise<SessionView> } | null = null;
  const [drawn, setDrawn] = createSignal<SessionRoute | null>(null);
  let drawnAt = 0;
  let drop: ReturnType<typeof setTimeout> | undefined;

  const isFresh = (id: SessionId) =>
    opened?.id === id && performance.now() - opened.askedAt < FRESH_MS;

  function open(id: SessionId): void {
    if (isFresh(id)) return;
    const view = api.openSession(id, { tabId: null, offsetMs: 0 });
    // Whoever takes it is told.
    view.catch(() => undefined);
    opened = { id, askedAt: performance.now(), view };
  }

  /** The drawn page goes after `ms`, or when it is too old. */
  function dropAfter(ms: number): void {
    clearTimeout(drop);
    const left = drawnAt + DRAWN_MS - performance.now();
    drop = setTimeout(() => setDrawn(null), Math.max(0, Math.min(ms, left)));
  }

  return {
    point(id) {
      // The worker's session is that of the page that is drawn.
      if (!drawn()) open(id);
    },
    draw(id) {
      if (drawn()?.id !== id) {
        open(id);
        drawnAt = performance.now();
        setDrawn({ page: "session", id, offsetMs: null, tabId: null });
      }
      dropAfter(DRAWN_MS);
    },
    leave(id) {
      if (drawn()?.id === id) dropAfter(LEFT_MS);
    },
    drawn,
    follow(route) {
      clearTimeout(drop);
      const ready = drawn();
      setDrawn(null);
      return ready && isSame(ready, route) ? ready : route;
    },
    take(id, { tabId, offsetMs }) {
      const view = isFresh(id) && tabId === null && offsetMs === 0 ? opened!.view : null;
      opened = null;
      return view;
    },
    forget(id) {
      if (opened?.id === id) opened = null;
      if (drawn()?.id === id) setDrawn(null);
    },
  };
}

const isSame = (one: SessionRoute, other: Route) =>
  other.page === "session" &&
  one.id === other.id &&
  one.offsetMs === other.offsetMs &&
  one.tabId === other.tabId;

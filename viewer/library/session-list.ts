import { createSignal } from "solid-js";
import type { SessionId } from "../../src/format/ids.ts";
import type { Session } from "../../src/format/session.ts";
import type { SessionQuery } from "../../src/store/session-store.ts";
import type { WorkerApi } from "../worker-client.ts";

const PAGE_SIZE = 60;

/** The library's rows: pages of one query, the next one on demand. */
export function createSessionList(api: WorkerApi) {
  const [rows, setRows] = createSignal<Session[]>([]);
  const [damaged, setDamaged] = createSignal<SessionId[]>([]);
  const [loading, setLoading] = createSignal(true);
  const [error, setError] = createSignal<unknown>(null);
  let query: SessionQuery = {};
  let cursor: string | null = null;
  /** Only the answer to the last question counts. */
  let asked = 0;

  async function ask(more: boolean): Promise<void> {
    const mine = ++asked;
    setLoading(true);
    try {
      const page = await api.listSessions({
        ...query,
        limit: PAGE_SIZE,
        ...(more && cursor ? { cursor } : {}),
      });
      if (mine !== asked) return;
      cursor = page.nextCursor;
      setRows((old) => (more ? [...old, ...page.sessions] : keepSame(old, page.sessions)));
      setDamaged((old) => [...new Set([...(more ? old : []), ...page.damaged])]);
      setError(null);
    } catch (failure) {
      if (mine === asked) setError(failure);
    } finally {
      if (mine === asked) setLoading(false);
    }
  }

  return {
    rows,
    damaged,
    loading,
    error,
    /** Starts over with another query. */
    show(next: SessionQuery) {
      query = next;
      cursor = null;
      return ask(false);
    },
    refresh: () => ask(false),
    more() {
      if (cursor !== null && !loading()) void ask(true);
    },
    replace(session: Session) {
      setRows((all) => all.map((row) => (row.id === session.id ? session : row)));
    },
    remove(id: SessionId) {
      setRows((all) => all.filter((row) => row.id !== id));
      setDamaged((all) => all.filter((each) => each !== id));
    },
  };
}

/** Rows that did not change stay the same objects, so that a refresh does not redraw them. */
function keepSame(old: readonly Session[], fresh: readonly Session[]): Session[] {
  const before = new Map(old.map((row) => [row.id, row]));
  return fresh.map((row) => {
    const known = before.get(row.id);
    return known && known.rev === row.rev ? known : row;
  });
}

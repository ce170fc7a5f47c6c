import { WaymarkError } from "../../format/errors.ts";
import type { SessionId } from "../../format/ids.ts";
import type { Session } from "../../format/session.ts";
import type { SessionStore } from "../../store/session-store.ts";
import type { OnProgress } from "../../ask/progress.ts";
import type { ErasurePreview, ErasureQuery } from "./erasure.ts";
import { checkErasure } from "./query.ts";
import { touchesSite } from "./touched.ts";

/** Where sessions are: the library, and what rewind keeps of the last minutes. */
export interface ErasureStores {
  library: SessionStore;
  /** Null where there is none. */
  rewind: SessionStore | null;
}

export interface ErasureOptions {
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

/** Finds what a query would erase. Changes nothing. Throws `invalid-input`, `cancelled`. */
export async function previewErasure(
  stores: ErasureStores,
  given: ErasureQuery,
  { signal, onProgress }: ErasureOptions = {},
): Promise<ErasurePreview> {
  const query = checkErasure(given);
  const preview: ErasurePreview = { query, items: [], recording: [], unsure: [] };
  const known = new Set<SessionId>();
  for (const where of ["library", "rewind"] as const) {
    const store = stores[where];
    if (!store) continue;
    const candidates = await candidatesOf(store, query);
    for (const [at, { id, session }] of candidates.entries()) {
      const say = (more: string) => {
        if (signal?.aborted) throw cancelled(signal);
        const what = `Session ${at + 1} of ${candidates.length}${more}`;
        onProgress?.({ done: at / candidates.length, what });
      };
      say("");
      known.add(id);
      const verdict = await judge(store, id, session, query, (nth, of) =>
        say(`, segment ${nth} of ${of}`),
      );
      if ("unsure" in verdict) preview.unsure.push({ id, why: verdict.unsure });
      else if (verdict.touched) await take(store, where, id, session);
    }
  }
  for (const id of query.ids ?? []) {
    if (!known.has(id)) preview.unsure.push({ id, why: "There is no such session here." });
  }
  preview.items.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  onProgress?.({ done: 1, what: "Found" });
  return preview;

  async function take(
    store: SessionStore,
    where: keyof ErasureStores,
    id: SessionId,
    session: Session | null,
  ): Promise<void> {
    // A rewind goes on all the time; it begins anew when what it keeps is gone.
    if (where === "library" && session && isGrowing(session)) {
      preview.recording.push({ id, title: session.title });
      return;
    }
    preview.items.push({
      id,
      where,
      title: session?.title ?? "",
      site: session?.site ?? "",
      startedAt: session?.startedAt ?? null,
      bytes:
        store.lacks.limits === undefined
          ? await store.storedBytes(id)
          : (session?.counts.bytes ?? 0),
    });
  }
}

export const isGrowing = ({ state }: Pick<Session, "state">): boolean =>
  state === "recording" || state === "paused";

interface Candidate {
  id: SessionId;
  /** Null when the record cannot be read. */
  session: Session | null;
}

async function candidatesOf(store: SessionStore, { ids, to }: ErasureQuery): Promise<Candidate[]> {
  const found: Candidate[] = [];
  if (ids) {
    for (const id of ids) {
      const session = await readRecord(store, id);
      if (session !== "none") found.push({ id, session });
    }
    return found;
  }
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Awaited<ReturnType<SessionStore["listSessions"]>> = await store.listSessions({
      limit: 200,
      ...(to === undefined ? {} : { startedTo: to }),
      ...(cursor && { cursor }),
    });
    for (const session of page.sessions) found.push({ id: session.id, session });
    for (const id of page.damaged) found.push({ id, session: null });
    cursor = page.nextCursor;
  }
  return found;
}

async function readRecord(store: SessionStore, id: SessionId): Promise<Session | null | "none"> {
  try {
    return (await store.getSession(id)) ?? "none";
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
    return null; // its segments are there all the same, and go by its id
  }
}

async function judge(
  store: SessionStore,
  id: SessionId,
  session: Session | null,
  { ids, site, from, to }: ErasureQuery,
  onSegment: (nth: number, of: number) => void,
) {
  if (ids) return { touched: true };
  if (from !== undefined || to !== undefined) {
    const span = await spanOf(store, id, session);
    if (!span) return { unsure: "Its record cannot be read, so nobody knows when it was." };
    if (span.from > (to ?? Infinity) || span.to < (from ?? -Infinity)) return { touched: false };
  }
  return site === undefined ? { touched: true } : touchesSite(store, id, session, site, onSegment);
}

/** From its first to its last moment; null when nothing says when that was. */
async function spanOf(store: SessionStore, id: SessionId, session: Session | null) {
  if (session && isGrowing(session)) return { from: session.startedAt, to: Infinity };
  if (session?.endedAt != null) return { from: session.startedAt, to: session.endedAt };
  const infos = await store.listSegments(id);
  if (!session && infos.length === 0) return null;
  const from = session?.startedAt ?? Math.min(...infos.map(({ firstEventAt }) => firstEventAt));
  return { from, to: infos.reduce((last, { lastEventAt }) => Math.max(last, lastEventAt), from) };
}

function cancelled(signal: AbortSignal): WaymarkError {
  return new WaymarkError("cancelled", "Cancelled. Nothing was erased.", { cause: signal.reason });
}

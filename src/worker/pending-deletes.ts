import { messageOf } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { noteAct } from "../store/audit-log.ts";
import type { DocStore } from "../store/doc-store.ts";
import type { SessionStore } from "../store/session-store.ts";

const COLLECTION = "pending-deletes";
/** How long a delete can be undone. */
export const UNDO_MS = 15_000;

export interface PendingDeletes {
  /** Carries out what is due from earlier pages and schedules the rest. */
  resume(): Promise<void>;
  add(id: SessionId): Promise<void>;
  /** False when it was too late. */
  undo(id: SessionId): Promise<boolean>;
  /** It was removed by other means: nothing is left to carry out. */
  forget(id: SessionId): Promise<void>;
  ids(): Promise<ReadonlySet<SessionId>>;
  /** Forgets timers; what is pending is carried out at the next connection. */
  stop(): void;
}

/** Deletes that wait for an undo. They are kept as documents, so closing the page does not bring the session back. */
export function createPendingDeletes(
  store: SessionStore,
  docs: DocStore,
  now: () => number,
  note: (message: string) => void,
): PendingDeletes {
  const timers = new Map<SessionId, ReturnType<typeof setTimeout>>();

  async function list(): Promise<{ id: SessionId; at: number }[]> {
    const all: { id: SessionId; at: number }[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await docs.list(COLLECTION, {
        limit: 1_000,
        ...(after !== undefined && { after }),
      });
      for (const { id, document } of page) {
        const { at } = (document ?? {}) as { at?: unknown };
        all.push({ id, at: typeof at === "number" ? at : 0 });
      }
      after = page.at(-1)?.id;
      if (page.length < 1_000) return all;
    }
  }

  /** `at` is when it is final: the same in every page that carries it out, so that it is noted once. */
  async function carryOut(id: SessionId, at: number): Promise<void> {
    timers.delete(id);
    // Undone meanwhile, perhaps from another page.
    if ((await docs.get(COLLECTION, id)) === null) return;
    await store.deleteSession(id);
    await noteAct(docs, { at, act: "delete", sessionId: id, detail: "Deleted for good." });
    await docs.delete(COLLECTION, id);
  }

  function schedule(id: SessionId, at: number): void {
    clearTimeout(timers.get(id));
    const run = () =>
      carryOut(id, at).catch((error: unknown) =>
        note(
          `Session ${id} could not be deleted (${messageOf(error)}); it is tried again at the next start.`,
        ),
      );
    timers.set(id, setTimeout(run, at - now()));
  }

  return {
    async resume() {
      for (const { id, at } of await list()) {
        const due = at + UNDO_MS;
        if (due <= now()) await carryOut(id, now());
        else schedule(id, due);
      }
    },
    async add(id) {
      const at = now();
      await docs.put(COLLECTION, id, { at });
      schedule(id, at + UNDO_MS);
    },
    async undo(id) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      const pending = (await docs.get(COLLECTION, id)) !== null;
      await docs.delete(COLLECTION, id);
      if (pending) {
        const detail = "A delete was undone: the session stays.";
        await noteAct(docs, { at: now(), act: "delete", sessionId: id, detail });
      }
      return pending;
    },
    async forget(id) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      await docs.delete(COLLECTION, id);
    },
    async ids() {
      return new Set((await list()).map(({ id }) => id));
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

import { plural } from "../format/count.ts";
import type { SessionId } from "../format/ids.ts";
import { onDiskText } from "../format/size.ts";
import { noteAct } from "../store/audit-log.ts";
import type { DocStore } from "../store/doc-store.ts";
import { noteRemoval } from "../store/retention-log.ts";
import type { LimitsPreview, SessionStore, StoreLimits } from "../store/session-store.ts";
import type { Recordings } from "./recordings.ts";

/** Retention runs this often, when the browser starts, and whenever a session has ended. */
const EVERY_MS = 60 * 60_000;

export interface Retention {
  /** What these limits would remove now. */
  preview(limits: StoreLimits): Promise<LimitsPreview>;
  /** Removes what the limits in force leave no room for; `evicted` is what went. */
  enforce(): Promise<LimitsPreview>;
  /** Enforces unless that was done within the last hour since the browser started. */
  enforceIfDue(): Promise<void>;
}

export interface RetentionDeps {
  store: SessionStore;
  docs: DocStore;
  recordings: Pick<Recordings, "recordings" | "last">;
  readLimits(): Promise<StoreLimits>;
  /** When it ran last since the browser started, as written; null for not yet. */
  readLastRun(): Promise<number | null>;
  writeLastRun(at: number): Promise<void>;
  now(): number;
}

export const hasLimits = (limits: StoreLimits): boolean =>
  Object.values(limits).some((limit) => limit !== undefined);

/** The rules that the user set for what is kept. Runs go one after another. */
export function createRetention(deps: RetentionDeps): Retention {
  const { store, docs, recordings, now } = deps;
  let last: Promise<unknown> = Promise.resolve();

  /** What is being recorded, and what a popup still offers to open: nobody has seen that yet. */
  const keep = (): SessionId[] => [
    ...Object.values(recordings.recordings).map(({ sessionId }) => sessionId),
    ...Object.values(recordings.last).map(({ id }) => id),
  ];

  async function run(): Promise<LimitsPreview> {
    const limits = await deps.readLimits();
    const at = now();
    const preview = await store.previewLimits(limits, at, keep());
    if (!hasLimits(limits) || preview.evicted.length === 0) return preview;
    const gone = new Set(await store.enforceLimits(limits, at, keep()));
    const evicted = preview.evicted.filter(({ id }) => gone.has(id));
    const bytes = evicted.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    for (const { id, startedAt, storedBytes } of evicted) {
      const day = new Date(startedAt).toISOString().slice(0, 10);
      const detail = `Removed by retention: recorded on ${day}, ${onDiskText(storedBytes)}.`;
      await noteAct(docs, { at, act: "purge", sessionId: id, detail });
    }
    if (gone.size > 0) await noteRemoval(docs, { at, sessions: gone.size, bytes });
    console.info(`Waymark: retention removed ${plural(gone.size, "session")}, ${bytes} bytes.`);
    return { ...preview, evicted };
  }

  function enforce(): Promise<LimitsPreview> {
    const mine = last.then(run);
    // Its caller hears of a failure; the next in line does not care.
    last = mine.catch(() => undefined);
    return mine;
  }

  return {
    preview: (limits) => store.previewLimits(limits, now(), keep()),
    enforce,
    async enforceIfDue() {
      const before = await deps.readLastRun();
      const at = now();
      if (before !== null && at >= before && at - before < EVERY_MS) return;
      // Written first: what fails is tried again in an hour, not every minute.
      await deps.writeLastRun(at);
      await enforce();
    },
  };
}

import { WaymarkError } from "../format/errors.ts";
import type { Session } from "../format/session.ts";
import { acceptPatch } from "../privacy/accept.ts";
import type { SessionFacts } from "../analysis/analyze.ts";
import type { SessionStore } from "../store/session-store.ts";
import { analyzeSession } from "../ask/analyze-session.ts";
import { type Contents, readContents } from "../ask/session-reader.ts";
import { annotationsOf } from "./annotations-of.ts";
import type { OnProgress, WaymarkWorker } from "./api.ts";
import { hasFacts, isCacheable, readFacts, versionOf, writeFacts } from "./facts-cache.ts";
import { keepingFresh } from "./redact/fresh-derived.ts";
import { viewOf } from "./session-view.ts";
import { unlessRefused } from "./unless-refused.ts";

type AnalysisPart = Pick<WaymarkWorker, "analyzeSession" | "countFindings">;

const hasEnded = ({ state }: Pick<Session, "state">) =>
  state === "finished" || state === "interrupted";

/** The worker's analyses: one session at a time, a newer one cancels an older one. */
export function createAnalyses(
  connected: () => { store: SessionStore },
  note: (message: string) => void,
): AnalysisPart {
  let analyzing: AbortController | null = null;

  async function factsOf(
    store: SessionStore,
    contents: Contents,
    signal: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<SessionFacts> {
    const { id } = contents.session;
    if (!isCacheable(store, contents)) return analyzeSession(store, contents, signal, onProgress);
    const version = versionOf(contents);
    const known = await readFacts(store, id, version, note);
    if (known) return known;
    const facts = await analyzeSession(store, contents, signal, onProgress);
    await unlessRefused(note, `keep the analysis of session ${id}`, () =>
      writeFacts(keepingFresh(store, contents.session), id, version, facts),
    );
    return facts;
  }

  /** The session with its number of findings, which is stored once it can no longer change. */
  async function keepCount(
    store: SessionStore,
    session: Session,
    findings: number,
  ): Promise<Session> {
    let kept = session;
    if (hasEnded(session) && session.counts.findings !== findings && !store.lacks.writes) {
      await unlessRefused(
        note,
        `store the number of findings of session ${session.id}`,
        async () => {
          kept = await store.patchSession(session.id, acceptPatch({ counts: { findings } }));
        },
      );
    }
    return kept;
  }

  return {
    async countFindings(onCounted) {
      const { store } = connected();
      if (store.lacks.writes || store.lacks.derived) return;
      let cursor: string | null = null;
      do {
        const page = await store.listSessions({ limit: 100, ...(cursor && { cursor }) });
        for (const { id, state, counts } of page.sessions) {
          if (!hasEnded({ state }) || counts.events === 0 || counts.findings > 0) continue;
          await unlessRefused(note, `look for findings in session ${id}`, async () => {
            if (await hasFacts(store, id)) return;
            const contents = await readContents(store, id);
            const facts = await factsOf(store, contents, new AbortController().signal);
            const { findings } = facts;
            if (findings.length > 0) {
              await onCounted(await keepCount(store, contents.session, findings.length));
            }
          });
        }
        cursor = page.nextCursor;
      } while (cursor !== null);
    },

    async analyzeSession(id, onProgress) {
      const { store } = connected();
      analyzing?.abort();
      analyzing = new AbortController();
      const { signal } = analyzing;
      const contents = await readContents(store, id);
      const facts = await factsOf(store, contents, signal, onProgress);
      const annotations = await annotationsOf(store, id);
      if (signal.aborted)
        throw new WaymarkError("cancelled", "Another session was opened meanwhile.");
      const session = await keepCount(store, contents.session, facts.findings.length);
      return viewOf({ ...contents, session }, annotations, facts);
    },
  };
}

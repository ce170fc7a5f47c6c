import { messageOf, WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { standing } from "../format/marks.ts";
import type { Session } from "../format/session.ts";
import { acceptPatch } from "../privacy/accept.ts";
import type { SessionFacts } from "../analysis/analyze.ts";
import { letLeave } from "../export/leave.ts";
import { exportBundle } from "../export/bundle.ts";
import { exportRrweb } from "../export/rrweb-json.ts";
import type { DocStore } from "../store/doc-store.ts";
import { listRemovals, markRemovalsSeen } from "../store/retention-log.ts";
import type { SessionStore } from "../store/session-store.ts";
import { copySession } from "../sync/copy-session.ts";
import { analyzeSession } from "../ask/analyze-session.ts";
import type { OnProgress, SessionView, StoreSource, WaymarkWorker } from "./api.ts";
import { hasFacts, isCacheable, readFacts, versionOf, writeFacts } from "./facts-cache.ts";
import { createMarks } from "./marks.ts";
import { createPendingDeletes, type PendingDeletes } from "./pending-deletes.ts";
import { createPrivacyDesk } from "./privacy-desk.ts";
import { NO_EVENTS, packEvents } from "./packed-events.ts";
import { readRequest } from "./read-request.ts";
import { keepingFresh } from "./redact/fresh-derived.ts";
import { readEventAt } from "./read-event.ts";
import { createRedactions } from "./redact/redactions.ts";
import { createOpenedSession } from "./replay/opened-session.ts";
import { openTab } from "./replay/open-tab.ts";
import { createStackResolver } from "./source-maps/resolve-stack.ts";
import { type Contents, readContents } from "../ask/session-reader.ts";

export interface WorkerDeps {
  /** Opens the store that a page asks for, and the documents kept beside it. */
  openSource(source: StoreSource): Promise<{
    store: SessionStore;
    docs: DocStore;
    /** Opens what rewind keeps beside the library; null when there is nothing. */
    openRewind?: () => Promise<SessionStore | null>;
  }>;
  /** Opens a server to push to. */
  openServer(to: { url: string; key: string }): SessionStore;
  now(): number;
  /** Takes sentences about what was worked around. */
  note(message: string): void;
}

interface Connection {
  store: SessionStore;
  docs: DocStore;
  deletes: PendingDeletes;
  openRewind: (() => Promise<SessionStore | null>) | undefined;
}

const THUMBNAIL = "thumbnail";

const RRWEB_JSON = { form: "rrweb-json", where: "as rrweb JSON" } as const;
const BUNDLE = { form: "bundle", where: "as a bundle" } as const;

const hasEnded = ({ state }: Pick<Session, "state">) =>
  state === "finished" || state === "interrupted";

function viewOf(
  { session, segments, tails }: Contents,
  annotations: SessionView["annotations"],
  facts: SessionFacts | null,
): SessionView {
  const batches = [...tails.values()].flat();
  const lastAt = [...segments, ...batches].reduce(
    (last, { lastEventAt }) => Math.max(last, lastEventAt),
    Math.max(session.startedAt, session.endedAt ?? 0),
  );
  return {
    session,
    durationMs: facts?.durationMs ?? lastAt - session.startedAt,
    segments,
    analyzed: facts !== null,
    events: facts ? packEvents(facts.events) : NO_EVENTS,
    findings: facts?.findings.map(({ evidence: _, ...listed }) => listed) ?? [],
    score: facts?.score ?? null,
    idle: facts?.idle ?? [],
    gaps: facts?.gaps ?? [],
    annotations,
  };
}

/** The worker's API over whatever store it is given. One session is replayed and one analysed at a time. */
export function createWorker(deps: WorkerDeps): WaymarkWorker {
  const { note } = deps;
  let connection: Connection | null = null;
  let analyzing: AbortController | null = null;
  const opened = createOpenedSession(() => connected().store, note);
  const { contentsOf, replayOf } = opened;
  const pushes = new Map<SessionId, AbortController>();
  const redactions = createRedactions(connected, deps, opened.forget);

  function connected(): Connection {
    if (connection) return connection;
    throw new WaymarkError("not-allowed", "No store is open yet: connect first.");
  }

  const annotationsOf = async (store: SessionStore, id: SessionId) =>
    store.lacks.annotations === undefined ? standing(await store.listAnnotations(id)) : [];

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
    await unlessRefused(`keep the analysis of session ${id}`, () =>
      writeFacts(keepingFresh(store, contents.session), id, version, facts),
    );
    return facts;
  }

  /** Keeping what was found is a help for later: a reader's key, a full disk or a racing delete must not cost the view. */
  async function unlessRefused(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      note(`Could not ${what}: ${messageOf(error)}`);
    }
  }

  /** The session with its number of findings, which is stored once it can no longer change. */
  async function keepCount(
    store: SessionStore,
    session: Session,
    findings: number,
  ): Promise<Session> {
    let kept = session;
    if (hasEnded(session) && session.counts.findings !== findings && !store.lacks.writes) {
      await unlessRefused(`store the number of findings of session ${session.id}`, async () => {
        kept = await store.patchSession(session.id, acceptPatch({ counts: { findings } }));
      });
    }
    return kept;
  }

  return {
    ...createMarks(connected, deps.now),
    ...createPrivacyDesk({ connected, now: deps.now }),
    ...createStackResolver((...request) => fetch(...request)),

    async connect(source) {
      const { store, docs, openRewind } = await deps.openSource(source);
      connection?.deletes.stop();
      await connection?.store.close();
      await connection?.docs.close();
      opened.close();
      const deletes = createPendingDeletes(store, docs, deps.now, note);
      connection = { store, docs, deletes, openRewind };
      await unlessRefused("carry out earlier deletes", () => deletes.resume());
    },

    async listSessions(query) {
      const { store, deletes } = connected();
      const page = await store.listSessions(query);
      const hidden = await deletes.ids();
      return {
        ...page,
        sessions: page.sessions.filter(({ id }) => !hidden.has(id)),
        damaged: page.damaged.filter((id) => !hidden.has(id)),
      };
    },

    async countFindings(onCounted) {
      const { store } = connected();
      if (store.lacks.writes || store.lacks.derived) return;
      let cursor: string | null = null;
      do {
        const page = await store.listSessions({ limit: 100, ...(cursor && { cursor }) });
        for (const { id, state, counts } of page.sessions) {
          if (!hasEnded({ state }) || counts.events === 0 || counts.findings > 0) continue;
          await unlessRefused(`look for findings in session ${id}`, async () => {
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

    async openSession(id, from) {
      const { store } = connected();
      opened.forget(id);
      const [contents, annotations] = await Promise.all([contentsOf(id), annotationsOf(store, id)]);
      const view = viewOf(contents, annotations, null);
      if (from) {
        const offsetMs = Math.min(Math.max(0, Math.round(from.offsetMs)), view.durationMs);
        await opened.seekAhead(contents, {
          tabId: from.tabId,
          at: view.session.startedAt + offsetMs,
        });
      }
      return view;
    },

    async closeSession(id) {
      opened.close(id);
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

    seekTab: opened.seek,

    async seekForPicture(id, tabId, at) {
      const { store } = connected();
      const replay = openTab(store, await readContents(store, id), tabId, note);
      return replay.seek(at, new AbortController().signal);
    },

    seekAhead: opened.point,
    prepareScenes: opened.prepare,

    async readRun(id, tabId, run, after) {
      return (await replayOf(id, tabId)).read(run, after);
    },

    async readRequest(id, tabId, place) {
      return readRequest(connected().store, await contentsOf(id), tabId, place);
    },

    async readEvent(id, at) {
      return readEventAt(connected().store, await contentsOf(id), at);
    },

    async stepTab(id, tabId, at, by) {
      return (await replayOf(id, tabId)).step(at, by);
    },

    async exportRrweb(id, ask, onProgress) {
      const { store, docs } = connected();
      const report = (done: number, what: string) => onProgress?.({ done, what });
      const { fileName, json, leftOut } = await letLeave(
        store,
        id,
        { ...RRWEB_JSON, ask, docs, now: deps.now, onProgress: report },
        (cleared) => exportRrweb(store, cleared, report),
      );
      for (const sentence of leftOut) note(sentence);
      return { fileName, json };
    },

    async exportBundle(id, ask, onProgress) {
      const { store, docs } = connected();
      const report = (done: number, what: string) => onProgress?.({ done, what });
      // Blobs, which the browser may keep on disk, so that a long session need not fit in memory.
      const parts: Blob[] = [];
      const { fileName, leftOut } = await letLeave(
        store,
        id,
        { ...BUNDLE, ask, docs, now: deps.now, onProgress: report },
        (cleared) =>
          exportBundle(
            store,
            cleared,
            (chunk) => {
              parts.push(new Blob([chunk as BlobPart]));
            },
            report,
          ),
      );
      for (const sentence of leftOut) note(sentence);
      return { fileName, file: new Blob(parts, { type: "application/zip" }) };
    },

    async renameSession(id, title) {
      return connected().store.patchSession(id, acceptPatch({ title }));
    },

    async setPinned(id, pinned) {
      return connected().store.patchSession(id, acceptPatch({ pinned }));
    },

    async storedBytes(id) {
      const { store } = connected();
      return store.lacks.limits === undefined ? store.storedBytes(id) : null;
    },

    async listRemovals() {
      return listRemovals(connected().docs);
    },

    async markRemovalsSeen() {
      await markRemovalsSeen(connected().docs);
    },

    async deleteSession(id) {
      await connected().deletes.add(id);
    },

    async undoDelete(id) {
      const { deletes, store } = connected();
      if (await deletes.undo(id)) return;
      if ((await store.getSession(id)) === null) {
        throw new WaymarkError("deleted", "It is too late to undo: the session is gone.");
      }
    },

    async pushSession(id, to, ask, onProgress) {
      const { store, docs } = connected();
      pushes.get(id)?.abort();
      const push = new AbortController();
      pushes.set(id, push);
      const server = deps.openServer(to);
      try {
        const { signal } = push;
        const report = await letLeave(
          store,
          id,
          {
            form: "copy",
            where: `to ${new URL(to.url).host}`,
            ask,
            docs,
            now: deps.now,
            signal,
            onProgress: (done, what) => onProgress?.({ done, what }),
          },
          (cleared) =>
            copySession(store, server, cleared, { signal, ...(onProgress && { onProgress }) }),
        );
        for (const { tabId, index, why } of report.segments.damaged) {
          note(`Segment ${index} of tab ${tabId} was not sent: ${why}`);
        }
      } finally {
        if (pushes.get(id) === push) pushes.delete(id);
        await server.close();
      }
    },

    ...redactions,

    async getThumbnail(id) {
      const { store } = connected();
      return store.lacks.derived === undefined
        ? store.getDerived({ sessionId: id, kind: THUMBNAIL })
        : null;
    },

    async putThumbnail(session, png) {
      const { store } = connected();
      if (store.lacks.derived !== undefined) return;
      const { id } = session;
      await unlessRefused(`keep the thumbnail of session ${id}`, () =>
        keepingFresh(store, session).putDerived({ sessionId: id, kind: THUMBNAIL }, png),
      );
    },
  };
}

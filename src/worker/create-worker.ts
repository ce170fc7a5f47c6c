import { WaymarkError } from "../format/errors.ts";
import type { DocStore } from "../store/doc-store.ts";
import { listRemovals, markRemovalsSeen } from "../store/retention-log.ts";
import type { SessionStore } from "../store/session-store.ts";
import { readContents } from "../ask/session-reader.ts";
import { annotationsOf } from "./annotations-of.ts";
import type { StoreSource, WaymarkWorker } from "./api.ts";
import { lazily } from "./lazily.ts";
import { createPendingDeletes, type PendingDeletes } from "./pending-deletes.ts";
import { readRequest } from "./read-request.ts";
import { keepingFresh } from "./redact/fresh-derived.ts";
import { readEventAt } from "./read-event.ts";
import { createOpenedSession } from "./replay/opened-session.ts";
import { openTab } from "./replay/open-tab.ts";
import { viewOf } from "./session-view.ts";
import { unlessRefused } from "./unless-refused.ts";

export interface WorkerDeps {
  /** Opens the store that a page asks for, and the documents kept beside it. */
  openSource(source: StoreSource): Promise<{
    store: SessionStore;
    docs: DocStore;
    /** Opens what rewind keeps beside the library; null when there is nothing. */
    openRewind?: () => Promise<SessionStore | null>;
  }>;
  /** Opens a server to push to. */
  openServer(to: { url: string; key: string }): Promise<SessionStore>;
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

const ANALYSIS = ["analyzeSession", "countFindings"] as const;
const EDITS = ["putMark", "removeMark", "renameSession", "setPinned"] as const;
const LEAVING = ["exportRrweb", "exportBundle", "pushSession"] as const;
const REDACTION = ["previewRedaction", "applyRedaction", "cancelRedaction"] as const;
const DESK = [
  "listAudit",
  "exportAudit",
  "privacyReport",
  "exportReport",
  "previewErasure",
  "erase",
  "stopErasure",
] as const;
const STACKS = ["resolveStack"] as const;

/** The worker's API over whatever store it is given. One session is replayed and one analysed at a time. */
export function createWorker(deps: WorkerDeps): WaymarkWorker {
  const { note } = deps;
  let connection: Connection | null = null;
  const opened = createOpenedSession(() => connected().store, note);
  const { contentsOf, replayOf } = opened;

  function connected(): Connection {
    if (connection) return connection;
    throw new WaymarkError("not-allowed", "No store is open yet: connect first.");
  }

  return {
    ...lazily(ANALYSIS, async () =>
      (await import("./analyses.ts")).createAnalyses(connected, note),
    ),
    ...lazily(EDITS, async () => (await import("./edits.ts")).createEdits(connected, deps.now)),
    ...lazily(LEAVING, async () =>
      (await import("./leaving.ts")).createLeaving({ ...deps, connected }),
    ),
    ...lazily(REDACTION, async () =>
      (await import("./redact/redactions.ts")).createRedactions(connected, deps, opened.forget),
    ),
    ...lazily(DESK, async () =>
      (await import("./privacy-desk.ts")).createPrivacyDesk({ connected, now: deps.now }),
    ),
    ...lazily(STACKS, async () =>
      (await import("./source-maps/resolve-stack.ts")).createStackResolver((...request) =>
        fetch(...request),
      ),
    ),

    async connect(source) {
      const { store, docs, openRewind } = await deps.openSource(source);
      connection?.deletes.stop();
      await connection?.store.close();
      await connection?.docs.close();
      opened.close();
      const deletes = createPendingDeletes(store, docs, deps.now, note);
      connection = { store, docs, deletes, openRewind };
      await unlessRefused(note, "carry out earlier deletes", () => deletes.resume());
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

    async whyNoRedaction() {
      const { lacks } = connected().store;
      return lacks.writes ?? lacks.redaction ?? null;
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
      await unlessRefused(note, `keep the thumbnail of session ${id}`, () =>
        keepingFresh(store, session).putDerived({ sessionId: id, kind: THUMBNAIL }, png),
      );
    },
  };
}

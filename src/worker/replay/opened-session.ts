import { messageOf, WaymarkError } from "../../format/errors.ts";
import type { SessionId, TabId } from "../../format/ids.ts";
import type { SessionStore } from "../../store/session-store.ts";
import { type Contents, readContents } from "../../ask/session-reader.ts";
import type { Moment, OnProgress, Scene } from "../api.ts";
import { openTab } from "./open-tab.ts";
import { createPreparedScenes, type PreparedScenes } from "./prepared-scenes.ts";
import type { TabReplay } from "./tab-replay.ts";

/** The session whose tabs are being replayed: of its moments the one asked for last. Kept is what was read of one at a time. */
export interface OpenedSession {
  contentsOf(id: SessionId): Promise<Contents>;
  replayOf(id: SessionId, tabId: TabId): Promise<TabReplay>;
  /** Starts on the first scene, which is asked for next, while the page is busy with the view. */
  seekAhead(contents: Contents, from: { tabId: TabId | null; at: number }): Promise<void>;
  /** As `WaymarkWorker.seekTab`. */
  seek(id: SessionId, tabId: TabId, at: number, onProgress?: OnProgress): Promise<Scene>;
  /** As `WaymarkWorker.seekAhead`. */
  point(id: SessionId, tabId: TabId, at: number): Promise<number | null>;
  /** As `WaymarkWorker.prepareScenes`. */
  prepare(id: SessionId, moments: readonly Moment[]): Promise<void>;
  /** What was read of this session holds no longer. */
  forget(id: SessionId): void;
  /** Breaks off what is being sought of this session, or of all of them, and forgets it. */
  close(id?: SessionId): void;
}

/** Whoever seeks is likely to seek again; what may be asked for later is made once that is over. */
const QUIET_MS = 800;
/** A scene that was worked out for a moment that nobody went to is let go after this. */
const POINTED_MS = 5_000;

const whereOf = (id: SessionId, { tabId, at }: Moment) => `${id} ${tabId} ${at}`;

export function createOpenedSession(
  storeNow: () => SessionStore,
  note: (message: string) => void,
  quietMs: number = QUIET_MS,
): OpenedSession {
  let opened: {
    id: SessionId;
    contents: Promise<Contents>;
    tabs: Map<TabId, TabReplay>;
    prepared: PreparedScenes;
  } | null = null;
  /** By session: a page that comes and one that goes must not break off each other's. */
  const seeking = new Map<SessionId, AbortController>();
  /** The scene that is asked for next, by where it is. */
  let ahead: {
    id: SessionId;
    where: string;
    scene: Promise<Scene>;
    onProgress?: OnProgress;
  } | null = null;
  let preparing: AbortController | null = null;
  /** Seeks that have no answer yet. */
  let waiting = 0;
  /** Settles when the last seek has its answer, which is not kept; null before the first one. */
  let lastSeek: Promise<void> | null = null;

  function openedNow(id: SessionId): NonNullable<typeof opened> {
    if (opened?.id === id) return opened;
    preparing?.abort();
    const contents = readContents(storeNow(), id);
    opened = { id, contents, tabs: new Map(), prepared: createPreparedScenes() };
    // Whoever asked is told; the next one asks again.
    contents.catch(() => forget(id));
    return opened;
  }

  function forget(id: SessionId): void {
    if (ahead?.id === id) ahead = null;
    if (opened?.id !== id) return;
    preparing?.abort();
    opened = null;
  }

  async function replayOf(id: SessionId, tabId: TabId): Promise<TabReplay> {
    const { contents, tabs } = openedNow(id);
    const read = await contents;
    let replay = tabs.get(tabId);
    if (!replay) tabs.set(tabId, (replay = openTab(storeNow(), read, tabId, note)));
    return replay;
  }

  /** Takes the stage from whoever had it, at once: who came earlier must not take it back after a wait. */
  function takeSeek(id: SessionId): AbortSignal {
    seeking.get(id)?.abort();
    if (ahead?.id === id) ahead = null;
    const taken = new AbortController();
    seeking.set(id, taken);
    return taken.signal;
  }

  async function sought(
    id: SessionId,
    moment: Moment,
    signal: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<Scene> {
    const prepared = openedNow(id).prepared.take(whereOf(id, moment));
    if (prepared) return prepared;
    return (await replayOf(id, moment.tabId)).seek(moment.at, signal, onProgress);
  }

  /** Resolves when nobody has sought anything for a while. */
  async function quiet(): Promise<void> {
    let seen: Promise<void> | null;
    do {
      seen = lastSeek;
      await seen;
      await new Promise((done) => setTimeout(done, quietMs));
    } while (seen !== lastSeek);
  }

  /** Where a seek comes between, it takes the stage, and this begins anew after it. */
  async function make(id: SessionId, moment: Moment, stop: AbortSignal): Promise<void> {
    const { prepared } = openedNow(id);
    while (prepared.sizeOf(whereOf(id, moment)) === null) {
      await quiet();
      if (stop.aborted) return;
      try {
        const signal = takeSeek(id);
        const scene = await (await replayOf(id, moment.tabId)).seek(moment.at, signal);
        return await prepared.keep(whereOf(id, moment), scene);
      } catch (error) {
        const isBrokenOff = error instanceof WaymarkError && error.code === "cancelled";
        if (!isBrokenOff || stop.aborted) throw error;
      }
    }
  }

  /** Nobody waits for it yet: whoever asks is told of it, and of its end. */
  function begin(
    id: SessionId,
    where: string,
    seek: (onProgress: OnProgress) => Promise<Scene>,
  ): void {
    const scene = seek((progress) => made.onProgress?.(progress));
    const made: NonNullable<typeof ahead> = { id, where, scene };
    scene.catch(() => undefined);
    ahead = made;
    const forgetIt = () => setTimeout(() => ahead === made && (ahead = null), POINTED_MS);
    scene.then(forgetIt, forgetIt);
  }

  function answered(scene: Promise<Scene>): Promise<Scene> {
    waiting++;
    const isOver = () => void waiting--;
    lastSeek = scene.then(isOver, isOver);
    return scene;
  }

  return {
    contentsOf: (id) => openedNow(id).contents,
    replayOf,
    forget,

    async seekAhead({ session, segments, tabIds }, { tabId, at }) {
      const filled = new Set(segments.map((info) => info.tabId));
      const tab = tabId && tabIds.includes(tabId) ? tabId : tabIds.find((each) => filled.has(each));
      if (tab === undefined) return;
      const signal = takeSeek(session.id);
      const replay = await replayOf(session.id, tab);
      // A page that was still there has asked meanwhile, and would be told of this scene's end.
      if (signal.aborted) return;
      const where = whereOf(session.id, { tabId: tab, at });
      begin(session.id, where, (onProgress) => replay.seek(at, signal, onProgress));
    },

    async point(id, tabId, at) {
      const moment = { tabId, at };
      const where = whereOf(id, moment);
      if (opened?.id !== id || waiting > 0) return null;
      const prepared = opened.prepared.sizeOf(where);
      if (prepared !== null) return prepared;
      if (ahead?.where !== where) {
        const signal = takeSeek(id);
        begin(id, where, (onProgress) => sought(id, moment, signal, onProgress));
      }
      return ahead!.scene.then(
        ({ json }) => json.length,
        // Whoever seeks it is told why.
        () => null,
      );
    },

    seek(id, tabId, at, onProgress) {
      const moment = { tabId, at };
      const known = ahead;
      if (known?.where === whereOf(id, moment)) {
        ahead = null;
        if (onProgress) known.onProgress = onProgress;
        return answered(known.scene);
      }
      return answered(sought(id, moment, takeSeek(id), onProgress));
    },

    async prepare(id, moments) {
      preparing?.abort();
      const { signal } = (preparing = new AbortController());
      for (const moment of moments) {
        if (signal.aborted || opened?.id !== id) return;
        try {
          await make(id, moment, signal);
        } catch (error) {
          // It is asked for again when somebody goes there, and told then.
          note(`A moment of session ${id} was not prepared: ${messageOf(error)}`);
        }
      }
    },

    close(id) {
      for (const [each, taken] of seeking) {
        if (id !== undefined && each !== id) continue;
        taken.abort();
        seeking.delete(each);
      }
      const gone = id ?? opened?.id;
      if (gone !== undefined) forget(gone);
    },
  };
}

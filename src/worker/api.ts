import type { NormalizedEvent } from "../analysis/event.ts";
import type { Finding, SessionScore } from "../analysis/finding.ts";
import type { IdleGap, RecordingGap } from "../analysis/gaps.ts";
import type { OnProgress } from "../ask/progress.ts";
import type { RawRun } from "../ask/session-reader.ts";
import type { AskToLeave } from "../export/leave.ts";
import type { RecordedEvent } from "../format/events.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import type { Pointer } from "../format/pointer.ts";
import type { Annotation, SegmentInfo, Session } from "../format/session.ts";
import type { Removal } from "../store/retention-log.ts";
import type { SessionPage, SessionQuery } from "../store/session-store.ts";
import type { PackedEvents } from "./packed-events.ts";
import type { RedactionPreview, RedactionResult, RedactionTarget } from "./redact/api.ts";
import type { MarksApi } from "./marks.ts";
import type { PrivacyDesk } from "./privacy-api.ts";
import type { StackResolver } from "./source-maps/resolve-stack.ts";

/** Which store the worker opens. The key goes in a header, never in a URL. */
export type StoreSource = { kind: "indexeddb" } | { kind: "http"; baseUrl: string; key: string };

export type { IdleGap, RecordingGap };
export type { OnProgress, Progress } from "../ask/progress.ts";
export type { RawRun } from "../ask/session-reader.ts";

/** A finding as a page lists it; what it rests on, thousands of pointers in a long session, stays with the worker. */
export type ListedFinding = Omit<Finding, "evidence">;

/** All that the session page shows around the stage. Raw events are not in it. */
export interface SessionView {
  session: Session;
  durationMs: number;
  segments: SegmentInfo[];
  /** False while only the frame is known: then `events`, `findings`, `idle` and `gaps` are still empty. */
  analyzed: boolean;
  /** The events a person reads: acts, navigations, requests, errors, marks. Mutations and moves are left out. */
  events: PackedEvents;
  /** The worst first. */
  findings: ListedFinding[];
  /** How much the user struggled, and by what; null while only the frame is known. */
  score: SessionScore | null;
  idle: IdleGap[];
  gaps: RecordingGap[];
  /** Marks that stand, in order of time. */
  annotations: Annotation[];
}

/** A click in the coordinates of the document of its node. */
export interface SceneClick {
  x: number;
  y: number;
  nodeId: number;
}

/** A moment of a tab, in epoch milliseconds. */
export interface Moment {
  tabId: TabId;
  at: number;
}

/** The page at a moment, for a fresh Replayer. */
export interface Scene {
  /** A JSON array of rrweb events that all have the time `at`; empty when the tab has no picture. */
  json: string;
  /** Epoch milliseconds: the moment asked for, or the one at which the first picture stands if that is later. */
  at: number;
  hasPicture: boolean;
  /** A click right before the moment. */
  click: SceneClick | null;
  /** The run whose events later than `at` come next. */
  run: number;
  runCount: number;
}

/** The worker that reads stores and analyses, so that the viewer's main thread only draws. Spoken over Comlink. */
export interface WaymarkWorker extends PrivacyDesk, MarksApi, StackResolver {
  connect(source: StoreSource): Promise<void>;
  listSessions(query: SessionQuery): Promise<SessionPage>;
  /**
   * The frame of a session, without what analysis finds: as fast for hours as for a minute. The page
   * at `from`, which is what is asked for next, is worked out meanwhile; so is the choice of a tab
   * where none is named.
   */
  openSession(
    id: SessionId,
    from?: { tabId: TabId | null; offsetMs: number },
  ): Promise<SessionView>;
  /**
   * Works out the page of a tab at a moment that is likely to be sought next, such as the one under the
   * pointer. A seek comes first: while one has no answer, nothing happens. Resolves to the length of the scene's JSON
   * once `seekTab` has it at hand, and to null where it has not.
   */
  seekAhead(id: SessionId, tabId: TabId, at: number): Promise<number | null>;
  /** Breaks off what is being sought of this session, and forgets what was read for it. */
  closeSession(id: SessionId): Promise<void>;
  /**
   * The whole view, from what was stored of an earlier analysis or made anew; a newer call cancels
   * an older one. It may take seconds: run it in a worker of its own, beside the one that seeks.
   */
  analyzeSession(id: SessionId, onProgress?: OnProgress): Promise<SessionView>;
  /**
   * Analyses the sessions that have ended and that nobody opened yet, newest first, and stores how
   * many findings each has; `onCounted` hears of every session with some. Takes as long as it takes:
   * run it in a worker of its own.
   */
  countFindings(onCounted: (session: Session) => unknown): Promise<void>;
  /**
   * The page of a tab as it was once every event up to and including `at` (epoch milliseconds) had
   * happened. A newer call of the session cancels an older one, which rejects with `cancelled`. Progress is told
   * where keyframes must be made first.
   */
  seekTab(id: SessionId, tabId: TabId, at: number, onProgress?: OnProgress): Promise<Scene>;
  /** The same for a small picture of the session: whoever seeks in it is not disturbed. */
  seekForPicture(id: SessionId, tabId: TabId, at: number): Promise<Scene>;
  /**
   * Works out the scenes of moments that are likely to be asked for, in this order, while nobody seeks: so
   * `seekTab` has them at once. Of a session that is not open, or no longer, nothing; a newer call ends an
   * older one.
   */
  prepareScenes(id: SessionId, moments: readonly Moment[]): Promise<void>;
  /** A run of a tab's events, or those later than `after`; null past the last run. */
  readRun(id: SessionId, tabId: TabId, run: number, after?: number): Promise<RawRun | null>;
  /** All that is recorded of a request, headers and bodies too where there are some; null where it is gone. */
  readRequest(
    id: SessionId,
    tabId: TabId,
    place: { segmentIndex: number; frameIndex: number },
  ): Promise<NormalizedEvent | null>;
  /** The raw event that a listed one was made of; null where there is none any more. */
  readEvent(
    id: SessionId,
    at: Pick<Pointer, "tabId" | "segmentIndex" | "frameIndex">,
  ): Promise<RecordedEvent | null>;
  /** Time of the tab's nearest event after (1) or before (-1) `at`; null at the end. */
  stepTab(id: SessionId, tabId: TabId, at: number, by: 1 | -1): Promise<number | null>;
  /**
   * Once `ask` has seen the list of what leaves and said yes (see `letLeave`):
   * rrweb JSON of one tab (a plain array) or, with several tabs, `{format, sessionId, tabs: {tabId: events}}`.
   */
  exportRrweb(
    id: SessionId,
    ask: AskToLeave,
    onProgress?: OnProgress,
  ): Promise<{ fileName: string; json: Uint8Array }>;
  /** The same, for all of a session as a `.waymark.zip`. */
  exportBundle(
    id: SessionId,
    ask: AskToLeave,
    onProgress?: OnProgress,
  ): Promise<{ fileName: string; file: Blob }>;
  renameSession(id: SessionId, title: string): Promise<Session>;
  /** What is pinned is never removed by retention. */
  setPinned(id: SessionId, pinned: boolean): Promise<Session>;
  /** As `SessionStore.storedBytes`; null where the store does not measure. */
  storedBytes(id: SessionId): Promise<number | null>;
  /** What retention has removed, newest first. */
  listRemovals(): Promise<Removal[]>;
  markRemovalsSeen(): Promise<void>;
  /** Deletes after `undo` can no longer be asked for; survives closing the page. */
  deleteSession(id: SessionId): Promise<void>;
  undoDelete(id: SessionId): Promise<void>;
  /**
   * Once `ask` has seen the list and said yes, uploads what the server does not have yet; call again to resume after a failure. Rejects with a
   * WaymarkError-shaped `{code, message}`. Comlink carries the error's name, message and code.
   */
  pushSession(
    id: SessionId,
    to: { url: string; key: string },
    ask: AskToLeave,
    onProgress?: OnProgress,
  ): Promise<void>;
  /** Why sessions cannot be redacted in this store; null where they can. */
  whyNoRedaction(): Promise<string | null>;
  /** What `applyRedaction` with the same targets would change. Its rejections are the same, too. */
  previewRedaction(
    id: SessionId,
    targets: readonly RedactionTarget[],
    onProgress?: OnProgress,
  ): Promise<RedactionPreview>;
  /**
   * Removes what the targets mean from the whole session, for ever: all or nothing. A sentence in the
   * audit log says so. Whoever has the session open must open it again.
   */
  applyRedaction(
    id: SessionId,
    targets: readonly RedactionTarget[],
    onProgress?: OnProgress,
  ): Promise<RedactionResult>;
  /** Breaks a preview or redaction of this session off, which then rejects with `cancelled`; never in the middle of the write. */
  cancelRedaction(id: SessionId): Promise<void>;
  getThumbnail(id: SessionId): Promise<Uint8Array | null>;
  /** @param session as it was when the picture was begun; one that was redacted since keeps none of it */
  putThumbnail(session: Pick<Session, "id" | "privacy">, png: Uint8Array): Promise<void>;
}

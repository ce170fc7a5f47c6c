import type { SessionId, TabId } from "../format/ids.ts";
import type { Sanitized } from "../format/sanitized.ts";
import type {
  Annotation,
  Segment,
  SegmentInfo,
  Session,
  SessionPatch,
  SessionRedaction,
  SessionState,
  TailBatch,
} from "../format/session.ts";
import type { MissingBatches } from "./producers.ts";

/** Parts of the interface that a driver may lack. It then says why, and the suite skips with that reason. */
export type StoreCapability =
  | "tail"
  | "derived"
  | "blobs"
  | "annotations"
  | "limits"
  | "redaction"
  | "writes";

export const SESSION_SORTS = [
  "startedAt",
  "durationMs",
  "events",
  "errors",
  "findings",
  "title",
] as const;
export type SessionSort = (typeof SESSION_SORTS)[number];

export interface SessionQuery {
  /** Case-insensitive; every word must stand in the title, id, site, labels, metadata or a tab's title or URL. */
  text?: string;
  site?: string;
  project?: string;
  label?: string;
  state?: SessionState;
  origin?: Session["origin"];
  pinned?: boolean;
  hasErrors?: boolean;
  hasFindings?: boolean;
  /** Inclusive bounds on `startedAt`. */
  startedFrom?: number;
  startedTo?: number;
  minDurationMs?: number;
  maxDurationMs?: number;
  minEvents?: number;
  sort?: SessionSort;
  /** Default: descending, and ascending for `title`. */
  descending?: boolean;
  /** 1 to 500, default 50. */
  limit?: number;
  /** From the page before; opaque. Only good for the same filters and sort. */
  cursor?: string;
}

export interface SessionPage {
  sessions: Sanitized<Session>[];
  nextCursor: string | null;
  /**
   * Records that could not be read and were left out; each costs only itself. Named on the page
   * where they would stand, or on the first page when that cannot be told.
   */
  damaged: SessionId[];
}

/** What analysis made of stored data. May be dropped and rebuilt at any time. */
export interface DerivedKey {
  sessionId: SessionId;
  /** With `tabId` and `segmentIndex` it hangs on that segment, with neither on the whole session; one alone is `invalid-input`. */
  tabId?: TabId;
  segmentIndex?: number;
  /** An id-shaped name, e.g. `keyframe`, `facts`, `thumbnail`. */
  kind: string;
}

export interface StoreLimits {
  maxSessions?: number;
  /** Of all sessions' `storedBytes` together. */
  maxBytes?: number;
  /** Since `startedAt`. */
  maxAgeMs?: number;
}

/** A session that limits would evict. */
export interface EvictedSession {
  id: SessionId;
  /** "" when its record cannot be read. */
  title: string;
  startedAt: number;
  storedBytes: number;
}

/** What limits would do now, and what there is. */
export interface LimitsPreview {
  /** In the order in which they would go: oldest first. */
  evicted: EvictedSession[];
  sessions: number;
  pinned: number;
  storedBytes: number;
}

export type PutSegmentOutcome = "stored" | "unchanged" | "older";

/**
 * The waist: everything that keeps sessions is a driver of this, and passes
 * tests/contract/session-store.ts. Every method throws `invalid-id` for a malformed id and
 * `deleted` for a write to a session that has a tombstone; what belongs to a session is refused
 * with `not-found` while there is none. Reading or removing what is not there is fine.
 */
export interface SessionStore {
  /** For messages, e.g. `indexeddb`, `sqlite:/path`. */
  readonly name: string;
  readonly lacks: Partial<Record<StoreCapability, string>>;

  /**
   * Creates (with the `rev` given) or replaces (`rev` is then the higher of the one given and one
   * more than before). Throws `invalid-input`, `from-the-future`.
   */
  putSession(session: Sanitized<Session>): Promise<void>;
  /** Null when unknown or deleted; throws `damaged` when the record cannot be read. */
  getSession(id: SessionId): Promise<Sanitized<Session> | null>;
  listSessions(query?: SessionQuery): Promise<SessionPage>;
  /** Merges as SessionPatch says and returns the result. Throws `not-found`. */
  patchSession(id: SessionId, patch: Sanitized<SessionPatch>): Promise<Sanitized<Session>>;
  /** Removes the session and all that belongs to it, and leaves a tombstone. Unknown ids too. */
  deleteSession(id: SessionId): Promise<void>;
  /** Ids with a tombstone, for sync. */
  listDeleted(): Promise<SessionId[]>;

  /**
   * Stores a batch once: `stored: false` when this producer's `seq` was here before (then nothing
   * changes, counts included). Batches may come in any order. Throws `not-found` without a session.
   */
  appendTail(batch: Sanitized<TailBatch>): Promise<{ stored: boolean }>;
  /** The unsealed batches of a tab in order of `firstEventAt`, then arrival. */
  readTail(sessionId: SessionId, tabId: TabId): Promise<Sanitized<TailBatch>[]>;
  /** Tabs that have unsealed batches. */
  listTails(sessionId: SessionId): Promise<TabId[]>;
  /**
   * For each producer of a tab the batch numbers that never came, below the highest that did, and
   * the times around them. Sealing does not forget them.
   */
  listMissing(sessionId: SessionId, tabId: TabId): Promise<MissingBatches[]>;
  /**
   * Turns full segments' worth of the tail into segments, or with `all` everything. Events are put
   * in time order (equal times keep their order) and cut only where the timestamp rises. Safe to
   * call again and beside writers: an interrupted seal leaves tail or segments, never both or neither.
   */
  seal(sessionId: SessionId, tabId: TabId, options?: { all?: boolean }): Promise<SegmentInfo[]>;

  /**
   * Idempotent: same rev and hash `unchanged`; lower rev `older` (ignored); higher rev replaces it
   * atomically and drops what was derived from it, from later ones of the tab and from the whole session; same rev with another hash throws
   * `conflict`. Checks `sha256`, `bytes` and `eventCount` against the content. Throws `not-found` without a session.
   */
  putSegment(segment: Sanitized<Segment>): Promise<PutSegmentOutcome>;
  getSegment(sessionId: SessionId, tabId: TabId, index: number): Promise<Sanitized<Segment> | null>;
  /** In order of tab id, then index. */
  listSegments(sessionId: SessionId, tabId?: TabId): Promise<SegmentInfo[]>;
  /**
   * Evicts the beginning of a tab: puts `base` in the place of the segment that has its index, which
   * must be there in a lower rev, and removes the tab's segments before it; all at once. `base` holds
   * the page as it stood at the end of what goes, so what is kept replays by itself. `counts.events`
   * and `.bytes` are those of what is then there; what was derived from the tab and from the whole
   * session goes. The tail, and the numbers of batches that were here, stay: what was evicted and is
   * sent again is still known. Outcomes as `putSegment`; throws `conflict` where no segment has that
   * index.
   */
  cutLeading(base: Sanitized<Segment>): Promise<PutSegmentOutcome>;
  /**
   * Writes one redaction after the fact, all of it or nothing: replaces segments by higher revisions
   * of the same events, the record, annotations, lets blobs go, and drops all that was derived from
   * the session. Nothing of what was there before remains in the store, in no file of it. Throws
   * `refused` while the session is recorded or paused, `conflict` where the record's `rev`, a
   * segment or the tail (which must be empty) is not what it was worked out from. Part of `redaction`.
   */
  redactSession(redaction: Sanitized<SessionRedaction>): Promise<void>;
  /**
   * Removes one tab's segments, tail, batch numbering and derived data, its entry in `session.tabs`,
   * and its events and bytes from `counts`; what was derived from the whole session goes too.
   */
  deleteTab(sessionId: SessionId, tabId: TabId): Promise<void>;

  /**
   * With `redactions` it is kept only where exactly so much of the session was redacted by now
   * (`redactionsOf`): what was derived from it before that holds what was removed.
   */
  putDerived(key: DerivedKey, value: Uint8Array, redactions?: number): Promise<void>;
  getDerived(key: DerivedKey): Promise<Uint8Array | null>;
  /** Drops all derived data of a session. */
  dropDerived(sessionId: SessionId): Promise<void>;

  /** Content-addressed: returns the hex SHA-256. It goes with the last session that holds it. */
  putBlob(sessionId: SessionId, bytes: Sanitized<Uint8Array>): Promise<string>;
  getBlob(sha256: string): Promise<Sanitized<Uint8Array> | null>;
  /** The session holds this blob no more; a blob goes with its last holder. */
  dropBlob(sessionId: SessionId, sha256: string): Promise<void>;
  /** Hashes of the blobs that a session holds, sorted; sync copies by them. */
  listBlobs(sessionId: SessionId): Promise<string[]>;

  /** Inserts, or replaces one with an earlier `editedAt`. */
  putAnnotation(annotation: Sanitized<Annotation>): Promise<void>;
  /** In order of `offsetMs`, then id. */
  listAnnotations(sessionId: SessionId): Promise<Sanitized<Annotation>[]>;

  /**
   * Bytes that a session takes in this store: packed segments, unsealed batches, derived data and
   * blobs (one that several sessions hold counts with each). What the database adds around them
   * (keys, indexes, pages not reclaimed yet) is not in it. 0 when unknown. Part of `limits`.
   */
  storedBytes(id: SessionId): Promise<number>;
  /** What `enforceLimits` with the same arguments would evict now. Changes nothing. */
  previewLimits(
    limits: StoreLimits,
    now: number,
    keep?: readonly SessionId[],
  ): Promise<LimitsPreview>;
  /**
   * Evicts whole sessions, oldest `startedAt` first, until the limits hold; never one in `keep`, one
   * that is pinned, nor one that is being recorded or paused. Returns the ids evicted. No tombstones: an evicted session may come back by sync.
   */
  enforceLimits(
    limits: StoreLimits,
    now: number,
    keep?: readonly SessionId[],
  ): Promise<SessionId[]>;

  close(): Promise<void>;
}

import type * as v from "valibot";
import type { SessionId, TabId } from "./ids.ts";
import type { environment } from "./signals/circumstances.ts";

export type SessionState = "recording" | "paused" | "finished" | "interrupted";
export type SessionOrigin = "extension" | "embed" | "import";

/** One browser tab of a session; it has its own event stream. */
export interface Tab {
  id: TabId;
  /** Title and URL of the first document recorded in it, already redacted. */
  title: string;
  url: string;
  startedAt: number;
}

/** Totals that lists filter and sort by. A tail batch carries what it adds; the store adds it once. */
export interface Counts {
  events: number;
  /** Bytes of event JSON before compression. */
  bytes: number;
  clicks: number;
  navigations: number;
  errors: number;
  /** Findings of the last analysis. */
  findings: number;
}

export const NO_COUNTS: Readonly<Counts> = {
  events: 0,
  bytes: 0,
  clicks: 0,
  navigations: 0,
  errors: 0,
  findings: 0,
};

/** What the first page and its browser were like. */
export type Environment = v.InferOutput<typeof environment>;

/** Who agreed to be recorded, as the page told it by `window.Waymark.optIn()`. */
export interface Consent {
  /** What asked, e.g. `cookie-banner`. */
  source: string;
  /** Of the text that was agreed to. */
  version: string;
  at: number;
}

/** What the gates did: the policy level in force and how often each rule masked or redacted something. */
export interface PrivacySummary {
  /** Of the document that showed most; sites may have levels of their own. */
  level: "strict" | "balanced" | "open";
  /** The last one given. */
  consent?: Consent;
  /** Rule name -> number of hits, e.g. `{"input": 12, "email": 1}`. */
  hits: Record<string, number>;
}

export interface Session {
  id: SessionId;
  format: number;
  title: string;
  /** Host of the first page, e.g. `shop.example:8080`; "" when unknown. */
  site: string;
  startedAt: number;
  endedAt: number | null;
  state: SessionState;
  /** Why it was stopped or interrupted, as a sentence for people. */
  endReason?: string;
  origin: SessionOrigin;
  project?: string;
  user?: string;
  metadata: Record<string, string>;
  tabs: Tab[];
  environment: Environment;
  privacy: PrivacySummary;
  labels: string[];
  /** Kept by its owner: retention never takes it. Absent means false, as in records from before there were pins. */
  pinned?: boolean;
  /** What it was to explore, in the words of who recorded it. */
  charter?: string;
  counts: Counts;
  /** Rises by one with every put or patch. */
  rev: number;
}

/** Fields that may change after creation. `counts`, `metadata`, `privacy`, its `hits` and `environment` merge key by key; `tabs` merge by id. */
export type SessionPatch = Partial<
  Pick<
    Session,
    | "title"
    | "site"
    | "endedAt"
    | "state"
    | "endReason"
    | "project"
    | "user"
    | "tabs"
    | "labels"
    | "pinned"
    | "charter"
  >
> & {
  counts?: Partial<Counts>;
  privacy?: Partial<PrivacySummary>;
  metadata?: Record<string, string>;
  environment?: Environment;
};

/** Everything about a segment but its bytes. */
export interface SegmentInfo {
  sessionId: SessionId;
  tabId: TabId;
  /** Counts from 0 within the tab. */
  index: number;
  /** Starts at 0; redaction after the fact raises it. */
  rev: number;
  firstEventAt: number;
  lastEventAt: number;
  eventCount: number;
  /** Length of the uncompressed JSON in UTF-8 bytes. */
  bytes: number;
  /** Hex SHA-256 of the uncompressed JSON. */
  sha256: string;
}

/** A sealed run of one tab's events: `gzip` holds a JSON array of rrweb events in time order. */
export interface Segment extends SegmentInfo {
  gzip: Uint8Array;
}

/** Events that are stored but not sealed yet. A producer (a document, the background) numbers its batches from 0. */
export interface TailBatch {
  sessionId: SessionId;
  tabId: TabId;
  producer: string;
  seq: number;
  firstEventAt: number;
  lastEventAt: number;
  eventCount: number;
  /** JSON array of rrweb events. */
  json: string;
  /** What this batch adds to the session's totals, `events` and `bytes` excepted: the store knows those. */
  adds: Partial<Counts>;
  /** Gate hits of this batch by rule; the store adds them to `privacy.hits`. */
  hits: Record<string, number>;
}

export const MARK_KINDS = ["bug", "question", "idea", "pass", "comment"] as const;
export type MarkKind = (typeof MARK_KINDS)[number];
/** Characters of a mark's note, and of a session's charter. */
export const LONGEST_NOTE = 10_000;
export const LONGEST_CHARTER = 600;

/** A mark made while recording or a comment made later. Merged by id; the later `editedAt` wins. */
export interface Annotation {
  id: string;
  sessionId: SessionId;
  tabId?: TabId;
  offsetMs: number;
  kind: MarkKind;
  text: string;
  author?: string;
  createdAt: number;
  editedAt: number;
  /** It was taken away: stays without its text, so that sync takes it away elsewhere too. */
  deleted?: true;
}

/**
 * One redaction after the fact: everything that it changes of a session. Segments keep their events'
 * number, order and times and carry a higher `rev` than those they replace.
 */
export interface SessionRedaction {
  /** The record as it shall stand, with the `rev` that it was read with. */
  session: Session;
  segments: Segment[];
  annotations: Annotation[];
  /** Hashes of blobs that this session lets go. */
  blobs: string[];
}

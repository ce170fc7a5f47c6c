/**
 * The wire between extension pages (popup, options, viewer) and the background. Plain JSON over
 * runtime messages; every command answers with the recorder's state or an error sentence.
 */
import type { SessionId } from "../format/ids.ts";
import type { Annotation } from "../format/session.ts";

/** `counting`: a start waits for its countdown. `waiting`: for the page's consent. */
export const STATUSES = ["idle", "counting", "waiting", "recording", "paused"] as const;
export type RecorderStatus = (typeof STATUSES)[number];

export type RefusalCode =
  | "browser-page"
  | "web-store"
  | "own-page"
  | "gone"
  | "gpc"
  | "opt-out"
  | "no-permission"
  | "private-window"
  | "bad-policy"
  | "site-list"
  /** A start waited for the page's consent, and that never came. */
  | "consent"
  | "storage";

/** Why recording cannot start here, as a sentence for people that also says what to do. */
export interface Refusal {
  code: RefusalCode;
  sentence: string;
}

/** Too little room to go on for long (`low`), or at all (`full`). */
export interface StorageTrouble {
  kind: "low" | "full";
  freeBytes: number;
}

/** What a person says of a moment. */
export type MarkWords = Pick<Annotation, "kind" | "text">;

/** A mark as the popup lists it. */
export type ShownMark = Pick<Annotation, "id" | "kind" | "text" | "offsetMs">;

export interface RecorderState {
  tab: { id: number; title: string; url: string; site: string };
  status: RecorderStatus;
  /**
   * The browser does not tell the tab's address. From the toolbar that means a page of the browser's
   * own; opened as a page (`?tab=`), the popup must first ask for access to all sites to know.
   */
  addressHidden: boolean;
  /** Seconds until a recording begins; null where none is about to. */
  countdown: number | null;
  /** Whether its user is asked to record this visit, by a rule of the settings. */
  asks: boolean;
  /** Known before Start where the address tells it, else after Start was tried. */
  refusal: Refusal | null;
  /** The privacy settings that hold are an administrator's. */
  managed: boolean;
  /** The level that holds for the tab's page. */
  level: "strict" | "balanced" | "open";
  /** True when Start must first ask the browser for `permissionOrigins`. */
  needsPermission: boolean;
  /** Match patterns to ask for, e.g. `["https://shop.example/*"]`. */
  permissionOrigins: string[];
  session: {
    id: SessionId;
    startedAt: number;
    /** Recorded time without pauses. */
    elapsedMs: number;
    /** How many open tabs belong to it, this one included. */
    tabs: number;
    events: number;
    bytes: number;
    errors: number;
    level: "strict" | "balanced" | "open";
    /** Gate hits by rule, e.g. `{"input": 12, "email": 1}`. */
    masked: Record<string, number>;
    /** What it is to explore; "" where nobody said. */
    charter: string;
    /** A rule of the settings started it. */
    automatic: boolean;
    /** The newest few, newest first. */
    marks: ShownMark[];
    markCount: number;
  } | null;
  /** Null while there is enough room. */
  storage: StorageTrouble | null;
  /** Null where the tab is not of a site that rewind keeps, or is being recorded. */
  rewind: RewindState | null;
  /** The session that was stopped last in this tab; `endReason` is null where its user did that. */
  last: { id: SessionId; title: string; events: number; endReason: string | null } | null;
}

/** What rewind keeps of a tab. */
export interface RewindState {
  /**
   * `off`: of a site that is kept, but nothing is yet. `busy`: it pauses while the page is under load.
   * `elsewhere`: the tab shows a page that may not be kept; what was kept before still is.
   */
  status: "on" | "busy" | "elsewhere" | "off" | "no-permission";
  /** Why nothing is kept of the page, where it or its user does not want that. */
  refusal: string | null;
  /** As set: so much is kept at the most, and up to 15 s more. */
  minutes: number;
  /** How much is kept now. */
  keptMs: number;
  /** How far a save has come, from 0 to 1; null while there is none. */
  saving: number | null;
  /** What was saved last. */
  saved: { id: SessionId; title: string } | null;
}

export type Command =
  | { type: "get-state"; tabId: number }
  /**
   * Called by the popup before it asks for permission: the background starts once it is granted,
   * also when the prompt has closed the popup. Expires after two minutes.
   */
  | { type: "intend-start"; tabId: number; charter?: string }
  /** The user said no to the prompt. */
  | { type: "cancel-start"; tabId: number }
  | { type: "start"; tabId: number; charter?: string }
  | { type: "pause"; tabId: number }
  | { type: "resume"; tabId: number }
  | { type: "stop"; tabId: number }
  /** Yes and no to the question of a site's rule. */
  | { type: "accept-ask"; tabId: number }
  | { type: "decline-ask"; tabId: number }
  /** `at` is the moment that is meant, in epoch milliseconds; now where it is left out. */
  | { type: "mark"; tabId: number; mark: MarkWords; at?: number }
  | { type: "edit-mark"; tabId: number; markId: string; mark: MarkWords }
  /** Saves the last minutes of a tab that rewind keeps; answered when they are saved. */
  | { type: "save-rewind"; tabId: number };

export type Answer = { ok: true; state: RecorderState } | { ok: false; sentence: string };

import { browser } from "wxt/browser";
import type { SessionId, TabId } from "../format/ids.ts";
import type { Level, SitePolicy } from "../privacy/policy.ts";
import type { PrivacySettings } from "../privacy/privacy-settings.ts";
import type { SessionPatch } from "../format/session.ts";
import type { FrameBook } from "./frame-book.ts";
import type { RecorderState, Refusal } from "./messages.ts";

/** The tab in which a session began. */
export const FIRST_TAB = "t1";

/** A session that runs, in as many tabs as it has. Survives the service worker, not the browser. */
export interface RunningSession {
  id: SessionId;
  status: "recording" | "paused";
  startedAt: number;
  /** Sum of finished pauses. */
  pausedMs: number;
  pausedAt: number | null;
  /** Not all of its tabs have been told yet that it was paused, or is no longer. */
  turning?: true;
  /** As they stood when the session began: a change that concerns what it shows ends it. */
  privacy: PrivacySettings;
  /** As its record says it. */
  level: Level;
  /** Of a private window; a tab of the other kind never joins. */
  incognito: boolean;
  /** How many tabs ever belonged to it, closed ones included; names the next. */
  tabCount: number;
  /** The session says once that no more tabs are recorded. */
  limitTold: boolean;
  /** The tab that the user looks at, null for any other, and since when. */
  front: { tabId: TabId | null; at: number };
  /** What of `front` the session's streams say. */
  toldFront: TabId | null;
  /** The sites whose rule started it; it ends where its tab leaves them. */
  autoSites?: string[];
  /** Why it is being stopped; a service worker that wakes up in the middle of that goes on with it. */
  stopping?: string;
  /** Which consents its record and the audit log have had, by site and what was said. */
  consents?: string[];
  /** Its record says what its first page was like. */
  described?: true;
  /** Its record says which build a server named. */
  serverBuild?: true;
  /** Of a rewind: the page is under load, and is not recorded until that is over. */
  busy?: boolean;
  /** Of a rewind: since when it is kept (epoch ms), as it was cut last. */
  keptFrom?: number;
}

/** One recorded browser tab of a session. `canvasSites` and `startedAt` are the session's and never change. */
export interface Recording {
  browserTabId: number;
  sessionId: SessionId;
  tabId: TabId;
  startedAt: number;
  /** What holds for the document that is recorded now, or was last. */
  policy: SitePolicy;
  canvasSites: string[];
  openedAt: number;
  /**
   * What `session.tabs` has of it: nothing before its first word, the place where nothing may be
   * recorded, or its first page.
   */
  listed: "no" | "place" | "page";
  /** Its first page said hello before it had a title. */
  untitled: boolean;
  /** Producer of the document that is recorded now; null between documents and in gaps. */
  producer: string | null;
  /** Its document that is not recorded before the page gives its consent. */
  waiting?: string;
  /** The documents that were recorded last, what held for them, since when (epoch ms): what they still send is taken. */
  heard?: { producer: string; policy: SitePolicy; at: number }[];
  /** The current document handed its tail over and left, or there is none. */
  leftCleanly: boolean;
  /** Frames of other origins in it; see frames.ts. */
  frames?: FrameBook;
  /** The tab is gone; what it still sent is waited for. */
  closedAt: number | null;
  /** When its document said last that it may leave. */
  leavingAt?: number;
}

/** Undefined for a document that never began, or did so long ago. */
export function heardOf({ heard }: Pick<Recording, "heard">, producer: string) {
  return heard?.find((one) => one.producer === producer);
}

/** Whether documents may join: one that came while a session ends would not hear that it has. */
export const isOpenTo = ({ status, stopping }: RunningSession): boolean =>
  status === "recording" && stopping === undefined;

/** How a session ended, for its record. */
export type Closing = Required<Pick<SessionPatch, "state" | "endReason" | "endedAt">>;

/** A start whose page must give its consent first. There is no session yet, so nothing to keep. */
export interface Wait {
  producer: string;
  /** As they stood when it began: a change that concerns the page ends it. */
  privacy: PrivacySettings;
}

interface Kept {
  recordings: Record<number, Recording>;
  sessions: Record<SessionId, RunningSession>;
  /** Which recorded tab opened a tab that has not gone anywhere yet, by tab. */
  openers: Record<number, number>;
  /** Starts that wait for the browser's permission prompt, by tab, with the time they were asked for. */
  intents: Record<number, number>;
  /** Starts that wait for the page's hello, by tab, with the time they were asked for. */
  starts: Record<number, number>;
  waits: Record<number, Wait>;
  /** When a start that counts down is due (epoch ms), by tab. */
  countdowns: Record<number, number>;
  /** What the session that is about to start is to explore, by tab. */
  charters: Record<number, string>;
  /** Tabs whose next start is a rule's, and by which sites. */
  autoStarts: Record<number, string[]>;
  /** Tabs whose user ended what a rule had started: left alone until they leave those sites. */
  autoEnded: Record<number, string[]>;
  /** Tabs whose user is asked whether to record, and by which sites. */
  asks: Record<number, string[]>;
  refusals: Record<number, Refusal>;
  /** By tab. Not its title: that is asked of the store, from which it may have gone. */
  last: Record<number, Omit<NonNullable<RecorderState["last"]>, "title">>;
  /** Sessions that ended while there was no room to write that down. */
  unclosed: Record<SessionId, Closing>;
}

/** A page that is there answers a start within this; one that does not cannot be recorded. */
export const HELLO_TIMEOUT_MS = 8_000;
/** A start that was asked for is forgotten after this long under the permission prompt. */
const INTENT_MS = 120_000;

export interface Recordings extends Kept {
  byTab(browserTabId: number): Recording | undefined;
  sessionOf(recording: Recording): RunningSession;
  /** The tabs of a session that are open, in the order they joined. */
  tabsOf(sessionId: SessionId): Recording[];
  /** The browser gave a tab another id, as it does when it discards one. */
  moveTab(from: number, to: number): void;
  takeIntent(browserTabId: number, now: number): boolean;
  /** Writes the change through to `storage.session`. */
  save(): Promise<void>;
  /** Calls `run` at each change. */
  watch(run: () => void): void;
}

/** What the background knows of running recordings, from `storage.session`; rewinds are apart. */
export async function loadRecordings(key: "kept" | "rewinds" = "kept"): Promise<Recordings> {
  const stored = (await browser.storage.session.get(key))[key] as Kept | undefined;
  const none: Kept = {
    recordings: {},
    sessions: {},
    openers: {},
    intents: {},
    starts: {},
    waits: {},
    countdowns: {},
    charters: {},
    autoStarts: {},
    autoEnded: {},
    asks: {},
    refusals: {},
    last: {},
    unclosed: {},
  };
  const kept: Kept = { ...none, ...stored };
  const watchers: (() => void)[] = [];
  return {
    ...kept,
    byTab: (browserTabId) => kept.recordings[browserTabId],
    sessionOf({ sessionId }) {
      const session = kept.sessions[sessionId];
      if (!session) throw new Error(`Session ${sessionId} has a recorded tab but does not run.`);
      return session;
    },
    tabsOf: (sessionId) =>
      Object.values(kept.recordings)
        .filter((recording) => recording.sessionId === sessionId)
        .sort((a, b) => a.openedAt - b.openedAt),
    moveTab(from, to) {
      const recording = kept.recordings[from];
      if (recording) recording.browserTabId = to;
      const { openers, unclosed: _, sessions: __, ...others } = kept;
      for (const byTab of [openers, ...Object.values(others)]) {
        const known = byTab as Record<number, unknown>;
        if (from in known) known[to] = known[from];
        delete known[from];
      }
      for (const [opened, opener] of Object.entries(openers)) {
        if (opener === from) openers[Number(opened)] = to;
      }
    },
    takeIntent(browserTabId, now) {
      const askedAt = kept.intents[browserTabId];
      delete kept.intents[browserTabId];
      return askedAt !== undefined && now - askedAt < INTENT_MS;
    },
    watch: (run) => void watchers.push(run),
    async save() {
      for (const run of watchers) run();
      await browser.storage.session.set({ [key]: kept });
    },
  };
}

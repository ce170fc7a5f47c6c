import { browser } from "wxt/browser";
import type { SessionId, TabId } from "../format/ids.ts";
import type { PagePolicy } from "../privacy/policy.ts";
import type { SessionPatch } from "../format/session.ts";
import type { FrameBook } from "./frame-book.ts";
import type { RecorderState, Refusal } from "./messages.ts";

/** One recorded browser tab. Survives the service worker, not the browser. */
export interface Recording {
  browserTabId: number;
  sessionId: SessionId;
  tabId: TabId;
  status: "recording" | "paused";
  startedAt: number;
  /** Sum of finished pauses. */
  pausedMs: number;
  pausedAt: number | null;
  policy: PagePolicy;
  /** Producer of the document that is recorded now; null between documents and in gaps. */
  producer: string | null;
  /** The current document handed its tail over and left, or there is none. */
  leftCleanly: boolean;
  /** Frames of other origins in it; see frames.ts. */
  frames?: FrameBook;
}

/** How a session ended, for its record. */
export type Closing = Required<Pick<SessionPatch, "state" | "endReason" | "endedAt">>;

interface Kept {
  recordings: Record<number, Recording>;
  /** Starts that wait for the browser's permission prompt, by tab, with the time they were asked for. */
  intents: Record<number, number>;
  refusals: Record<number, Refusal>;
  last: Record<number, NonNullable<RecorderState["last"]>>;
  /** Sessions that ended while there was no room to write that down. */
  unclosed: Record<SessionId, Closing>;
}

/** A start that was asked for is forgotten after this long under the permission prompt. */
const INTENT_MS = 120_000;

export interface Recordings extends Kept {
  byTab(browserTabId: number): Recording | undefined;
  takeIntent(browserTabId: number, now: number): boolean;
  /** Writes the change through to `storage.session`. */
  save(): Promise<void>;
}

/** What the background knows of running recordings, from `storage.session`. */
export async function loadRecordings(): Promise<Recordings> {
  const stored = (await browser.storage.session.get("kept"))["kept"] as Kept | undefined;
  const none: Kept = { recordings: {}, intents: {}, refusals: {}, last: {}, unclosed: {} };
  const kept: Kept = { ...none, ...stored };
  return {
    ...kept,
    byTab: (browserTabId) => kept.recordings[browserTabId],
    takeIntent(browserTabId, now) {
      const askedAt = kept.intents[browserTabId];
      delete kept.intents[browserTabId];
      return askedAt !== undefined && now - askedAt < INTENT_MS;
    },
    async save() {
      await browser.storage.session.set({ kept });
    },
  };
}

import { browser } from "wxt/browser";
import type { SessionId, TabId } from "../format/ids.ts";
import type { PagePolicy } from "../privacy/policy.ts";
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
  /** Sites whose canvas pixels are recorded, as they stood when the recording began. */
  canvasSites?: string[];
  /** Producer of the document that is recorded now; null between documents and in gaps. */
  producer: string | null;
  /** The current document handed its tail over and left, or there is none. */
  leftCleanly: boolean;
}

interface Kept {
  recordings: Record<number, Recording>;
  /** Starts that wait for the browser's permission prompt, by tab, with the time they were asked for. */
  intents: Record<number, number>;
  refusals: Record<number, Refusal>;
  last: Record<number, NonNullable<RecorderState["last"]>>;
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
  const kept: Kept = stored ?? { recordings: {}, intents: {}, refusals: {}, last: {} };
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

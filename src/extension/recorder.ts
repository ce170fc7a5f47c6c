import { browser } from "wxt/browser";
import { messageOf, WaymarkError } from "../format/errors.ts";
import { allowsCanvas } from "../privacy/canvas-sites.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { Batch } from "../record/protocol.ts";
import type { PageFacts, UplinkCommand, Welcome } from "../record/uplink.ts";
import type { SessionStore } from "../store/session-store.ts";
import { showBadge } from "./badge.ts";
import { createBrowserSignals } from "./browser-signals.ts";
import { createIngest } from "./ingest.ts";
import { injectRecorder } from "./injection.ts";
import type { PageAnswer, PageCommand } from "./page-messages.ts";
import type { Recording, Recordings } from "./recordings.ts";
import { originsOf, refusalForUrl, siteOf } from "./refusals.ts";
import { createSessionEnd, tabAnswers } from "./session-end.ts";
import { createSessionStart } from "./session-start.ts";

/** The last batches of a closing tab may come after the news that it is closed. */
const CLOSING_GRACE_MS = 700;
const CRASHED = "The page crashed or stopped answering before it handed over its last events.";

/** The life of recordings: what starts, follows, pauses and ends them. Tab ids are the browser's. */
export interface Recorder {
  start(tabId: number): Promise<void>;
  pause(tabId: number): Promise<void>;
  resume(tabId: number): Promise<void>;
  stop(tabId: number, reason: string): Promise<void>;
  /** A document says it is there. */
  hello(tabId: number, producer: string, page: PageFacts): Promise<Welcome>;
  batches(tabId: number, producer: string, batches: Batch[], leaving: boolean): Promise<void>;
  /** A document, or its user, does not want to be recorded, or its recorder failed. */
  refused(tabId: number, producer: string, code: string, sentence: string): Promise<void>;
  /** The tab's main frame went to another document. */
  navigated(tabId: number, url: string, documentId?: string): Promise<void>;
  tabOpened(fromTabId: number, url: string): Promise<void>;
  tabClosed(tabId: number): Promise<void>;
  /** Ends recordings of sites that may no longer be seen. */
  permissionRemoved(): Promise<void>;
  /** Ends recordings whose tab crashed or went away unseen. */
  checkTabs(): Promise<void>;
}

export function createRecorder(store: SessionStore, recordings: Recordings): Recorder {
  const ingest = createIngest(store);
  const signals = createBrowserSignals(ingest);
  const begin = createSessionStart(store, recordings);
  const end = createSessionEnd(store, recordings, ingest);
  /** Tabs that did not answer once; a second time in a row means that they crashed. */
  const silent = new Set<number>();

  function recordingOf(tabId: number): Recording {
    const recording = recordings.byTab(tabId);
    if (recording) return recording;
    throw new WaymarkError("not-found", "This tab is not being recorded.");
  }

  async function tell(tabId: number, command: UplinkCommand): Promise<void> {
    const message: PageCommand = { to: "page", command };
    const answer: PageAnswer | undefined = await browser.tabs.sendMessage(tabId, message, {
      frameId: 0,
    });
    if (!answer?.ok) throw new Error(answer?.sentence ?? "The page gave no answer.");
  }

  async function stopNow(recording: Recording, reason: string): Promise<void> {
    try {
      await tell(recording.browserTabId, { type: "stop", drop: false, reason });
    } catch (error) {
      // Nobody to answer is fine where no document was recorded just now: between two, or in a gap.
      if (recording.producer !== null && !recording.leftCleanly) {
        console.warn("Waymark: the page did not hand over its last events:", messageOf(error));
        return end.finish(recording, "interrupted", CRASHED);
      }
      await signals.say(recording, "waymark.lifecycle", { what: "stop", reason });
    }
    await end.finish(recording, "finished", reason);
  }

  /** A gap: the tab shows something that is not recorded. */
  async function skip(recording: Recording, reason: string, origin?: string): Promise<void> {
    recording.producer = null;
    await recordings.save();
    await signals.say(recording, "waymark.lifecycle", {
      what: "gap",
      reason,
      ...(origin !== undefined && { origin }),
    });
    await showBadge(recording.browserTabId, "problem");
  }

  /** Rule R2: what was stored stays valid, and the user is told why it ended. */
  async function storeFailed(recording: Recording, error: unknown): Promise<void> {
    const code = error instanceof WaymarkError ? error.code : null;
    if (code !== "quota" && code !== "deleted") return;
    const { browserTabId } = recording;
    const sentence =
      code === "quota"
        ? "The disk or the browser's storage is full. What was recorded until then is kept; free some space to record again."
        : "The session was deleted while it was being recorded.";
    await end.once(recording, async () => {
      await tell(browserTabId, { type: "stop", drop: true, reason: sentence }).catch(
        (late: unknown) => console.debug("Waymark: the page is gone already:", messageOf(late)),
      );
      if (code === "deleted") await end.discard(recording);
      else await end.finish(recording, "finished", sentence);
      recordings.refusals[browserTabId] = { code: "storage", sentence };
      await recordings.save();
      await showBadge(browserTabId, "problem");
    });
  }

  return {
    start: begin.start,

    async pause(tabId) {
      const recording = recordingOf(tabId);
      if (recording.status === "paused") return;
      if (recording.producer !== null) await tell(tabId, { type: "pause" });
      recording.status = "paused";
      recording.pausedAt = Date.now();
      await recordings.save();
      await store.patchSession(recording.sessionId, sanitizePatch({ state: "paused" }));
      await showBadge(tabId, "paused");
    },

    async resume(tabId) {
      const recording = recordingOf(tabId);
      if (recording.status !== "paused") return;
      recording.status = "recording";
      recording.pausedMs += Date.now() - (recording.pausedAt ?? Date.now());
      recording.pausedAt = null;
      await recordings.save();
      // A document that came while paused has no recorder yet.
      if (recording.producer !== null) await tell(tabId, { type: "resume" });
      else await injectRecorder(tabId);
      await store.patchSession(recording.sessionId, sanitizePatch({ state: "recording" }));
      await showBadge(tabId, "recording");
    },

    async stop(tabId, reason) {
      const recording = recordingOf(tabId);
      await end.once(recording, () => stopNow(recording, reason));
    },

    async hello(tabId, producer, page) {
      const known = recordings.byTab(tabId);
      if (page.refusal) {
        begin.refuse(tabId, page.refusal.code, page.refusal.sentence);
        if (known) await skip(known, page.refusal.sentence);
        return { record: false };
      }
      if (known?.status === "paused" || (!known && !begin.awaits(tabId))) return { record: false };
      const recording = known ?? (await begin.create(tabId, producer, page));
      if (!recording) return { record: false };
      const because = !known ? "start" : known.producer === null ? "resume" : "navigation";
      recording.producer = producer;
      recording.leftCleanly = false;
      ingest.open(recording, producer);
      await recordings.save();
      await showBadge(tabId, "recording");
      const canvas = allowsCanvas(recording.canvasSites ?? [], page.url);
      return { record: true, policy: { ...recording.policy, canvas }, because };
    },

    async batches(tabId, producer, batches, leaving) {
      const recording = recordingOf(tabId);
      // A document that came and went while paused hands over what its early hook saw.
      if (recording.status === "paused" && recording.producer !== producer) return;
      if (leaving && recording.producer === producer) {
        recording.leftCleanly = true;
        await recordings.save();
      }
      try {
        await ingest.append(recording, producer, batches);
        // A document that comes back from the back-forward cache starts with a new snapshot.
        if (leaving) ingest.close(recording, producer);
      } catch (error) {
        await storeFailed(recording, error);
        throw error;
      }
    },

    async refused(tabId, producer, code, sentence) {
      const recording = recordings.byTab(tabId);
      if (!recording || recording.producer !== producer) return;
      await end.once(recording, async () => {
        const session = await store.getSession(recording.sessionId);
        if (session?.counts.events === 0) await end.discard(recording);
        else {
          await end.finish(recording, code === "failed" ? "interrupted" : "finished", sentence);
        }
        recordings.refusals[tabId] = {
          code: code === "gpc" || code === "opt-out" || code === "bad-policy" ? code : "gone",
          sentence,
        };
        await recordings.save();
        await showBadge(tabId, "problem");
      });
    },

    async navigated(tabId, url, documentId) {
      delete recordings.refusals[tabId];
      const recording = recordings.byTab(tabId);
      if (!recording) return;
      if (recording.status === "paused") {
        recording.producer = null;
        await recordings.save();
        await showBadge(tabId, "paused");
        return;
      }
      if (
        refusalForUrl(url) ||
        !(await browser.permissions.contains({ origins: originsOf(url) }))
      ) {
        const { origin, protocol } = new URL(url);
        const where = siteOf(url) ? origin : protocol;
        return skip(recording, "The tab went to a page that Waymark may not record.", where);
      }
      await injectRecorder(tabId, documentId);
      await showBadge(tabId, "recording");
    },

    async tabOpened(fromTabId, url) {
      const recording = recordings.byTab(fromTabId);
      if (recording?.status !== "recording") return;
      await signals.say(recording, "waymark.browser", { what: "tab-opened", detail: url });
    },

    async tabClosed(tabId) {
      delete recordings.refusals[tabId];
      delete recordings.last[tabId];
      silent.delete(tabId);
      const recording = recordings.byTab(tabId);
      if (!recording) return;
      await end.once(recording, async () => {
        await new Promise((next) => setTimeout(next, CLOSING_GRACE_MS));
        const clean = recording.leftCleanly || recording.producer === null;
        await end.finish(
          recording,
          clean ? "finished" : "interrupted",
          clean ? "The tab was closed." : CRASHED,
        );
        delete recordings.last[tabId];
        await recordings.save();
      });
    },

    async permissionRemoved() {
      for (const recording of Object.values(recordings.recordings)) {
        const { browserTabId, producer } = recording;
        const tab = await browser.tabs.get(browserTabId).catch(() => null);
        const seen = tab?.url && !refusalForUrl(tab.url) ? originsOf(tab.url) : null;
        // In a gap nothing is recorded anyway; it may end when the tab comes back to a granted site.
        if (producer === null) continue;
        if (seen && (await browser.permissions.contains({ origins: seen }))) continue;
        await end.once(recording, () =>
          stopNow(recording, "The permission for this site was taken back."),
        );
      }
    },

    async checkTabs() {
      for (const recording of Object.values(recordings.recordings)) {
        const { browserTabId, producer, status } = recording;
        const tab = await browser.tabs.get(browserTabId).catch(() => null);
        if (tab && (status === "paused" || producer === null || tab.status === "loading")) continue;
        const answers = tab !== null && (await tabAnswers(browserTabId));
        const again = silent.has(browserTabId);
        if (answers) silent.delete(browserTabId);
        else silent.add(browserTabId);
        if (answers || (tab && !again)) continue;
        await end.once(recording, () => end.finish(recording, "interrupted", CRASHED));
      }
    },
  };
}

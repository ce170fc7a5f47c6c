import { browser } from "wxt/browser";
import { messageOf, WaymarkError } from "../format/errors.ts";
import { isOnSites } from "../privacy/site-list.ts";
import type { SessionId } from "../format/ids.ts";
import type { FrameNews } from "../privacy/gate2/gate2.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { Batch, Leaving } from "../record/protocol.ts";
import type { PageFacts, UplinkCommand, Welcome } from "../record/uplink.ts";
import type { SessionStore } from "../store/session-store.ts";
import { createBrowserSignals } from "./browser-signals.ts";
import { frameOfProducer } from "./frame-book.ts";
import { createFrames, type Frames } from "./frames.ts";
import { createIngest } from "./ingest.ts";
import { injectRecorder } from "./injection.ts";
import { lastEventOf } from "./last-event.ts";
import type { PageAnswer, PageCommand } from "./page-messages.ts";
import { createFrontTab } from "./front-tab.ts";
import type { Step } from "./fresh-tabs.ts";
import type { Recording, Recordings, RunningSession } from "./recordings.ts";
import { originsOf, refusalForUrl, siteOf } from "./refusals.ts";
import type { Role } from "./role.ts";
import { CLOSED, CRASHED, createSessionEnd, tabAnswers } from "./session-end.ts";
import { createSessionStart } from "./session-start.ts";
import { createSessionTabs } from "./session-tabs.ts";
import type { StorageWatch } from "./storage-watch.ts";

/** The last batches of a closing tab may come after the news that it is closed. */
const CLOSING_GRACE_MS = 700;
/**
 * A page that was heard this short before its tab closed did not crash: a script closed it, and then
 * nothing that its pagehide sends arrives (measured on Chromium 156; a user's closing does arrive).
 */
const HEARD_MS = 5_000;
/** A document that is still there so long after it said that it may leave stays (a download). */
const LEAVING_MS = 10_000;
/** A document that comes back from another session needs this long to end its part in that. */
const REJOIN_AFTER_MS = 300;
const FULL =
  "The disk or the browser's storage is full. What was recorded until then is kept; free some space to record again.";

/** The life of recordings: what starts, follows, pauses and ends them. Tab ids are the browser's. */
export interface Recorder {
  start(tabId: number): Promise<void>;
  /** Records the tab as soon as its page says hello; nobody waits for that. */
  follow(tabId: number, documentId?: string): Promise<void>;
  /** Whether a tab is recorded from its next hello on. */
  awaits(tabId: number): boolean;
  /** Resolves when what the tab's page has seen so far is stored. */
  flush(tabId: number): Promise<void>;
  pause(tabId: number): Promise<void>;
  resume(tabId: number): Promise<void>;
  stop(tabId: number, reason: string): Promise<void>;
  /** The parts of recordings that are frames of other origins. */
  frames: Frames;
  /** A document says it is there. */
  hello(
    tabId: number,
    producer: string,
    page: PageFacts,
    returningTo?: string | null,
  ): Promise<Welcome>;
  batches(tabId: number, producer: string, batches: Batch[], leaving: Leaving): Promise<void>;
  /** A document, or its user, does not want to be recorded, or its recorder failed. */
  refused(tabId: number, producer: string, code: string, sentence: string): Promise<void>;
  /** The tab's main frame went to another document. `transition` is the browser's word for how. */
  navigated(tabId: number, step: Step, transition?: string): Promise<void>;
  /** A tab came up. */
  tabCreated(tabId: number, incognito: boolean, openerTabId?: number): Promise<void>;
  /** The browser says that one tab opened another. */
  tabOpened(fromTabId: number, tabId: number, url: string, at: number): Promise<void>;
  /** A tab came to the front of the window that the user is in. */
  tabShown(tabId: number, at: number): Promise<void>;
  tabClosed(tabId: number): Promise<void>;
  /** The browser gave the tab another id. */
  moved(from: number, to: number): Promise<void>;
  /** The browser threw the tab's page away to save memory; shown again, the tab loads it anew. */
  discarded(tabId: number): Promise<void>;
  /** Ends recordings of sites that may no longer be seen. */
  permissionRemoved(): Promise<void>;
  /** Ends recordings whose tab crashed or went away unseen. */
  checkTabs(): Promise<void>;
}

export function createRecorder(
  store: SessionStore,
  recordings: Recordings,
  storage: StorageWatch,
  role: Role,
  onFinished: (id: SessionId) => void,
): Recorder {
  const { buffering } = role;
  const ingest = createIngest(store, onNews, buffering);
  const signals = createBrowserSignals(ingest);
  const frames = createFrames(recordings, ingest, signals, (recording, frameId, command) =>
    tell(recording.browserTabId, command, frameId),
  );
  for (const recording of Object.values(recordings.recordings)) {
    withFrames(frames.wake(recording));
  }
  const begin = createSessionStart(store, recordings, storage, role);
  const end = createSessionEnd(store, recordings, ingest, signals, role, onFinished);
  const tabs = createSessionTabs(store, recordings, signals, arrive);
  const front = createFrontTab(recordings, signals, tabs.decided);
  /** Tabs that did not answer once; a second time in a row means that they crashed. */
  const silent = new Set<number>();
  /** When a tab's page was heard last. */
  const heardAt = new Map<number, number>();
  /** Documents that have left, for those that are followed before they could say so. */
  const left = new Set<string>();

  function onNews(recording: Recording, producer: string, news: FrameNews): void {
    withFrames(frames.heard(recording, producer, news));
    if (news.busy === null || frameOfProducer(recording, producer)) return;
    buffering?.onBusy(recording, news.busy);
  }

  function recordingOf(tabId: number): Recording {
    const recording = recordings.byTab(tabId);
    if (recording) return recording;
    throw new WaymarkError("not-found", "This tab is not being recorded.");
  }

  const runningIn = (tabId: number): RunningSession => recordings.sessionOf(recordingOf(tabId));

  async function tell(tabId: number, command: UplinkCommand, frameId = 0): Promise<void> {
    const message: PageCommand = { to: "page", command };
    const answer: PageAnswer | undefined = await browser.tabs.sendMessage(tabId, message, {
      frameId,
    });
    if (!answer?.ok) throw new Error(answer?.sentence ?? "The page gave no answer.");
  }

  /** Whether the tab's page handed over its last events; null where there was no page to do so. */
  async function stopTab(recording: Recording, reason: string): Promise<boolean | null> {
    const { closedAt, leftCleanly } = recording;
    if (closedAt !== null) {
      await end.tellEnd(recording, leftCleanly ? CLOSED : CRASHED, leftCleanly, closedAt);
      return leftCleanly ? null : false;
    }
    try {
      await frames.tell(recording, { type: "stop", drop: false, reason });
      await tell(recording.browserTabId, { type: "stop", drop: false, reason });
      return recording.producer === null ? null : true;
    } catch (error) {
      // Nobody to answer is fine where no document was recorded just now: between two, or in a gap.
      const gone = recording.producer === null || recording.leftCleanly;
      if (!gone) {
        console.warn("Waymark: the page did not hand over its last events:", messageOf(error));
      }
      await end.tellEnd(recording, gone ? reason : CRASHED, gone, Date.now());
      return gone ? null : false;
    }
  }

  async function stopNow(session: RunningSession, reason: string): Promise<void> {
    const open = recordings.tabsOf(session.id);
    const answers = await Promise.all(open.map((recording) => stopTab(recording, reason)));
    // A tab that crashed among others that did not has its end marked; the session is whole.
    const crashed = answers.includes(false) && !answers.includes(true);
    if (crashed) await end.finish(session, "interrupted", CRASHED);
    else await end.finish(session, "finished", reason);
  }

  /** A gap: the tab shows something that is not recorded. */
  async function skip(recording: Recording, reason: string, origin?: string): Promise<void> {
    recording.producer = null;
    await recordings.save();
    await tabs.introducePlace(recording, origin ?? "");
    await signals.say(recording, "waymark.lifecycle", {
      what: "gap",
      reason,
      ...(origin !== undefined && { origin }),
    });
    await front.catchUp(recordings.sessionOf(recording));
    await role.showBadge(recording.browserTabId, "problem");
  }

  /** The tab shows another document: it is recorded, or a gap, or waits for the pause to end. */
  async function arrive(recording: Recording, { url, documentId }: Step): Promise<void> {
    const { browserTabId, listed } = recording;
    if (recordings.sessionOf(recording).status === "paused") {
      recording.producer = null;
      await recordings.save();
      await role.showBadge(browserTabId, "paused");
      return;
    }
    // Opened empty, to be sent somewhere in a moment.
    if (listed === "no" && url === "about:blank") return;
    if (refusalForUrl(url) || !(await role.mayRecord(url))) {
      const { origin, protocol } = new URL(url);
      const where = siteOf(url) ? origin : protocol;
      return skip(recording, "The tab went to a page that Waymark may not record.", where);
    }
    await injectRecorder(browserTabId, documentId);
    await role.showBadge(browserTabId, "recording");
  }

  /** Records on in a tab after a pause. */
  async function wake(recording: Recording): Promise<void> {
    const { browserTabId } = recording;
    if (recording.producer !== null) {
      await tell(browserTabId, { type: "resume" });
      await role.showBadge(browserTabId, "recording");
      return;
    }
    // A document that came while paused has no recorder yet.
    const tab = await browser.tabs.get(browserTabId);
    if (tab.url) return arrive(recording, { url: tab.url });
    if (recording.listed === "no") return;
    await skip(recording, "The tab shows a page that Waymark may not record.");
  }

  /** Shows the stretch that a document took with it, unless it turns out to have left in good order. */
  async function noteUnlessLeft(recording: Recording, producer: string): Promise<void> {
    // Of two documents in two processes, the new one may speak first.
    await new Promise((next) => setTimeout(next, CLOSING_GRACE_MS));
    if (left.has(producer)) return;
    const lastAt = await lastEventOf(store, recording, producer);
    if (lastAt === null) return;
    await signals.say(recording, "waymark.lifecycle", { what: "gap", reason: CRASHED }, lastAt + 1);
  }

  /** Rule R2: what was stored stays valid, and the user is told why it ended. */
  async function storeFailed(session: RunningSession, error: unknown): Promise<void> {
    const code = error instanceof WaymarkError ? error.code : null;
    if (code !== "quota" && code !== "deleted") return;
    const sentence =
      code === "quota" ? FULL : "The session was deleted while it was being recorded.";
    await end.once(session, async () => {
      const open = recordings.tabsOf(session.id);
      const told = open.map(async (recording) => {
        await frames.tell(recording, { type: "stop", drop: true, reason: sentence });
        await tell(recording.browserTabId, { type: "stop", drop: true, reason: sentence }).catch(
          (late: unknown) => console.debug("Waymark: the page is gone already:", messageOf(late)),
        );
      });
      await Promise.all(told);
      if (code === "deleted") await end.discard(session);
      else await end.finish(session, "finished", sentence);
      await refuseForStorage(open, sentence);
    });
  }

  /** Stops while there is still room to do it well: the page hands over its last events. */
  async function stopBeforeFull(session: RunningSession): Promise<void> {
    if ((await storage.trouble())?.kind !== "full") return;
    await end.once(session, async () => {
      const open = recordings.tabsOf(session.id);
      await stopNow(session, FULL);
      await refuseForStorage(open, FULL);
    });
  }

  async function refuseForStorage(open: readonly Recording[], sentence: string): Promise<void> {
    for (const { browserTabId } of open) {
      recordings.refusals[browserTabId] = { code: "storage", sentence };
    }
    await recordings.save();
    for (const { browserTabId } of open) await role.showBadge(browserTabId, "problem");
  }

  async function joinAnew(tabId: number): Promise<void> {
    try {
      await injectRecorder(tabId);
    } catch (error) {
      console.warn("Waymark could not follow the tab back:", messageOf(error));
    }
  }

  return {
    frames,
    start: begin.start,
    awaits: begin.awaits,

    async follow(tabId, documentId) {
      recordings.starts[tabId] = Date.now();
      await recordings.save();
      await injectRecorder(tabId, documentId);
    },

    async flush(tabId) {
      const recording = recordingOf(tabId);
      if (recording.producer === null) return;
      await frames.tell(recording, { type: "flush" });
      await tell(tabId, { type: "flush" });
    },

    async pause(tabId) {
      const session = runningIn(tabId);
      if (session.status === "paused") return;
      session.status = "paused";
      session.pausedAt = Date.now();
      const open = recordings.tabsOf(session.id);
      await Promise.all(
        open.map(async (recording) => {
          await frames.tell(recording, { type: "pause" });
          if (recording.producer === null) return;
          try {
            await tell(recording.browserTabId, { type: "pause" });
          } catch (error) {
            console.warn("Waymark: a page did not hear of the pause:", messageOf(error));
            // Then what it still sends is not taken.
            recording.producer = null;
          }
        }),
      );
      await recordings.save();
      await store.patchSession(session.id, sanitizePatch({ state: "paused" }));
      for (const { browserTabId } of open) await role.showBadge(browserTabId, "paused");
    },

    async resume(tabId) {
      const session = runningIn(tabId);
      if (session.status !== "paused") return;
      session.status = "recording";
      session.pausedMs += Date.now() - (session.pausedAt ?? Date.now());
      session.pausedAt = null;
      await recordings.save();
      const open = recordings.tabsOf(session.id);
      const woken = await Promise.allSettled(open.map(wake));
      await store.patchSession(session.id, sanitizePatch({ state: "recording" }));
      await front.catchUp(session);
      for (const [i, outcome] of woken.entries()) {
        if (outcome.status === "fulfilled") continue;
        if (open[i]?.browserTabId === tabId) throw outcome.reason;
        console.warn("Waymark: a tab is not recorded again yet:", messageOf(outcome.reason));
      }
    },

    async stop(tabId, reason) {
      const session = runningIn(tabId);
      session.stopping = reason;
      await recordings.save();
      await end.once(session, () => stopNow(session, reason));
    },

    async hello(tabId, producer, page, returningTo = null) {
      heardAt.set(tabId, Date.now());
      if (!recordings.byTab(tabId) && !begin.awaits(tabId)) await tabs.decided(tabId);
      const known = recordings.byTab(tabId);
      if (page.refusal) {
        const sentence = refusalSentence(page.refusal.why);
        begin.refuse(tabId, page.refusal.code, sentence);
        if (known) await skip(known, sentence);
        return { record: false };
      }
      if (known && recordings.sessionOf(known).status === "paused") return { record: false };
      if (!known && !begin.awaits(tabId)) return { record: false };
      if (returningTo !== null && returningTo !== known?.sessionId) {
        // It was recorded into a session that is over. It ends its part, and then joins this one.
        if (known) setTimeout(() => void joinAnew(tabId), REJOIN_AFTER_MS);
        return { record: false };
      }
      const recording = known ?? (await begin.create(tabId, producer, page));
      if (!recording) return { record: false };
      const before = known?.producer ?? null;
      if (before !== null && before !== producer && !known!.leftCleanly) {
        noteUnlessLeft(recording, before).catch((error: unknown) => {
          console.warn("Waymark could not note a gap:", messageOf(error));
        });
      }
      const isFirst = !known || known.listed !== "page";
      const because = isFirst ? "start" : known.producer === null ? "resume" : "navigation";
      recording.producer = producer;
      recording.leftCleanly = false;
      left.delete(producer);
      ingest.open(recording, producer);
      await recordings.save();
      const session = recordings.sessionOf(recording);
      try {
        await tabs.introduce(recording, page);
        await front.catchUp(session);
      } catch (error) {
        await storeFailed(session, error);
        throw error;
      }
      await role.showBadge(tabId, "recording");
      const canvas = isOnSites(recording.canvasSites, page.url);
      return {
        record: true,
        policy: { ...recording.policy, canvas },
        because,
        session: recording.sessionId,
      };
    },

    async batches(tabId, producer, batches, leaving) {
      heardAt.set(tabId, Date.now());
      const recording = recordingOf(tabId);
      const session = recordings.sessionOf(recording);
      // A document that came and went while paused hands over what its early hook saw.
      const isKnown = recording.producer === producer || frameOfProducer(recording, producer);
      if (session.status === "paused" && !isKnown) return;
      if (leaving) left.add(producer);
      const stayed = Date.now() - (recording.leavingAt ?? Infinity) > LEAVING_MS;
      if (recording.producer === producer && (leaving || stayed)) {
        if (stayed) left.delete(producer);
        recording.leftCleanly = Boolean(leaving);
        recording.leavingAt = leaving === "soon" ? Date.now() : Infinity;
        await recordings.save();
      }
      try {
        await ingest.append(recording, producer, batches);
        // A document that comes back from the back-forward cache starts with a new snapshot.
        if (leaving === true) ingest.close(recording, producer);
        else if (!leaving) await tabs.name(recording);
        // Not waited for: the page that is asked to stop waits for the answer to these batches.
        stopBeforeFull(session).catch((error: unknown) =>
          console.error("Waymark could not stop before the disk is full:", error),
        );
      } catch (error) {
        await storeFailed(session, error);
        throw error;
      }
    },

    async refused(tabId, producer, code, sentence) {
      const recording = recordings.byTab(tabId);
      if (!recording || recording.producer !== producer) return;
      const session = recordings.sessionOf(recording);
      await frames.tell(recording, { type: "stop", drop: code !== "failed", reason: sentence });
      // The other tabs' pages have a say of their own.
      if (recordings.tabsOf(session.id).length > 1) return skip(recording, sentence);
      await end.once(session, async () => {
        const stored = await store.getSession(session.id);
        if (stored?.counts.events === 0) await end.discard(session);
        else await end.finish(session, code === "failed" ? "interrupted" : "finished", sentence);
        recordings.refusals[tabId] = {
          code: code === "gpc" || code === "opt-out" || code === "bad-policy" ? code : "gone",
          sentence,
        };
        await recordings.save();
        await role.showBadge(tabId, "problem");
      });
    },

    async navigated(tabId, step, transition) {
      delete recordings.refusals[tabId];
      const recording = recordings.byTab(tabId) ?? (await tabs.stepped(tabId, step, transition));
      if (!recording) return;
      frames.left(recording);
      await arrive(recording, step);
    },

    tabCreated: (tabId, incognito, openerTabId) => tabs.created(tabId, incognito, openerTabId),
    tabOpened: (fromTabId, tabId, url, at) => tabs.opened(fromTabId, tabId, url, at),
    tabShown: (tabId, at) => front.shown(tabId, at),

    async tabClosed(tabId) {
      delete recordings.refusals[tabId];
      delete recordings.last[tabId];
      silent.delete(tabId);
      const closedAt = Date.now();
      const heard = closedAt - (heardAt.get(tabId) ?? 0) < HEARD_MS;
      await tabs.closed(tabId);
      const recording = recordings.byTab(tabId);
      if (!recording) return void heardAt.delete(tabId);
      recording.closedAt = closedAt;
      recording.leftCleanly ||= heard || recording.producer === null;
      await recordings.save();
      await new Promise((next) => setTimeout(next, CLOSING_GRACE_MS));
      heardAt.delete(tabId);
      await end.endTab(recording, recording.leftCleanly, closedAt);
      delete recordings.last[tabId];
      await recordings.save();
    },

    async moved(from, to) {
      recordings.moveTab(from, to);
      silent.delete(from);
      await recordings.save();
    },

    async discarded(tabId) {
      const recording = recordings.byTab(tabId);
      if (!recording || recording.producer === null) return;
      await skip(recording, "The browser unloaded this tab to save memory.");
    },

    async permissionRemoved() {
      for (const session of Object.values(recordings.sessions)) {
        // In a gap nothing is recorded anyway; it may end when the tab comes back to a granted site.
        const heard = recordings.tabsOf(session.id).filter(({ producer }) => producer !== null);
        const seen = await Promise.all(heard.map(mayBeSeen));
        const taken = heard.filter((_, i) => !seen[i]);
        const reason = "The permission for this site was taken back.";
        for (const [i, recording] of heard.entries()) {
          if (seen[i]) await frames.permissionRemoved(recording);
        }
        if (taken.length === 0) continue;
        if (taken.length === heard.length) {
          await end.once(session, () => stopNow(session, reason));
          continue;
        }
        for (const recording of taken) {
          await frames.tell(recording, { type: "stop", drop: false, reason });
          await tell(recording.browserTabId, { type: "stop", drop: false, reason }).catch(
            (late: unknown) =>
              console.warn("Waymark: the page is not recorded any more:", messageOf(late)),
          );
          await skip(recording, reason);
        }
      }
    },

    async checkTabs() {
      for (const recording of Object.values(recordings.recordings)) {
        const { browserTabId, producer, leftCleanly, closedAt } = recording;
        const { status } = recordings.sessionOf(recording);
        const tab = await browser.tabs.get(browserTabId).catch(() => null);
        if (!tab) {
          // It closed while nobody listened.
          await end.endTab(recording, leftCleanly || producer === null, closedAt ?? Date.now());
          continue;
        }
        if (status === "paused" || producer === null || tab.status === "loading") continue;
        const answers = await tabAnswers(browserTabId);
        const again = silent.has(browserTabId);
        if (answers) silent.delete(browserTabId);
        else silent.add(browserTabId);
        if (!answers && again) await end.endTab(recording, false, Date.now());
      }
    },
  };
}

/** What is done for frames must not hold up, or end, the recording of the page that they are in. */
function withFrames(work: Promise<void>): void {
  work.catch((error: unknown) => console.warn("Waymark: frames of a page are missing:", error));
}

async function mayBeSeen({ browserTabId }: Recording): Promise<boolean> {
  const tab = await browser.tabs.get(browserTabId).catch(() => null);
  if (!tab?.url || refusalForUrl(tab.url)) return false;
  return browser.permissions.contains({ origins: originsOf(tab.url) });
}

import { browser } from "wxt/browser";
import { WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { TAB_LEFT_SITES } from "../format/tab-ends.ts";
import type { FrameNews } from "../privacy/gate2/gate2.ts";
import type { PrivacySettings } from "../privacy/privacy-settings.ts";
import type { SessionStore } from "../store/session-store.ts";
import { staysOnSites } from "./auto-record.ts";
import { createBrowserSignals } from "./browser-signals.ts";
import { CLOSING_GRACE_MS } from "./closing-grace.ts";
import { LEFT_FIRST, NEVER_CAME, noteConsent } from "./consent.ts";
import { frameOfProducer } from "./frame-book.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { createFrames, type Frames } from "./frames.ts";
import { createIngest } from "./ingest.ts";
import { injectRecorder } from "./injection.ts";
import { createFrontTab } from "./front-tab.ts";
import type { Step } from "./fresh-tabs.ts";
import { isOpenTo, type Recording, type Recordings, type RunningSession } from "./recordings.ts";
import { refusalForUrl, siteOf } from "./refusals.ts";
import type { Role } from "./role.ts";
import { createSessionFacts } from "./session-facts.ts";
import { BY_THE_USER, createSessionEnd, tabAnswers } from "./session-end.ts";
import { createSessionStart } from "./session-start.ts";
import { createSessionStop } from "./session-stop.ts";
import { createSessionTabs } from "./session-tabs.ts";
import { createSessionTurns } from "./session-turns.ts";
import { createWebRequests } from "./web-requests.ts";
import type { StorageWatch } from "./storage-watch.ts";
import { createTabNews, type Download } from "./tab-news.ts";
import { type Tell, tellPage } from "./tell-page.ts";

/**
 * A page that was heard this short before its tab closed did not crash: a script closed it, and then
 * nothing that its pagehide sends arrives (measured on Chromium 156; a user's closing does arrive).
 */
const HEARD_MS = 5_000;

const UNSEEN = "The tab shows a page that could not be loaded, or that no extension may see.";

/** The life of recordings: what starts, follows, pauses and ends them. Tab ids are the browser's. */
export interface Recorder {
  start(tabId: number): Promise<void>;
  /** Records the tab as soon as its page says hello; nobody waits for that. */
  follow(tabId: number, documentId?: string): Promise<void>;
  /** Whether a tab is recorded from its next hello on. */
  awaits(tabId: number): boolean;
  /** Resolves when it is known whether a tab that came up a moment ago belongs to a session. */
  decided(tabId: number): Promise<void>;
  /** Resolves when what the tab's page has seen so far is stored. */
  flush(tabId: number): Promise<void>;
  pause(tabId: number): Promise<void>;
  resume(tabId: number): Promise<void>;
  /** Tells on what a service worker that died under a pause, or a resume, did not get to tell. Never rejects. */
  finishTurns(): Promise<void>;
  stop(tabId: number, reason: string): Promise<void>;
  /** The parts of recordings that are frames of other origins. */
  frames: Frames;
  /** A document says it is there. */
  hello: Documents["hello"];
  batches: Documents["batches"];
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
  /** A tab began or ended to make a sound. */
  tabAudible(tabId: number, audible: boolean, at: number): Promise<void>;
  /** The browser saves a file; told in the tab that it is for, where that can be known. */
  downloadStarted(item: Download, at: number): Promise<void>;
  tabClosed(tabId: number): Promise<void>;
  /** The browser gave the tab another id. */
  moved(from: number, to: number): Promise<void>;
  /** The browser threw the tab's page away to save memory; shown again, the tab loads it anew. */
  discarded(tabId: number): Promise<void>;
  /** Looks into requests from now on, or no more, as the user lets it. */
  permissionsChanged(): void;
  /** Ends recordings of sites that may no longer be seen. */
  permissionRemoved(): Promise<void>;
  /** Ends what new privacy settings treat otherwise. */
  privacyChanged(privacy: PrivacySettings): Promise<void>;
  /** Resolves when the session of this tab, where it is just being ended, has ended. */
  ended(tabId: number): Promise<void>;
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
  const ingest = createIngest(store, onNews, buffering, {
    join: (...told) => requests.join(...told),
    serverBuild: (...asked) => requests.serverBuild(...asked),
  });
  const signals = createBrowserSignals(ingest);
  const requests = createWebRequests(recordings, signals);
  // A rewind keeps what pages tell.
  if (!buffering) recordings.watch(requests.follow);
  if (!buffering) requests.follow();
  const facts = createSessionFacts(store, recordings);
  const frames = createFrames(
    recordings,
    ingest,
    signals,
    (recording, frameId, command) => tell(recording.browserTabId, command, frameId),
    role.mayRecord,
    (...said) => noteConsent({ store, recordings, role }, ...said),
  );
  for (const recording of Object.values(recordings.recordings)) {
    withFrames(frames.wake(recording));
  }
  const begin = createSessionStart(store, recordings, storage, role);
  const end = createSessionEnd(
    store,
    recordings,
    ingest,
    signals,
    role,
    onFinished,
    requests.tellRest,
  );
  const tabs = createSessionTabs(store, recordings, signals, role, arrive);
  const front = createFrontTab(recordings, signals, tabs.decided);
  const tabNews = createTabNews(recordings, signals);
  /** Tabs that did not answer once; a second time in a row means that they crashed. */
  const silent = new Set<number>();

  async function onNews(recording: Recording, producer: string, news: FrameNews): Promise<void> {
    withFrames(frames.heard(recording, producer, news));
    if (news.busy !== null && !frameOfProducer(recording, producer)) {
      buffering?.onBusy(recording, news.busy);
    }
    await facts.note(recording, news);
  }

  /** A frame is not waited for any longer: the page above it is told after it. */
  const tell: Tell = (tabId, command, frameId) =>
    frameId
      ? tellPage(tabId, command, frameId)
      : tellPage(tabId, command, 0, () => documents.silenceOfPage(tabId));

  function recordingOf(tabId: number): Recording {
    const recording = recordings.byTab(tabId);
    if (recording) return recording;
    throw new WaymarkError("not-found", "This tab is not being recorded.");
  }

  const runningIn = (tabId: number): RunningSession => recordings.sessionOf(recordingOf(tabId));

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
    const session = recordings.sessionOf(recording);
    const isEmptyYet = listed === "no" && url === "about:blank";
    if (!isEmptyYet && !staysOnSites(session, url)) return leaveSites(recording);
    if (session.status === "paused") {
      recording.producer = null;
      await recordings.save();
      await role.showBadge(browserTabId, "paused");
      return;
    }
    // Opened empty, to be sent somewhere in a moment; or the session ends just now.
    if (isEmptyYet || !isOpenTo(session)) return;
    if (refusalForUrl(url) || !(await role.mayRecord(url))) {
      const { origin, protocol } = new URL(url);
      const where = siteOf(url) ? origin : protocol;
      return skip(recording, "The tab went to a page that Waymark may not record.", where);
    }
    try {
      await injectRecorder(browserTabId, documentId);
    } catch (error) {
      const shown = await browser.tabs.get(browserTabId).catch(() => null);
      if (shown?.url !== url) throw error;
      return skip(recording, UNSEEN, new URL(url).origin);
    }
    await role.showBadge(browserTabId, recording.waiting ? "waiting" : "recording");
  }

  /** Ends an automatic recording of a tab that went elsewhere, once the page that it left has handed over. */
  async function leaveSites(recording: Recording): Promise<void> {
    recording.producer = null;
    await recordings.save();
    await new Promise((next) => setTimeout(next, CLOSING_GRACE_MS));
    const cameBack = recording.producer !== null;
    if (cameBack || recordings.byTab(recording.browserTabId) !== recording) return;
    const session = recordings.sessionOf(recording);
    if (recordings.tabsOf(session.id).length > 1) {
      return end.endTab(recording, true, Date.now(), TAB_LEFT_SITES);
    }
    session.stopping = TAB_LEFT_SITES;
    await recordings.save();
    await stops.stop(session, TAB_LEFT_SITES);
  }

  async function checkTab(recording: Recording): Promise<void> {
    const { browserTabId, producer, leftCleanly, closedAt } = recording;
    const session = recordings.sessionOf(recording);
    const tab = await browser.tabs.get(browserTabId).catch(() => null);
    // It closed while nobody listened.
    if (!tab)
      return end.endTab(recording, leftCleanly || producer === null, closedAt ?? Date.now());
    // As it left its sites, the service worker died.
    if (tab.url && !staysOnSites(session, tab.url)) return leaveSites(recording);
    if (session.status === "paused" || producer === null || tab.status === "loading") return;
    if (await tabAnswers(browserTabId)) return void silent.delete(browserTabId);
    if (recording.producer !== producer) return;
    // The page left in good order, for one that could not be loaded, or that no extension may see.
    if (recording.leftCleanly) return skip(recording, UNSEEN);
    if (!silent.has(browserTabId)) return void silent.add(browserTabId);
    await end.endTab(recording, false, Date.now());
  }

  /** A tab whose start waits for a consent shows another page, which may need none or have one. */
  async function waitOn(tabId: number, { url, documentId }: Step): Promise<void> {
    const leaves = !staysOnSites({ autoSites: recordings.autoStarts[tabId] }, url);
    if (leaves || refusalForUrl(url) || !(await role.mayRecord(url))) {
      return stops.endWait(tabId, "consent", LEFT_FIRST);
    }
    await injectRecorder(tabId, documentId);
    if (recordings.waits[tabId]) await role.showBadge(tabId, "waiting");
  }

  const turns = createSessionTurns({
    store,
    recordings,
    role,
    frames,
    front,
    tell,
    tellRest: requests.tellRest,
    arrive,
    skip,
  });
  const stops = createSessionStop(
    store,
    recordings,
    storage,
    role,
    frames,
    end,
    skip,
    requests.tellRest,
    tell,
  );
  const documents = createDocuments({
    store,
    recordings,
    role,
    ingest,
    signals,
    begin,
    stop: stops,
    tabs,
    front,
    recordingOf,
    skip,
  });

  return {
    frames,
    start: begin.start,
    awaits: begin.awaits,
    async ended(tabId) {
      const recording = recordings.byTab(tabId);
      if (recording) await end.settled(recordings.sessionOf(recording));
    },
    decided: tabs.decided,

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

    pause: async (tabId) => turns.pause(runningIn(tabId)),
    resume: async (tabId) => turns.resume(runningIn(tabId), tabId),
    finishTurns: turns.finish,

    async stop(tabId, reason) {
      if (!recordings.byTab(tabId) && recordings.waits[tabId]) {
        const autoSites = recordings.autoStarts[tabId];
        if (autoSites) recordings.autoEnded[tabId] = autoSites;
        return stops.endWait(tabId, "consent", NEVER_CAME, "none");
      }
      const session = runningIn(tabId);
      session.stopping = reason;
      // At once: the tab may come to another page of its sites before the session has ended.
      if (session.autoSites && BY_THE_USER.has(reason)) {
        for (const open of recordings.tabsOf(session.id))
          recordings.autoEnded[open.browserTabId] = session.autoSites;
      }
      await recordings.save();
      await stops.stop(session, reason);
    },

    hello: documents.hello,
    batches: documents.batches,
    refused: stops.refused,
    permissionsChanged: requests.follow,
    permissionRemoved: stops.permissionRemoved,
    privacyChanged: stops.privacyChanged,

    async navigated(tabId, step, transition) {
      delete recordings.refusals[tabId];
      const recording = recordings.byTab(tabId) ?? (await tabs.stepped(tabId, step, transition));
      if (!recording) return recordings.waits[tabId] ? waitOn(tabId, step) : undefined;
      delete recording.waiting;
      frames.left(recording);
      await arrive(recording, step);
    },

    tabCreated: (tabId, incognito, openerTabId) => tabs.created(tabId, incognito, openerTabId),
    tabOpened: (fromTabId, tabId, url, at) => tabs.opened(fromTabId, tabId, url, at),
    tabShown: (tabId, at) => front.shown(tabId, at),
    tabAudible: (tabId, audible, at) => tabNews.audible(tabId, audible, at),
    downloadStarted: (item, at) => tabNews.download(item, at),

    async tabClosed(tabId) {
      const waited = tabId in recordings.waits;
      delete recordings.waits[tabId];
      delete recordings.countdowns[tabId];
      delete recordings.intents[tabId];
      delete recordings.starts[tabId];
      delete recordings.charters[tabId];
      delete recordings.autoStarts[tabId];
      delete recordings.autoEnded[tabId];
      delete recordings.asks[tabId];
      delete recordings.refusals[tabId];
      delete recordings.last[tabId];
      silent.delete(tabId);
      const closedAt = Date.now();
      const heard = documents.silence(tabId) < HEARD_MS;
      await tabs.closed(tabId);
      const recording = recordings.byTab(tabId);
      if (waited) {
        await recordings.save();
        await role.keepEarlyScripts();
      }
      if (!recording) return documents.forget(tabId);
      recording.closedAt = closedAt;
      recording.leftCleanly ||= heard || recording.producer === null;
      await recordings.save();
      await new Promise((next) => setTimeout(next, CLOSING_GRACE_MS));
      documents.forget(tabId);
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

    async checkTabs() {
      await Promise.all(Object.values(recordings.recordings).map(checkTab));
    },
  };
}

/** What is done for frames must not hold up, or end, the recording of the page that they are in. */
function withFrames(work: Promise<void>): void {
  work.catch((error: unknown) => console.warn("Waymark: frames of a page are missing:", error));
}

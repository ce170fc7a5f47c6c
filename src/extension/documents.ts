import { messageOf } from "../format/errors.ts";
import { TAB_CRASHED, TAB_LEFT_SITES } from "../format/tab-ends.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import { type Level, LEVELS, pagePolicyOf } from "../privacy/policy.ts";
import { needsConsent, policyFor, siteVerdict } from "../privacy/privacy-settings.ts";
import type { Batch, Leaving } from "../record/protocol.ts";
import type { PageFacts, Welcome } from "../record/uplink.ts";
import type { SessionStore } from "../store/session-store.ts";
import { staysOnSites } from "./auto-record.ts";
import type { BrowserSignals } from "./browser-signals.ts";
import { CLOSING_GRACE_MS } from "./closing-grace.ts";
import { lacksConsent, noteConsent, WAITS } from "./consent.ts";
import { documentPolicy } from "./document-policy.ts";
import { frameOfProducer } from "./frame-book.ts";
import type { FrontTab } from "./front-tab.ts";
import type { Ingest } from "./ingest.ts";
import { injectRecorder } from "./injection.ts";
import { lastEventOf } from "./last-event.ts";
import {
  heardOf,
  isOpenTo,
  type Recording,
  type Recordings,
  type RunningSession,
} from "./recordings.ts";
import { refusalForUrl } from "./refusals.ts";
import type { Role } from "./role.ts";
import type { SessionStart } from "./session-start.ts";
import type { SessionStop } from "./session-stop.ts";
import type { SessionTabs } from "./session-tabs.ts";
import { readSettings } from "./settings.ts";

/** A document that is still there so long after it said that it may leave stays (a download). */
const LEAVING_MS = 10_000;
/** A document that comes back from another session needs this long to end its part in that. */
const REJOIN_AFTER_MS = 300;
/** Documents of a tab that leave may still send; more than so many do not at a time. */
const MOST_HEARD = 4;
/** Who has left is asked within a second; so many do not leave in that time. */
const MOST_LEFT = 1_000;

/** What documents say to the recorder: that they are there, what happened in them, that they leave. */
export interface Documents {
  hello(
    tabId: number,
    producer: string,
    page: PageFacts,
    returningTo: string | null,
  ): Promise<Welcome>;
  /** `url` is the document's address by the browser's word, where it still knows it. */
  batches(
    tabId: number,
    producer: string,
    batches: Batch[],
    leaving: Leaving,
    url?: string,
  ): Promise<void>;
  /** Milliseconds since a document of this tab was heard; Infinity where none was. */
  silence(tabId: number): number;
  /** The same of the tab's own document alone, whatever the frames in it say. */
  silenceOfPage(tabId: number): number;
  /** The tab is gone. */
  forget(tabId: number): void;
}

export interface DocumentParts {
  store: SessionStore;
  recordings: Recordings;
  role: Role;
  ingest: Ingest;
  signals: BrowserSignals;
  begin: SessionStart;
  stop: SessionStop;
  tabs: SessionTabs;
  front: FrontTab;
  recordingOf(tabId: number): Recording;
  /** The tab shows what is not recorded, from now on. */
  skip(recording: Recording, reason: string, origin?: string): Promise<void>;
}

export function createDocuments({
  store,
  recordings,
  role,
  ingest,
  signals,
  begin,
  stop,
  tabs,
  front,
  recordingOf,
  skip,
}: DocumentParts): Documents {
  /** When a tab's page was heard last. */
  const heardAt = new Map<number, number>();
  const pageHeardAt = new Map<number, number>();
  /** Documents that have left, or may: for those that are followed before they could say so. */
  const left = new Map<string, Leaving>();

  function noteLeft(producer: string, leaving: Leaving): void {
    left.set(producer, leaving);
    const [oldest] = left.keys();
    if (left.size > MOST_LEFT) left.delete(oldest!);
  }

  /** Shows the stretch that a document took with it, unless it turns out to have left in good order. */
  async function noteUnlessLeft(
    recording: Recording,
    producer: string,
    since: number,
  ): Promise<void> {
    // Of two documents in two processes, the new one may speak first.
    await new Promise((next) => setTimeout(next, CLOSING_GRACE_MS));
    if (left.has(producer)) return;
    ingest.close(recording, producer);
    // Of a document that was short all may have gone, and then the last event is of the one before.
    const lastAt = Math.max(since, (await lastEventOf(store, recording, producer)) ?? 0);
    await signals.say(
      recording,
      "waymark.lifecycle",
      { what: "gap", reason: TAB_CRASHED },
      lastAt + 1,
    );
  }

  /** Its last words may be followed by others: it is hidden only after its pagehide. */
  function isGone(recording: Recording, producer: string): boolean {
    return left.get(producer) === true || frameOfProducer(recording, producer)?.state === "gone";
  }

  function noteFollowed(recording: Recording, producer: string): void {
    const before = recording.producer;
    if (before === null || before === producer || recording.leftCleanly) return;
    const { at = 0 } = heardOf(recording, before) ?? {};
    noteUnlessLeft(recording, before, at).catch((error: unknown) => {
      console.warn("Waymark could not note a gap:", messageOf(error));
    });
  }

  async function joinAnew(tabId: number): Promise<void> {
    try {
      await injectRecorder(tabId);
    } catch (error) {
      console.warn("Waymark could not follow the tab back:", messageOf(error));
    }
  }

  /** The session says the level of the document that shows most. */
  async function noteLevel(session: RunningSession, level: Level): Promise<void> {
    if (LEVELS.indexOf(level) <= LEVELS.indexOf(session.level)) return;
    session.level = level;
    await recordings.save();
    await store.patchSession(session.id, sanitizePatch({ privacy: { level } }));
  }

  /** The tab shows a page of which nothing is kept before it gives its consent. */
  async function wait(recording: Recording, producer: string, url: string): Promise<void> {
    const isNew = recording.waiting !== producer;
    recording.waiting = producer;
    if (isNew) await skip(recording, WAITS, new URL(url).origin);
    await role.showBadge(recording.browserTabId, "waiting");
  }

  function noteHeard(recording: Recording, producer: string): void {
    const { policy, heard = [] } = recording;
    const others = heard.filter((one) => one.producer !== producer);
    recording.heard = [...others, { producer, policy, at: Date.now() }].slice(-MOST_HEARD);
  }

  /** Whether a document that never began may be of a site that needs a consent first, or is on no account recorded. */
  function mayBeUnfit(recording: Recording, producer: string, url?: string): boolean {
    const { privacy } = recordings.sessionOf(recording);
    if (heardOf(recording, producer)) return false;
    const { consent, allow, deny } = privacy;
    if (url === undefined) return consent.length + allow.length + deny.length > 0;
    return needsConsent(privacy, url) || siteVerdict(privacy, url) !== "may";
  }

  async function noteLeaving(
    recording: Recording,
    producer: string,
    leaving: Leaving,
    stayed: boolean,
  ): Promise<void> {
    if (recording.producer !== producer || (!leaving && !stayed)) return;
    if (stayed) left.delete(producer);
    recording.leftCleanly = Boolean(leaving);
    recording.leavingAt = leaving === "soon" ? Date.now() : Infinity;
    await recordings.save();
  }

  /** Early scripts say hello on every granted site, also where the lists let nothing be recorded. */
  async function isForbidden(tabId: number, url: string): Promise<boolean> {
    const known = recordings.byTab(tabId);
    if (!known && !begin.awaits(tabId)) return false;
    const autoSites = known ? recordings.sessionOf(known).autoSites : recordings.autoStarts[tabId];
    if (!staysOnSites({ autoSites }, url)) {
      begin.refuse(tabId, "site-list", TAB_LEFT_SITES);
      return true;
    }
    if (refusalForUrl(url) === null && (await role.mayRecord(url))) return false;
    begin.refuse(tabId, "site-list", "The tab went to a page that Waymark may not record.");
    return true;
  }

  return {
    async hello(tabId, producer, page, returningTo) {
      heardAt.set(tabId, Date.now());
      if (!recordings.byTab(tabId) && !begin.awaits(tabId)) await tabs.decided(tabId);
      if (await isForbidden(tabId, page.url)) return { record: false };
      const known = recordings.byTab(tabId);
      if (page.refusal) {
        const sentence = refusalSentence(page.refusal.why);
        begin.refuse(tabId, page.refusal.code, sentence);
        await stop.refusedAtOnce(tabId, page.refusal.code, sentence);
        if (known) await skip(known, sentence);
        return { record: false };
      }
      if (known && !isOpenTo(recordings.sessionOf(known))) return { record: false };
      if (!known && !begin.awaits(tabId)) return { record: false };
      if (returningTo !== null && returningTo !== known?.sessionId) {
        // It was recorded into a session that is over. It ends its part, and then joins this one.
        if (known || begin.awaits(tabId)) {
          setTimeout(() => void joinAnew(tabId), REJOIN_AFTER_MS);
        }
        return { record: false };
      }
      const privacy = known ? recordings.sessionOf(known).privacy : (await readSettings()).privacy;
      const indicator = privacy.indicator && !role.buffering;
      if (known) noteFollowed(known, producer);
      if (lacksConsent(privacy, page)) {
        if (known) await wait(known, producer, page.url);
        else await begin.wait(tabId, producer, privacy);
        const { level } = policyFor(privacy, page.url);
        return { record: false, waits: { indicator, level, byConsent: true } };
      }
      const recording = known ?? (await begin.create(tabId, producer, page));
      if (!recording) return { record: false };
      const isFirst = !known || known.listed !== "page";
      const because = isFirst ? "start" : known.producer === null ? "resume" : "navigation";
      const session = recordings.sessionOf(recording);
      recording.policy = documentPolicy(session, page.url, role);
      recording.producer = producer;
      recording.leftCleanly = false;
      delete recording.waiting;
      noteHeard(recording, producer);
      left.delete(producer);
      ingest.open(recording, producer);
      await recordings.save();
      try {
        await tabs.introduce(recording, page);
        await noteLevel(session, recording.policy.level);
        await noteConsent({ store, recordings, role }, recording, recording.policy, page);
        await front.catchUp(session);
      } catch (error) {
        await stop.storeFailed(session, error);
        throw error;
      }
      await role.showBadge(tabId, "recording");
      return {
        record: true,
        policy: pagePolicyOf(recording.policy),
        because,
        session: recording.sessionId,
        shown: {
          indicator,
          level: recording.policy.level,
          byConsent: needsConsent(privacy, page.url),
        },
      };
    },

    async batches(tabId, producer, batches, leaving, url) {
      heardAt.set(tabId, Date.now());
      const recording = recordingOf(tabId);
      if (recording.producer === producer) pageHeardAt.set(tabId, Date.now());
      const session = recordings.sessionOf(recording);
      // A document that came and went while paused, or without a consent, hands over what its early hook saw.
      const isKnown = recording.producer === producer || frameOfProducer(recording, producer);
      if (!isKnown && (session.status === "paused" || mayBeUnfit(recording, producer, url))) return;
      if (leaving) noteLeft(producer, leaving);
      const stayed = Date.now() - (recording.leavingAt ?? Infinity) > LEAVING_MS;
      // Before anything is waited for: the next batches may be here already, and must come after these.
      const stored = ingest.append(recording, producer, batches, { url });
      try {
        await stored;
        // Not earlier: if the service worker dies over the batches, this document has lost something.
        await noteLeaving(recording, producer, leaving, stayed);
        // A document that comes back from the back-forward cache starts with a new snapshot.
        if (isGone(recording, producer)) ingest.close(recording, producer);
        // Nor is this: the page may be loading another, and what is asked of it waits until it is there.
        else if (!leaving) {
          tabs
            .name(recording, url)
            .catch((error: unknown) => console.debug("Waymark: a tab stays without title:", error));
        }
        // Not waited for: the page that is asked to stop waits for the answer to these batches.
        stop
          .stopBeforeFull(session)
          .catch((error: unknown) =>
            console.error("Waymark could not stop before the disk is full:", error),
          );
      } catch (error) {
        await stop.storeFailed(session, error);
        throw error;
      }
    },

    silence: (tabId) => Date.now() - (heardAt.get(tabId) ?? -Infinity),
    silenceOfPage: (tabId) => Date.now() - (pageHeardAt.get(tabId) ?? -Infinity),
    forget(tabId) {
      heardAt.delete(tabId);
      pageHeardAt.delete(tabId);
    },
  };
}

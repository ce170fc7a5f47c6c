import { browser } from "wxt/browser";
import { redactorFor } from "../privacy/gate2/gate2.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { PageFacts } from "../record/uplink.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { BrowserSignals } from "./browser-signals.ts";
import { documentPolicy } from "./document-policy.ts";
import { createFreshTabs, type Step } from "./fresh-tabs.ts";
import { namesOf, tabOf } from "./fresh-session.ts";
import { MOST_OPEN_TABS, MOST_TABS } from "./tab-limits.ts";
import type { Recording, Recordings, RunningSession } from "./recordings.ts";
import { refusalForUrl } from "./refusals.ts";
import { titleOf } from "./page-title.ts";
import type { Role } from "./role.ts";

/** How a person or a page gets from an empty tab that it opened to somewhere; typing an address is not. */
const FROM_THE_OPENER: ReadonlySet<string> = new Set(["link", "form_submit"]);
const EMPTY = "about:blank";

export interface SessionTabs {
  /** A tab came up. `openerTabId` alone does not say that a page opened it: Ctrl+T sets it as well. */
  created(tabId: number, incognito: boolean, openerTabId: number | undefined): Promise<void>;
  /** The browser says that a page or link of one tab opened another. */
  opened(fromTabId: number, tabId: number, url: string, at: number): Promise<void>;
  /**
   * A tab that is not recorded went somewhere: joins it to its opener's session where that is why.
   * Needed where a browser does not tell of an empty tab as opened, and after the service worker died.
   */
  stepped(tabId: number, step: Step, transition: string | undefined): Promise<Recording | null>;
  /** Resolves when it is known whether a tab that came up a moment ago belongs to a session. */
  decided(tabId: number): Promise<void>;
  /** The tab's first word: `session.tabs` names it from now on. */
  introduce(recording: Recording, page: Pick<PageFacts, "url">): Promise<void>;
  /**
   * Names the tab, and its session where it is the first. A page that has sent events has its title; whether that may be
   * told is not known before (rule P6), and a document that only begins says hello without. `url` is where the page
   * was that sent them.
   */
  name(recording: Recording, url: string | undefined): Promise<void>;
  /** As `introduce`, for a tab that went, as its first step, where nothing may be recorded. */
  introducePlace(recording: Recording, origin: string): Promise<void>;
  closed(tabId: number): Promise<void>;
}

export function createSessionTabs(
  store: SessionStore,
  recordings: Recordings,
  signals: BrowserSignals,
  role: Role,
  /** Records what a joined tab shows already. */
  arrive: (recording: Recording, step: Step) => Promise<void>,
): SessionTabs {
  const fresh = createFreshTabs();

  /** Null where the tab may not be part of the session, or is part of one already. */
  function join(session: RunningSession, tabId: number, incognito: boolean, at: number) {
    const taken = recordings.byTab(tabId) !== undefined;
    const isOver = recordings.sessions[session.id] !== session || session.stopping !== undefined;
    if (isOver || taken || incognito !== session.incognito || isFull(session)) return null;
    const recording: Recording = {
      browserTabId: tabId,
      sessionId: session.id,
      tabId: `t${++session.tabCount}`,
      startedAt: session.startedAt,
      policy: documentPolicy(session, EMPTY, role),
      canvasSites: session.privacy.canvas,
      openedAt: at,
      listed: "no",
      untitled: false,
      producer: null,
      leftCleanly: false,
      closedAt: null,
    };
    recordings.recordings[tabId] = recording;
    delete recordings.openers[tabId];
    return recording;
  }

  const isFull = ({ id, tabCount }: RunningSession) =>
    tabCount >= MOST_TABS || recordings.tabsOf(id).length >= MOST_OPEN_TABS;

  /** A page that is not recorded just now tells nothing, not even what it opens. */
  const isHeard = (opener: Recording) =>
    opener.producer !== null && recordings.sessionOf(opener).status === "recording";

  async function tell(opener: Recording, joined: Recording | null, url: string, at: number) {
    if (!isHeard(opener)) return;
    await signals.say(
      opener,
      "waymark.browser",
      { what: "tab-opened", detail: url, ...(joined && { tab: joined.tabId }) },
      at,
    );
    const session = recordings.sessionOf(opener);
    if (joined || session.limitTold || !isFull(session)) return;
    session.limitTold = true;
    await recordings.save();
    await signals.say(opener, "waymark.browser", { what: "tab-limit" }, at);
  }

  async function list(recording: Recording, as: "place" | "page", title: string, url: string) {
    recording.listed = as;
    await recordings.save();
    const tabs = [tabOf(recording, { title, url })];
    const patch = sanitizePatch({ tabs }, redactorFor(recording.policy));
    await store.patchSession(recording.sessionId, patch);
  }

  return {
    async created(tabId, incognito, openerTabId) {
      if (Object.keys(recordings.sessions).length === 0) return;
      fresh.created(tabId, incognito);
      if (openerTabId === undefined || !recordings.byTab(openerTabId)) return;
      recordings.openers[tabId] = openerTabId;
      await recordings.save();
    },

    async opened(fromTabId, tabId, url, at) {
      const opener = recordings.byTab(fromTabId);
      if (!opener || recordings.byTab(tabId)) return fresh.decide(tabId);
      const session = recordings.sessionOf(opener);
      const young = fresh.get(tabId);
      const passed = young?.passed ?? null;
      const tab = young ?? (await browser.tabs.get(tabId).catch(() => null));
      const joined = tab && join(session, tabId, tab.incognito, at);
      fresh.decide(tabId);
      await recordings.save();
      await tell(opener, joined, url, at);
      if (!joined) return;
      if (passed) return arrive(joined, passed);
      // Not seen coming up: the browser alone knows where it is.
      const shown = young ? undefined : (tab as { url?: string }).url;
      if (shown && !refusalForUrl(shown)) await arrive(joined, { url: shown });
    },

    async stepped(tabId, step, transition) {
      const openerTabId = recordings.openers[tabId];
      const followed = transition !== undefined && FROM_THE_OPENER.has(transition);
      if (step.url === EMPTY && followed) return null;
      const opener = openerTabId === undefined ? undefined : recordings.byTab(openerTabId);
      if (openerTabId !== undefined) {
        delete recordings.openers[tabId];
        await recordings.save();
      }
      const young = fresh.get(tabId);
      if (!opener || !followed) {
        // Whoever opened it may be told yet.
        if (followed) fresh.passed(tabId, step);
        else fresh.decide(tabId);
        return null;
      }
      const at = Date.now();
      const tab = young ?? (await browser.tabs.get(tabId).catch(() => null));
      const joined = tab && join(recordings.sessionOf(opener), tabId, tab.incognito, at);
      fresh.decide(tabId);
      await recordings.save();
      if (joined) await tell(opener, joined, step.url, at);
      return joined;
    },

    decided: (tabId) => fresh.decided(tabId),

    async introduce(recording, page) {
      if (recording.listed === "page") return;
      recording.untitled = true;
      await list(recording, "page", "", page.url);
    },

    async name(recording, url) {
      if (!recording.untitled) return;
      recording.untitled = false;
      await recordings.save();
      const title = await titleOf(recording.browserTabId, recording.policy, url);
      // The page that sent this is gone: the next one is asked.
      if (title === null) recording.untitled = true;
      const session = title && (await store.getSession(recording.sessionId));
      if (!title || !session) return;
      const patch = sanitizePatch(
        namesOf(recording, session, title),
        redactorFor(recording.policy),
      );
      await store.patchSession(recording.sessionId, patch);
    },

    async introducePlace(recording, origin) {
      if (recording.listed === "no") await list(recording, "place", "", origin);
    },

    async closed(tabId) {
      fresh.decide(tabId);
      if (recordings.openers[tabId] === undefined) return;
      delete recordings.openers[tabId];
      await recordings.save();
    },
  };
}

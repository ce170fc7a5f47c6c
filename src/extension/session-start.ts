import { browser } from "wxt/browser";
import { messageOf, WaymarkError } from "../format/errors.ts";
import { newSessionId } from "../format/ids.ts";
import { redactorFor } from "../privacy/gate2/gate2.ts";
import { sanitizeSession } from "../privacy/gate2/sessions.ts";
import { type PrivacySettings, siteVerdict } from "../privacy/privacy-settings.ts";
import type { PageFacts } from "../record/uplink.ts";
import type { SessionStore } from "../store/session-store.ts";
import { documentPolicy } from "./document-policy.ts";
import { freshSession } from "./fresh-session.ts";
import { injectRecorder } from "./injection.ts";
import type { RefusalCode } from "./messages.ts";
import {
  FIRST_TAB,
  HELLO_TIMEOUT_MS,
  type Recording,
  type Recordings,
  type RunningSession,
} from "./recordings.ts";
import { originsOf, RefusalError, refusalForSite, refusalForUrl, siteOf } from "./refusals.ts";
import type { Role } from "./role.ts";
import { readSettings, whyUnusable } from "./settings.ts";
import type { StorageWatch } from "./storage-watch.ts";

const NO_ROOM = "The disk or the browser's storage is full. Free some space and start again.";

export interface SessionStart {
  /** A page that must give its consent first said hello: the start waits for that, for as long as it takes. */
  wait(tabId: number, producer: string, privacy: PrivacySettings): Promise<void>;
  /** Resolves when the page is being recorded; rejects with RefusalError when it cannot be. */
  start(tabId: number): Promise<void>;
  /** Whether a start waits for this tab's page to say hello. */
  awaits(tabId: number): boolean;
  /** The page that a start waits for said hello: makes and stores the session. Null when it could not. */
  create(tabId: number, producer: string, page: PageFacts): Promise<Recording | null>;
  /** The page that a start waits for said no. */
  refuse(tabId: number, code: RefusalCode, sentence: string): void;
}

export function createSessionStart(
  store: SessionStore,
  recordings: Recordings,
  storage: StorageWatch,
  role: Role,
): SessionStart {
  /** Starts under way, by tab: a second Start joins the first. */
  const starting = new Map<number, Promise<void>>();
  const waiters = new Map<number, { resolve(): void; reject(error: Error): void }>();

  async function begin(tabId: number): Promise<void> {
    const tab = await browser.tabs.get(tabId).catch(() => {
      throw new RefusalError("gone", "That tab is gone. Open the page again and start from there.");
    });
    const refusal = refusalForUrl(tab.url);
    if (refusal) throw new RefusalError(refusal.code, refusal.sentence);
    if (!(await browser.permissions.contains({ origins: originsOf(tab.url!) }))) {
      throw new RefusalError(
        "no-permission",
        `Waymark has no permission for ${siteOf(tab.url)}. Press "Start recording" again and allow it.`,
      );
    }
    const settings = await readSettings();
    const unusable = whyUnusable(settings);
    if (unusable !== null) throw new RefusalError("bad-policy", unusable);
    const unlisted = refusalForSite(
      siteVerdict(settings.privacy, tab.url!),
      settings.managed !== null,
    );
    if (unlisted) throw new RefusalError(unlisted.code, unlisted.sentence);
    if ((await storage.trouble())?.kind === "full") throw new RefusalError("storage", NO_ROOM);
    recordings.starts[tabId] = Date.now();
    await recordings.save();
    await role.keepEarlyScripts();
    await Promise.all([inject(tabId), answer(tabId)]);
  }

  async function inject(tabId: number): Promise<void> {
    try {
      await injectRecorder(tabId);
    } catch (error) {
      throw new RefusalError("browser-page", `The browser refused: ${messageOf(error)}`);
    }
  }

  function answer(tabId: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(new RefusalError("gone", "The page does not answer. Reload it and try again.")),
        HELLO_TIMEOUT_MS,
      );
      waiters.set(tabId, {
        resolve: () => (clearTimeout(timer), resolve()),
        reject: (error) => (clearTimeout(timer), reject(error)),
      });
    });
  }

  return {
    start(tabId) {
      if (recordings.byTab(tabId) || recordings.waits[tabId]) return Promise.resolve();
      const running = starting.get(tabId);
      if (running) return running;
      delete recordings.refusals[tabId];
      delete recordings.asks[tabId];
      const start = begin(tabId)
        .then(() => role.showBadge(tabId, recordings.waits[tabId] ? "waiting" : "recording"))
        .catch(async (error: unknown) => {
          delete recordings.starts[tabId];
          delete recordings.charters[tabId];
          if (error instanceof RefusalError) recordings.refusals[tabId] = error.refusal;
          await recordings.save();
          await role.showBadge(tabId, "problem");
          await role.keepEarlyScripts();
          throw error;
        })
        .finally(() => {
          starting.delete(tabId);
          waiters.delete(tabId);
        });
      starting.set(tabId, start);
      return start;
    },

    async wait(tabId, producer, privacy) {
      recordings.waits[tabId] = { producer, privacy };
      delete recordings.starts[tabId];
      delete recordings.last[tabId];
      await recordings.save();
      await role.showBadge(tabId, "waiting");
      waiters.get(tabId)?.resolve();
    },

    awaits(tabId) {
      if (recordings.waits[tabId]) return true;
      // The service worker may have died since: the page's repeated hello then finds the start noted.
      const startedAt = recordings.starts[tabId] ?? -Infinity;
      return waiters.has(tabId) || Date.now() - startedAt < HELLO_TIMEOUT_MS;
    },

    async create(tabId, producer, page) {
      try {
        const [{ privacy }, { incognito }] = await Promise.all([
          readSettings(),
          browser.tabs.get(tabId),
        ]);
        const startedAt = Date.now();
        const autoSites = recordings.autoStarts[tabId];
        const charter = recordings.charters[tabId];
        const policy = documentPolicy({ privacy }, page.url, role);
        const session: RunningSession = {
          id: newSessionId(startedAt, crypto.getRandomValues(new Uint8Array(16))),
          status: "recording",
          startedAt,
          pausedMs: 0,
          pausedAt: null,
          privacy,
          level: policy.level,
          incognito,
          tabCount: 1,
          limitTold: false,
          front: { tabId: FIRST_TAB, at: startedAt },
          toldFront: FIRST_TAB,
          ...(autoSites && { autoSites }),
        };
        const recording: Recording = {
          browserTabId: tabId,
          sessionId: session.id,
          tabId: FIRST_TAB,
          startedAt,
          policy,
          canvasSites: privacy.canvas,
          openedAt: startedAt,
          listed: "page",
          untitled: true,
          producer,
          leftCleanly: false,
          closedAt: null,
        };
        const fresh = { ...freshSession(recording, page), ...(charter && { charter }) };
        await store.putSession(sanitizeSession(fresh, redactorFor(recording.policy)));
        // Meanwhile its user may have taken the start back, or the next page have been quicker.
        if (!this.awaits(tabId) || recordings.byTab(tabId)) {
          await store.deleteSession(session.id);
          return recordings.byTab(tabId) ?? null;
        }
        recordings.sessions[session.id] = session;
        recordings.recordings[tabId] = recording;
        delete recordings.starts[tabId];
        delete recordings.waits[tabId];
        delete recordings.autoStarts[tabId];
        delete recordings.charters[tabId];
        delete recordings.refusals[tabId];
        delete recordings.last[tabId];
        await recordings.save();
        await role.note("start", {
          sessionId: session.id,
          site: siteOf(page.url),
          detail: `Recording began${autoSites ? " by the rule of its site" : ""} at level ${policy.level}.`,
        });
        waiters.get(tabId)?.resolve();
        return recording;
      } catch (error) {
        const why =
          error instanceof WaymarkError && error.code === "quota"
            ? NO_ROOM
            : `Nothing can be stored: ${messageOf(error)}`;
        this.refuse(tabId, "storage", why);
        return null;
      }
    },

    refuse(tabId, code, sentence) {
      waiters.get(tabId)?.reject(new RefusalError(code, sentence));
    },
  };
}

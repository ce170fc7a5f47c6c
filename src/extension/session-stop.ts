import { browser } from "wxt/browser";
import { messageOf, WaymarkError } from "../format/errors.ts";
import { TAB_CLOSED, TAB_CRASHED } from "../format/tab-ends.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { PrivacySettings } from "../privacy/privacy-settings.ts";
import type { SessionStore } from "../store/session-store.ts";
import { CLOSING_GRACE_MS } from "./closing-grace.ts";
import { isConcerned } from "./concerned.ts";
import type { Frames } from "./frames.ts";
import type { BadgeLook } from "./badge.ts";
import { setIndicator } from "./injection.ts";
import type { RefusalCode } from "./messages.ts";
import type { Recording, Recordings, RunningSession } from "./recordings.ts";
import { originsOf, refusalForUrl } from "./refusals.ts";
import type { Role } from "./role.ts";
import type { SessionEnd } from "./session-end.ts";
import type { StorageWatch } from "./storage-watch.ts";
import type { Tell } from "./tell-page.ts";

const FULL =
  "The disk or the browser's storage is full. What was recorded until then is kept; free some space to record again.";

const CHANGED_FIRST =
  "The privacy settings for this site were changed before its consent came. Start again to record under the new ones.";

const CHANGED = "The privacy settings for a site in it were changed.";

/** Ways in which a session stops: asked to, refused by a page, for lack of space or of a permission. */
export interface SessionStop {
  /** Has all pages of the session hand over what they have, and ends it. */
  stop(session: RunningSession, reason: string): Promise<void>;
  /** Storing failed. Rule R2: what was stored stays valid, and the user is told why it ended. */
  storeFailed(session: RunningSession, error: unknown): Promise<void>;
  /** Stops while there is still room to do it well: the page hands over its last events. */
  stopBeforeFull(session: RunningSession): Promise<void>;
  /** A document, or its user, does not want to be recorded, or its recorder failed. */
  refused(tabId: number, producer: string, code: string, sentence: string): Promise<void>;
  /** A page that was to be recorded says as it comes that it may not be: the popup tells why. */
  refusedAtOnce(tabId: number, code: RefusalCode, sentence: string): Promise<void>;
  /** A start that waits for its page's consent is over; nothing was kept. */
  endWait(tabId: number, code: RefusalCode, sentence: string, look?: BadgeLook): Promise<void>;
  /** Ends recordings of sites that may no longer be seen. */
  permissionRemoved(): Promise<void>;
  /** Ends sessions that show a page which these settings treat otherwise, and drops what is unsent (rule P7). */
  privacyChanged(privacy: PrivacySettings): Promise<void>;
}

export function createSessionStop(
  store: SessionStore,
  recordings: Recordings,
  storage: StorageWatch,
  role: Role,
  frames: Frames,
  end: SessionEnd,
  /** The tab shows what is not recorded, from now on. */
  skip: (recording: Recording, reason: string) => Promise<void>,
  /** Tells what of these tabs' requests is not told yet. */
  tellRest: (tabs: readonly Recording[]) => Promise<void>,
  tell: Tell,
): SessionStop {
  /** Whether the tab's page handed over its last events; null where there was no page to do so. */
  async function stopTab(recording: Recording, reason: string): Promise<boolean | null> {
    const { closedAt, leftCleanly } = recording;
    if (closedAt !== null) {
      await end.tellEnd(recording, leftCleanly ? TAB_CLOSED : TAB_CRASHED, leftCleanly, closedAt);
      return leftCleanly ? null : false;
    }
    try {
      await frames.tell(recording, { type: "stop", drop: false, reason });
      await tell(recording.browserTabId, { type: "stop", drop: false, reason });
      return recording.producer === null ? null : true;
    } catch (error) {
      // Nobody to answer is fine where no document was recorded just now: between two, or in a gap.
      // One that left over the question has handed over too, and its last word may be on its way.
      const isGone = () => recording.producer === null || recording.leftCleanly;
      if (!isGone()) await new Promise((next) => setTimeout(next, CLOSING_GRACE_MS));
      const gone = isGone();
      if (!gone) {
        console.warn("Waymark: the page did not hand over its last events:", messageOf(error));
      }
      await end.tellEnd(recording, gone ? reason : TAB_CRASHED, gone, Date.now());
      return gone ? null : false;
    }
  }

  async function stopNow(session: RunningSession, reason: string): Promise<void> {
    const open = recordings.tabsOf(session.id);
    const answers = await Promise.all(open.map((recording) => stopTab(recording, reason)));
    // A tab that crashed among others that did not has its end marked; the session is whole.
    await tellRest(open);
    const crashed = answers.includes(false) && !answers.includes(true);
    if (crashed) await end.finish(session, "interrupted", TAB_CRASHED);
    else await end.finish(session, "finished", reason);
  }

  /** All pages stop at once, and throw away what they have not handed over. */
  async function dropUnsent(open: readonly Recording[], reason: string): Promise<void> {
    const stop = { type: "stop", drop: true, reason } as const;
    await Promise.all(
      open.map(async (recording) => {
        await frames.tell(recording, stop);
        await tell(recording.browserTabId, stop).catch((late: unknown) =>
          console.debug("Waymark: the page is gone already:", messageOf(late)),
        );
      }),
    );
  }

  async function indicate(
    open: readonly Pick<Recording, "browserTabId">[],
    on: boolean,
  ): Promise<void> {
    if (role.buffering) return;
    for (const { browserTabId } of open) {
      await setIndicator(browserTabId, on).catch((error: unknown) =>
        console.debug("Waymark: a tab shows no page with an indicator:", messageOf(error)),
      );
    }
  }

  async function storeFailed(session: RunningSession, error: unknown): Promise<void> {
    const code = error instanceof WaymarkError ? error.code : null;
    if (code !== "quota" && code !== "deleted") return;
    const sentence =
      code === "quota" ? FULL : "The session was deleted while it was being recorded.";
    await end.once(session, sentence, async () => {
      const open = recordings.tabsOf(session.id);
      await dropUnsent(open, sentence);
      if (code === "deleted") await end.discard(session);
      else await end.finish(session, "finished", sentence);
      await refuseForStorage(open, sentence);
    });
  }

  async function stopBeforeFull(session: RunningSession): Promise<void> {
    if ((await storage.trouble())?.kind !== "full") return;
    await end.once(session, FULL, async () => {
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

  async function endWait(
    tabId: number,
    code: RefusalCode,
    sentence: string,
    look: BadgeLook = "problem",
  ): Promise<void> {
    if (!recordings.waits[tabId]) return;
    delete recordings.waits[tabId];
    delete recordings.autoStarts[tabId];
    delete recordings.charters[tabId];
    await tellRefusal(tabId, code, sentence);
    await tell(tabId, { type: "stop", drop: true, reason: sentence }).catch((late: unknown) =>
      console.debug("Waymark: the page is gone already:", messageOf(late)),
    );
    await role.showBadge(tabId, look);
    await role.keepEarlyScripts();
  }

  async function tellRefusal(tabId: number, code: RefusalCode, sentence: string): Promise<void> {
    recordings.refusals[tabId] = { code, sentence };
    await recordings.save();
  }

  return {
    endWait,

    async refusedAtOnce(tabId, code, sentence) {
      if (recordings.byTab(tabId)) await tellRefusal(tabId, code, sentence);
      else await endWait(tabId, code, sentence);
    },

    stop: (session, reason) => end.once(session, reason, () => stopNow(session, reason)),
    storeFailed,
    stopBeforeFull,

    async refused(tabId, producer, code, sentence) {
      const recording = recordings.byTab(tabId);
      const known = refusalCodeOf(code);
      if (!recording) {
        if (recordings.waits[tabId]?.producer === producer) await endWait(tabId, known, sentence);
        return;
      }
      if (recording.producer !== producer && recording.waiting !== producer) return;
      const session = recordings.sessionOf(recording);
      await frames.tell(recording, { type: "stop", drop: code !== "failed", reason: sentence });
      if (known === "gpc" || known === "opt-out") {
        const { endReason: detail = "" } = sanitizePatch({ endReason: sentence });
        const said = detail || "The page does not want to be recorded.";
        await role.note("refuse", { sessionId: session.id, detail: said });
      }
      // The other tabs' pages have a say of their own.
      if (recordings.tabsOf(session.id).length > 1) {
        delete recording.waiting;
        await skip(recording, sentence);
        return tellRefusal(tabId, known, sentence);
      }
      await end.once(session, sentence, async () => {
        const stored = await store.getSession(session.id);
        if (stored?.counts.events === 0) await end.discard(session);
        else await end.finish(session, code === "failed" ? "interrupted" : "finished", sentence);
        await tellRefusal(tabId, known, sentence);
        await role.showBadge(tabId, "problem");
      });
    },

    async privacyChanged(privacy) {
      for (const [tab, wait] of Object.entries(recordings.waits)) {
        const shown = [{ browserTabId: Number(tab) }];
        if (await isConcerned(wait, shown, privacy)) {
          await endWait(Number(tab), "consent", CHANGED_FIRST);
          continue;
        }
        await indicate(shown, privacy.indicator);
        wait.privacy = privacy;
      }
      await recordings.save();
      for (const session of Object.values(recordings.sessions)) {
        const open = recordings.tabsOf(session.id);
        if (!(await isConcerned(session, open, privacy))) {
          if (session.privacy.indicator !== privacy.indicator) {
            await indicate(open, privacy.indicator);
          }
          session.privacy = privacy;
          for (const recording of open) recording.canvasSites = privacy.canvas;
          await recordings.save();
          continue;
        }
        await end.once(session, CHANGED, async () => {
          await dropUnsent(open, CHANGED);
          await end.finish(session, "finished", CHANGED);
        });
      }
    },

    async permissionRemoved() {
      for (const tab of Object.keys(recordings.waits).map(Number)) {
        if (!(await mayBeSeen({ browserTabId: tab }))) {
          await endWait(tab, "no-permission", "The permission for this site was taken back.");
        }
      }
      for (const session of Object.values(recordings.sessions)) {
        // In a gap nothing is recorded anyway; it may end when the tab comes back to a granted site.
        const heard = recordings
          .tabsOf(session.id)
          .filter(({ producer, waiting }) => producer !== null || waiting !== undefined);
        const seen = await Promise.all(heard.map(mayBeSeen));
        const taken = heard.filter((_, i) => !seen[i]);
        const reason = "The permission for this site was taken back.";
        for (const [i, recording] of heard.entries()) {
          if (seen[i]) await frames.permissionRemoved(recording);
        }
        if (taken.length === 0) continue;
        if (taken.length === heard.length) {
          await end.once(session, reason, () => stopNow(session, reason));
          continue;
        }
        for (const recording of taken) {
          await frames.tell(recording, { type: "stop", drop: false, reason });
          await tell(recording.browserTabId, { type: "stop", drop: false, reason }).catch(
            (late: unknown) =>
              console.warn("Waymark: the page is not recorded any more:", messageOf(late)),
          );
          delete recording.waiting;
          await skip(recording, reason);
        }
      }
    },
  };
}

/** A page may say any code. */
function refusalCodeOf(code: string): RefusalCode {
  return code === "gpc" || code === "opt-out" || code === "bad-policy" ? code : "gone";
}

async function mayBeSeen({ browserTabId }: Pick<Recording, "browserTabId">): Promise<boolean> {
  const tab = await browser.tabs.get(browserTabId).catch(() => null);
  if (!tab?.url || refusalForUrl(tab.url)) return false;
  return browser.permissions.contains({ origins: originsOf(tab.url) });
}

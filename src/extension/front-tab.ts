import type { BrowserSignals } from "./browser-signals.ts";
import type { Recordings, RunningSession } from "./recordings.ts";

/** Tells each session which of its tabs the user looks at. Of other tabs it says only that it is none. */
export interface FrontTab {
  /** A tab came to the front of the window that the user is in. */
  shown(browserTabId: number, at: number): Promise<void>;
  /** Says what could not be said yet: a pause is over, or the tab has its place in the session now. */
  catchUp(session: RunningSession): Promise<void>;
}

export function createFrontTab(
  recordings: Recordings,
  signals: BrowserSignals,
  decided: (browserTabId: number) => Promise<void>,
): FrontTab {
  let latest = 0;

  async function catchUp(session: RunningSession): Promise<void> {
    const { front, toldFront, status } = session;
    if (status === "paused" || front.tabId === toldFront) return;
    const tabs = recordings.tabsOf(session.id).filter(({ closedAt }) => closedAt === null);
    // While there is no tab in front, the one that was tells.
    const tells = tabs.find(({ tabId }) => tabId === (front.tabId ?? toldFront));
    // A tab without a first word tells when it has one; one that closed needs no leaving.
    if (front.tabId !== null && (!tells || tells.listed === "no")) return;
    session.toldFront = front.tabId;
    await recordings.save();
    if (!tells) return;
    const what = front.tabId === null ? "tab-left" : "tab-activated";
    await signals.say(tells, "waymark.browser", { what }, front.at);
  }

  return {
    async shown(browserTabId, at) {
      const mine = ++latest;
      // A tab that was just opened comes to the front before it is known whether it belongs here.
      await decided(browserTabId);
      if (mine !== latest) return;
      const recording = recordings.byTab(browserTabId);
      for (const session of Object.values(recordings.sessions)) {
        const tabId = recording?.sessionId === session.id ? recording.tabId : null;
        if (session.front.tabId === tabId) continue;
        session.front = { tabId, at };
        await recordings.save();
        await catchUp(session);
      }
    },
    catchUp,
  };
}

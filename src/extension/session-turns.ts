import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Frames } from "./frames.ts";
import type { FrontTab } from "./front-tab.ts";
import type { Step } from "./fresh-tabs.ts";
import type { Recording, Recordings, RunningSession } from "./recordings.ts";
import type { Role } from "./role.ts";
import type { Tell } from "./tell-page.ts";

/** What pauses sessions, and resumes them. */
export interface SessionTurns {
  pause(session: RunningSession): Promise<void>;
  /** That the tab `askedIn` does not record on is an error; of the others it is noted. */
  resume(session: RunningSession, askedIn: number): Promise<void>;
  /** As `Recorder.finishTurns`. */
  finish(): Promise<void>;
}

export interface SessionTurnsDeps {
  store: SessionStore;
  recordings: Recordings;
  role: Role;
  frames: Frames;
  front: FrontTab;
  tell: Tell;
  /** Resolves when what is known of requests until now is told in these tabs. */
  tellRest(recordings: readonly Recording[]): Promise<void>;
  /** The tab shows a document that has no recorder yet. */
  arrive(recording: Recording, step: Step): Promise<void>;
  /** The tab shows something that is not recorded. */
  skip(recording: Recording, reason: string): Promise<void>;
}

export function createSessionTurns(deps: SessionTurnsDeps): SessionTurns {
  const { store, recordings, role, frames, front, tell, tellRest, arrive, skip } = deps;
  /** Settles when the last word on a session's status has fallen; never rejects. */
  const words = new Map<SessionId, Promise<void>>();
  /** The last turn of each session that is being paused or resumed. */
  const turns = new Map<SessionId, Promise<void>>();

  /** One after the other: a resume that comes while a pause still tells what was before it waits for that. */
  async function decide(
    { id }: RunningSession,
    change: () => Promise<boolean> | boolean,
  ): Promise<boolean> {
    const made = (words.get(id) ?? Promise.resolve()).then(change);
    const fallen = made.then(
      () => {},
      () => {},
    );
    words.set(id, fallen);
    try {
      return await made;
    } finally {
      if (words.get(id) === fallen) words.delete(id);
    }
  }

  /**
   * Has the session's tabs do what it was decided to be, unless that is taken back before its turn. Of those that do
   * not record on, the one that the user asked in is an error.
   */
  async function turn(
    session: RunningSession,
    status: RunningSession["status"],
    askedIn?: number,
  ): Promise<void> {
    const { id } = session;
    session.turning = true;
    const before = turns.get(id);
    const made = carryOut(session, status, before, askedIn);
    turns.set(id, made);
    try {
      await made;
    } finally {
      if (turns.get(id) === made) turns.delete(id);
    }
  }

  async function carryOut(
    session: RunningSession,
    status: RunningSession["status"],
    before: Promise<void> | undefined,
    askedIn?: number,
  ): Promise<void> {
    const { id } = session;
    const stands = () =>
      recordings.sessions[id] === session &&
      session.status === status &&
      session.stopping === undefined;
    await recordings.save();
    // A page that is told both at a time may hear them in either order.
    await before?.catch((error: unknown) => console.debug("Waymark:", messageOf(error)));
    if (!stands()) return;
    const open = recordings.tabsOf(id);
    const told = await Promise.allSettled(open.map(status === "paused" ? hold : wake));
    if (!stands()) return;
    await store.patchSession(id, sanitizePatch({ state: status }));
    if (status === "recording") await front.catchUp(session);
    if (stands()) delete session.turning;
    await recordings.save();
    for (const [i, outcome] of told.entries()) {
      if (outcome.status === "fulfilled") continue;
      if (open[i]?.browserTabId === askedIn) throw outcome.reason;
      console.warn(`Waymark: a tab is not ${status} yet:`, messageOf(outcome.reason));
    }
  }

  /** Records no more in a tab until the pause is over. */
  async function hold(recording: Recording): Promise<void> {
    const { browserTabId } = recording;
    await frames.tell(recording, { type: "pause" });
    if (recording.producer !== null) {
      try {
        await tell(browserTabId, { type: "pause" });
      } catch (error) {
        console.warn("Waymark: a page did not hear of the pause:", messageOf(error));
        // Then what it still sends is not taken.
        recording.producer = null;
      }
    }
    await role.showBadge(browserTabId, "paused");
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

  return {
    async pause(session) {
      const isNews = await decide(session, async () => {
        if (session.status === "paused") return false;
        await tellRest(recordings.tabsOf(session.id));
        session.status = "paused";
        session.pausedAt = Date.now();
        return true;
      });
      if (isNews) await turn(session, "paused");
    },

    async resume(session, askedIn) {
      const isNews = await decide(session, () => {
        if (session.status !== "paused") return false;
        session.status = "recording";
        session.pausedMs += Date.now() - (session.pausedAt ?? Date.now());
        session.pausedAt = null;
        return true;
      });
      if (isNews) await turn(session, "recording", askedIn);
    },

    async finish() {
      for (const session of Object.values(recordings.sessions)) {
        if (!session.turning || session.stopping !== undefined) continue;
        await turn(session, session.status).catch((error: unknown) =>
          console.error("Waymark could not finish a pause:", error),
        );
      }
    },
  };
}

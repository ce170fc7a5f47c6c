import { plural } from "../format/count.ts";
import { browser } from "wxt/browser";
import type { SessionId } from "../format/ids.ts";
import type { Session } from "../format/session.ts";
import { TAB_CLOSED, TAB_CRASHED } from "../format/tab-ends.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { BrowserSignals } from "./browser-signals.ts";
import { closeRecord, sealIfRoom } from "./close-session.ts";
import { inTime } from "./in-time.ts";
import type { Ingest } from "./ingest.ts";
import type { Closing, Recording, Recordings, RunningSession } from "./recordings.ts";
import type { Role } from "./role.ts";

export const STOPPED = "Stopped by the user.";
export const STOPPED_BY_SHORTCUT = "Stopped with the shortcut.";
/** Whoever stopped it knows why. */
export const BY_THE_USER: ReadonlySet<string> = new Set([STOPPED, STOPPED_BY_SHORTCUT]);

export interface SessionEnd {
  /** Seals and closes a session. `interrupted` when the page could not hand over what it had. */
  finish(
    session: RunningSession,
    state: "finished" | "interrupted",
    endReason: string,
  ): Promise<void>;
  /** Closes the recording and removes its session: nothing may be stored of it. */
  discard(session: RunningSession): Promise<void>;
  /** One tab is gone, since `at`: ends its stream, and the session with the last of its tabs. */
  endTab(recording: Recording, clean: boolean, at: number, why?: string): Promise<void>;
  /** The last words in a tab's stream. */
  tellEnd(recording: Recording, reason: string, clean: boolean, at: number): Promise<void>;
  /**
   * Runs `end` unless this session is being ended, or has ended, already; then waits for that. A service worker that
   * dies over it stops the session for `reason` when it is back.
   */
  once(session: RunningSession, reason: string, end: () => Promise<void>): Promise<void>;
  /** Resolves when a session that is being ended has ended; at once for any other. */
  settled(session: RunningSession): Promise<void>;
}

export function createSessionEnd(
  store: SessionStore,
  recordings: Recordings,
  ingest: Ingest,
  signals: BrowserSignals,
  role: Role,
  /** A session has ended, and is in the store as it will be. */
  onFinished: (id: SessionId) => void,
  /** Tells what of these tabs' requests is not told yet. */
  tellRest: (tabs: readonly Recording[]) => Promise<void>,
): SessionEnd {
  const ending = new Map<SessionId, Promise<void>>();

  async function forget(session: RunningSession, tabs: readonly Recording[]): Promise<void> {
    for (const { browserTabId } of tabs) delete recordings.recordings[browserTabId];
    delete recordings.sessions[session.id];
    await recordings.save();
    for (const { browserTabId } of tabs) await role.showBadge(browserTabId, "none");
    await role.keepEarlyScripts();
  }

  async function finish(
    session: RunningSession,
    state: "finished" | "interrupted",
    endReason: string,
  ): Promise<void> {
    const { id } = session;
    await ingest.settle({ sessionId: id });
    for (const tabId of await store.listTails(id)) await sealIfRoom(store, id, tabId);
    const closing = { state, endReason, endedAt: Date.now() };
    const { site, counts } = await closeRecord(store, recordings, id, closing);
    // A page may have said it: what is kept of it beside the record goes through the patterns too.
    const { endReason: told = "" } = sanitizePatch({ endReason });
    const tabs = recordings.tabsOf(id);
    const byTheUser = BY_THE_USER.has(endReason);
    for (const { browserTabId } of tabs) {
      recordings.last[browserTabId] = {
        id,
        events: counts.events,
        endReason: byTheUser ? null : told,
      };
    }
    await forget(session, tabs);
    for (const { browserTabId, closedAt } of byTheUser ? [] : tabs) {
      if (closedAt === null) await role.showBadge(browserTabId, "ended");
    }
    const detail = `Recording ended with ${plural(counts.events, "event")}: ${clipped(told)}`;
    await role.note("stop", { sessionId: id, site, detail });
    onFinished(id);
  }

  async function tellEnd(
    recording: Recording,
    reason: string,
    clean: boolean,
    at: number,
  ): Promise<void> {
    // A tab that never said a word has no stream to end.
    if (recording.listed === "no") return;
    if (!clean) {
      const lastAt = await heardUntil(store, recording);
      await signals.say(recording, "waymark.lifecycle", { what: "gap", reason }, lastAt + 1);
    }
    await signals.say(recording, "waymark.lifecycle", { what: "stop", reason }, at);
  }

  async function run(end: () => Promise<void>): Promise<void> {
    await recordings.save();
    await end();
  }

  function once(session: RunningSession, reason: string, end: () => Promise<void>): Promise<void> {
    const { id } = session;
    const running = ending.get(id);
    if (running) return running;
    if (recordings.sessions[id] !== session) return Promise.resolve();
    session.stopping ??= reason;
    const made = run(end).finally(() => ending.delete(id));
    ending.set(id, made);
    return made;
  }

  return {
    finish,
    tellEnd,
    once,
    settled: async ({ id }) => ending.get(id),

    async discard(session) {
      await ingest.settle({ sessionId: session.id });
      await store.deleteSession(session.id);
      await role.note("stop", {
        sessionId: session.id,
        detail: "Recording ended and nothing of it was kept.",
      });
      await forget(session, recordings.tabsOf(session.id));
    },

    async endTab(recording, clean, at, why = clean ? TAB_CLOSED : TAB_CRASHED) {
      const { browserTabId, sessionId, tabId, producer } = recording;
      if (recordings.byTab(browserTabId) !== recording) return;
      const session = recordings.sessionOf(recording);
      if (ending.has(sessionId)) return ending.get(sessionId);
      const rest = tellRest([recording]);
      if (recordings.tabsOf(sessionId).length === 1) {
        return once(session, why, async () => {
          await rest;
          await tellEnd(recording, why, clean, at);
          await finish(session, clean ? "finished" : "interrupted", why);
        });
      }
      // Before anything is waited for: another tab that ends meanwhile must see that it is the last.
      delete recordings.recordings[browserTabId];
      await recordings.save();
      await role.showBadge(browserTabId, "none");
      await rest;
      await tellEnd(recording, why, clean, at);
      if (producer !== null) ingest.close(recording, producer);
      await sealIfRoom(store, sessionId, tabId);
    },
  };
}

const LONGEST_REASON = 300;
const clipped = (reason: string) =>
  reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON)}…`;

/** When a tab was heard last, in epoch milliseconds; when it was opened if it never was. */
async function heardUntil(
  store: SessionStore,
  { sessionId, tabId, openedAt }: Recording,
): Promise<number> {
  const tail = await store.readTail(sessionId, tabId);
  const segments = await store.listSegments(sessionId, tabId);
  return Math.max(openedAt, ...[...tail, ...segments].map((run) => run.lastEventAt));
}

/**
 * Closes sessions that say they are recording while nothing records them: the browser was closed or
 * killed, the extension was reloaded, or there was no room to write down how they ended. Returns
 * their ids.
 */
export async function recoverSessions(
  store: SessionStore,
  recordings: Recordings,
): Promise<SessionId[]> {
  const live = new Set(Object.values(recordings.recordings).map(({ sessionId }) => sessionId));
  const recovered: SessionId[] = [];
  for (const state of ["recording", "paused"] as const) {
    // Read to the end before patching: a patch takes a session out of the listing.
    const found = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page = await store.listSessions({ state, ...(cursor && { cursor }) });
      found.push(...page.sessions);
      cursor = page.nextCursor;
    }
    for (const session of found) {
      if (live.has(session.id)) continue;
      try {
        await recover(store, recordings, session);
        recovered.push(session.id);
      } catch (error) {
        // It stays as it is and is tried again at the next start; the others must not wait for it.
        console.warn(`Waymark could not close session ${session.id}:`, error);
      }
    }
  }
  return recovered;
}

async function recover(
  store: SessionStore,
  recordings: Recordings,
  { id, tabs, startedAt }: Session,
): Promise<void> {
  // A tab may have a stream and not be listed yet.
  const tabIds = new Set([...tabs.map((tab) => tab.id), ...(await store.listTails(id))]);
  for (const tabId of tabIds) await sealIfRoom(store, id, tabId);
  const known = recordings.unclosed[id];
  delete recordings.unclosed[id];
  const sealed = await store.getSession(id);
  // Killed before its first batch came: there is nothing to replay.
  if (sealed?.counts.events === 0) return store.deleteSession(id);
  const segments = await store.listSegments(id);
  const closing: Closing = known ?? {
    state: "interrupted",
    endedAt: Math.max(startedAt, ...segments.map(({ lastEventAt }) => lastEventAt)),
    endReason: "The browser or Waymark was closed while it was recording.",
  };
  await closeRecord(store, recordings, id, closing);
  await recordings.save();
}

const ANSWER_MS = 5_000;

/** True when scripts still run in the tab. A crashed or discarded tab takes none. */
export async function tabAnswers(browserTabId: number): Promise<boolean> {
  const asked = browser.scripting
    .executeScript({ target: { tabId: browserTabId }, func: () => true })
    .then(
      () => true,
      () => false,
    );
  // One that hangs is still there.
  return inTime(asked, ANSWER_MS, "It hangs.").catch(() => true);
}

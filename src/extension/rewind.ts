import { browser } from "wxt/browser";
import { messageOf, WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import type { PagePolicy } from "../privacy/policy.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import { isSamePrivacy, siteVerdict } from "../privacy/privacy-settings.ts";
import { isOnSites } from "../privacy/site-list.ts";
import type { SessionStore } from "../store/session-store.ts";
import { type BadgeLook, showBadge } from "./badge.ts";
import { WAITS } from "./consent.ts";
import type { Documents } from "./documents.ts";
import type { Step } from "./fresh-tabs.ts";
import type { RewindState } from "./messages.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import type { Recording, Recordings } from "./recordings.ts";
import { entitled } from "./ended.ts";
import type { NamedPage } from "./fresh-session.ts";
import { titleOf } from "./page-title.ts";
import { originsOf, RefusalError, refusalForUrl } from "./refusals.ts";
import { saveRewind, type SavedRewind } from "./rewind-save.ts";
import type { Role } from "./role.ts";
import { type HeldSettings, readSettings, type Settings, whyUnusable } from "./settings.ts";
import type { StorageWatch } from "./storage-watch.ts";

/** A tail of a rewind is sealed at this age, so that what is kept is longer than asked for by as much at the most. */
export const SEAL_AFTER_MS = 15_000;
const MINUTE_MS = 60_000;
/** The button says for so long that it saved. */
const SAID_MS = 4_000;

/**
 * Drops what was over at `cutAt` of a tab and writes the page at that moment in its place. Returns
 * since when it is kept now, null when nothing was to be dropped.
 */
export type Evict = (
  store: SessionStore,
  tab: { sessionId: SessionId; tabId: string; policy: PagePolicy },
  cutAt: number,
) => Promise<number | null>;

export interface RewindDeps {
  /** Where the last minutes are kept, apart from the library. */
  store: SessionStore;
  /** Where they go when they are saved. */
  library: SessionStore;
  rewinds: Recordings;
  storage: StorageWatch;
  evict: Evict;
  /** A user records this tab, or is about to. */
  isTaken(tabId: number): boolean;
  keepEarlyScripts(): Promise<void>;
  /** A rewind was saved. */
  onSaved(): void;
}

/** Keeps the last minutes of tabs on sites that the user named (docs/decisions/013). */
export interface Rewind {
  readonly recorder: Recorder;
  readonly rewinds: Recordings;
  /** A document that nobody records says hello. */
  hello: Documents["hello"];
  navigated(tabId: number, step: Step): Promise<void>;
  /** Makes what is kept fit the settings, the permissions and the tabs that are open. */
  refresh(): Promise<void>;
  /** A recording begins in this tab: what is kept of it goes. */
  yield(tabId: number): Promise<void>;
  /** Saves what is kept of a tab as a session of the library. Rejects with a sentence. */
  save(tabId: number): Promise<SavedRewind>;
  /** Every minute: drops what has become too old, also of tabs where nothing happens. */
  trim(): Promise<void>;
  /** Whether documents at this address are kept by the settings as they are now. */
  mayKeep(url: string): Promise<boolean>;
  /** Null where the tab is not of a site that is kept, or is being recorded. */
  stateOf(tabId: number): Promise<RewindState | null>;
}

export function createRewind(deps: RewindDeps): Rewind {
  const { store, library, rewinds, storage, evict, isTaken } = deps;
  /** Eviction and saving of one rewind, one after the other. */
  const chains = new Map<SessionId, Promise<unknown>>();
  const saving = new Map<number, number>();

  const role: Role = {
    mayRecord: async (url) => mayKeep(await readSettings(), url),
    showBadge: (tabId, look) => showBadge(tabId, lookOf(tabId, look)),
    keepEarlyScripts: deps.keepEarlyScripts,
    note: async () => {},
    buffering: {
      sealAfterMs: SEAL_AFTER_MS,
      onSealed: (recording) => inBackground(trimOne(recording), "could not drop what is too old"),
      onBusy: (recording, busy) => inBackground(setBusy(recording, busy), "could not say it"),
    },
  };
  const recorder = createRecorder(store, rewinds, storage, role, (id) =>
    inBackground(forget(id), "could not remove what was kept"),
  );

  /** A badge is not to be taken for that of a recording, and being off needs none. */
  function lookOf(tabId: number, look: BadgeLook): BadgeLook {
    const known = rewinds.byTab(tabId);
    if (look !== "recording" || !known) return "none";
    return rewinds.sessionOf(known).busy ? "busy" : "rewind";
  }

  /** What ended was not asked for: nothing of it is kept. */
  async function forget(id: SessionId): Promise<void> {
    // A save that is under way still reads it.
    await inTurn(id, () => store.deleteSession(id));
    for (const [tabId, last] of Object.entries(rewinds.last)) {
      if (last.id === id) delete rewinds.last[Number(tabId)];
    }
    await rewinds.save();
  }

  async function setBusy(recording: Recording, busy: boolean): Promise<void> {
    rewinds.sessionOf(recording).busy = busy;
    await rewinds.save();
    await role.showBadge(recording.browserTabId, "recording");
  }

  function inTurn<T>(sessionId: SessionId, work: () => Promise<T>): Promise<T> {
    const mine = (chains.get(sessionId) ?? Promise.resolve()).then(work);
    // Its caller hears of a failure; the next in line does not care.
    const settled = mine.catch(() => undefined);
    chains.set(sessionId, settled);
    void settled.then(() => {
      if (chains.get(sessionId) === settled) chains.delete(sessionId);
    });
    return mine;
  }

  async function evictOld(recording: Recording): Promise<void> {
    if (rewinds.byTab(recording.browserTabId) !== recording) return;
    const { minutes } = (await readSettings()).rewind;
    const keptFrom = await evict(store, recording, Date.now() - minutes * MINUTE_MS);
    if (keptFrom === null || rewinds.byTab(recording.browserTabId) !== recording) return;
    rewinds.sessionOf(recording).keptFrom = keptFrom;
    await rewinds.save();
  }

  /** What cannot be cut would grow for ever: it goes, and the tab is kept anew. Other trouble may pass. */
  async function trimOne(recording: Recording): Promise<void> {
    try {
      await inTurn(recording.sessionId, () => evictOld(recording));
    } catch (error) {
      const isDamaged = error instanceof WaymarkError && error.code === "damaged";
      if (!isDamaged && !(error instanceof RangeError)) {
        console.warn("Waymark: a rewind is not shortened this time:", error);
        return;
      }
      console.warn("Waymark: a rewind begins anew, it cannot be shortened:", error);
      const { browserTabId } = recording;
      await drop(browserTabId, "It could not be shortened.");
      const { url } = await browser.tabs.get(browserTabId);
      if (url && (await isKept(browserTabId, url))) await follow(browserTabId, { url });
    }
  }

  /** Whether the tab is one to keep now. */
  async function isKept(tabId: number, url: string): Promise<boolean> {
    if (isTaken(tabId) || refusalForUrl(url)) return false;
    if (!(await role.mayRecord(url))) return false;
    const tab = await browser.tabs.get(tabId).catch(() => null);
    return tab !== null && !tab.incognito && !isTaken(tabId);
  }

  async function follow(tabId: number, step: Step): Promise<void> {
    if ((await storage.trouble())?.kind === "full") return;
    try {
      await recorder.follow(tabId, step.documentId);
    } catch (error) {
      // The page is gone already, or one of those that a browser keeps to itself.
      console.debug(`Waymark: rewind does not keep tab ${tabId}: ${messageOf(error)}`);
      delete rewinds.starts[tabId];
    }
  }

  /** Title and address for a save: those of another page, which is not kept, are not to be stored. */
  async function pageOf(recording: Recording): Promise<NamedPage> {
    const { browserTabId, producer, sessionId, tabId } = recording;
    const tab = producer === null ? null : await browser.tabs.get(browserTabId).catch(() => null);
    const stored = (await store.getSession(sessionId))?.tabs.find(({ id }) => id === tabId);
    const title = tab && (await titleOf(browserTabId, recording.policy, tab.url));
    return {
      title: title ?? stored?.title ?? "",
      url: tab?.url ?? stored?.url ?? "",
    };
  }

  async function drop(tabId: number, reason: string): Promise<void> {
    delete rewinds.starts[tabId];
    const waits = tabId in rewinds.waits;
    if (rewinds.byTab(tabId) || waits) await recorder.stop(tabId, reason);
    // Nobody asked for it, so nobody is told that it was not kept.
    if (waits) delete rewinds.refusals[tabId];
  }

  return {
    recorder,
    rewinds,

    async hello(tabId, producer, page, returningTo) {
      if (!(await isKept(tabId, page.url))) return { record: false };
      if (page.refusal) {
        const { code, why } = page.refusal;
        rewinds.refusals[tabId] = { code, sentence: refusalSentence(why) };
      }
      const known = rewinds.byTab(tabId);
      if (known && page.refusal) {
        // Who does not want to be recorded does not want the last minutes kept either.
        await drop(tabId, refusalSentence(page.refusal.why));
        return { record: false };
      }
      if (!known && returningTo === null) rewinds.starts[tabId] = Date.now();
      if (known) delete rewinds.sessionOf(known).busy;
      return recorder.hello(tabId, producer, page, returningTo);
    },

    async navigated(tabId, step) {
      delete rewinds.refusals[tabId];
      delete rewinds.waits[tabId];
      if (isTaken(tabId)) return;
      if (rewinds.byTab(tabId)) return recorder.navigated(tabId, step);
      if (await isKept(tabId, step.url)) await follow(tabId, step);
    },

    async refresh() {
      const settings = await readSettings();
      for (const recording of Object.values(rewinds.recordings)) {
        const { browserTabId } = recording;
        const { url = "" } = (await browser.tabs.get(browserTabId).catch(() => null)) ?? {};
        // What is masked, and which canvases are kept, holds for a whole rewind.
        const { privacy } = rewinds.sessionOf(recording);
        const wanted =
          isSamePrivacy(privacy, settings.privacy) &&
          (recording.producer === null || (await mayKeep(settings, url)));
        if (!wanted || settings.rewind.sites.length === 0) {
          await drop(browserTabId, "The settings have changed.");
        }
      }
      for (const [tab, wait] of Object.entries(rewinds.waits)) {
        if (!isSamePrivacy(wait.privacy, settings.privacy)) {
          await drop(Number(tab), "The settings have changed.");
        }
      }
      await deps.keepEarlyScripts();
      for (const { id, url } of settings.rewind.sites.length > 0
        ? await browser.tabs.query({})
        : []) {
        if (id === undefined || !url || rewinds.byTab(id) || rewinds.waits[id]) continue;
        if (await isKept(id, url)) await follow(id, { url });
      }
    },

    yield: (tabId) => drop(tabId, "A recording begins."),

    async save(tabId) {
      const recording = rewinds.byTab(tabId);
      if (!recording) {
        throw new RefusalError(
          "gone",
          "Nothing is kept of this tab yet. Add its site under Rewind in the settings, or reload the page.",
        );
      }
      if (saving.has(tabId)) {
        throw new RefusalError("gone", "The last minutes of this tab are being saved already.");
      }
      saving.set(tabId, 0);
      try {
        await recorder.flush(tabId).catch((error: unknown) => {
          // Its page is gone or stuck; what it handed over before is there.
          console.warn("Waymark: a rewind is saved without a last word:", messageOf(error));
        });
        const { minutes } = (await readSettings()).rewind;
        const saved = await inTurn(recording.sessionId, async () => {
          await store.seal(recording.sessionId, recording.tabId, { all: true });
          await evictOld(recording).catch((error: unknown) => {
            // Then more than the last minutes is saved, which is better than nothing.
            console.warn("Waymark: a rewind could not be shortened before saving it:", error);
          });
          const page = await pageOf(recording);
          return saveRewind(store, library, recording, { page, minutes }, (done) =>
            saving.set(tabId, done),
          );
        });
        rewinds.last[tabId] = { id: saved.id, events: saved.events, endReason: null };
        await rewinds.save();
        deps.onSaved();
        return saved;
      } finally {
        saving.delete(tabId);
      }
    },

    async trim() {
      const { minutes } = (await readSettings()).rewind;
      for (const recording of Object.values(rewinds.recordings)) {
        await trimOne(recording);
        const { producer, browserTabId } = recording;
        const { keptFrom, startedAt } = rewinds.sessionOf(recording);
        // Nothing is seen of it any more, and what was is too old by now.
        const isOver = Date.now() - (keptFrom ?? startedAt) >= minutes * MINUTE_MS;
        if (producer === null && isOver) await drop(browserTabId, "The tab went elsewhere.");
      }
      await recorder.checkTabs();
    },

    mayKeep: role.mayRecord,

    async stateOf(tabId) {
      if (isTaken(tabId)) return null;
      const settings = await readSettings();
      const tab = await browser.tabs.get(tabId).catch(() => null);
      const recording = rewinds.byTab(tabId);
      if (!recording && (!tab?.url || tab.incognito || !isListed(settings, tab.url))) {
        return null;
      }
      const { minutes } = settings.rewind;
      const last = await entitled(library, rewinds.last[tabId]);
      const shared = {
        minutes,
        refusal: rewinds.waits[tabId] ? WAITS : (rewinds.refusals[tabId]?.sentence ?? null),
        saving: saving.get(tabId) ?? null,
        saved: last ? { id: last.id, title: last.title } : null,
      };
      if (!recording) {
        const granted = tab?.url !== undefined && (await role.mayRecord(tab.url));
        return { status: granted ? "off" : "no-permission", keptMs: 0, ...shared };
      }
      const session = rewinds.sessionOf(recording);
      const keptMs = Math.max(0, Date.now() - (session.keptFrom ?? session.startedAt));
      const status = session.busy ? "busy" : recording.producer === null ? "elsewhere" : "on";
      return { status, keptMs, ...shared };
    },
  };
}

/** Saves by the shortcut, of which only the button can tell how it went. */
export async function saveAndSay(rewind: Rewind, tabId: number): Promise<void> {
  const { rewinds, recorder } = rewind;
  await showBadge(tabId, "saving");
  try {
    await rewind.save(tabId);
    await showBadge(tabId, "saved");
  } catch (error) {
    console.warn("Waymark: the last minutes were not saved:", messageOf(error));
    await showBadge(tabId, "unsaved");
  }
  setTimeout(() => {
    const known = rewinds.byTab(tabId);
    if (!known && recorder.awaits(tabId)) return;
    const look = known ? (rewinds.sessionOf(known).busy ? "busy" : "rewind") : "none";
    inBackground(showBadge(tabId, look), "could not show the button as it was");
  }, SAID_MS);
}

/** By the settings alone. */
const isListed = ({ rewind }: Settings, url: string): boolean => isOnSites(rewind.sites, url);

async function mayKeep(settings: HeldSettings, url: string): Promise<boolean> {
  if (!isListed(settings, url) || refusalForUrl(url) || whyUnusable(settings) !== null)
    return false;
  if (siteVerdict(settings.privacy, url) !== "may") return false;
  return browser.permissions.contains({ origins: originsOf(url) });
}

function inBackground(work: Promise<unknown>, what: string): void {
  work.catch((error: unknown) => console.warn(`Waymark: rewind ${what}:`, error));
}

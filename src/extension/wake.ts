import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { deleteIndexedDb } from "../store/indexeddb/connection.ts";
import { openIndexedDbDocs } from "../store/indexeddb/docs.ts";
import { openIndexedDbStore } from "../store/indexeddb/store.ts";
import type { DocStore } from "../store/doc-store.ts";
import type { SessionPage, SessionStore } from "../store/session-store.ts";
import { type AutoRecord, createAutoRecord } from "./auto-record.ts";
import { createCountdown, type StartCountdown } from "./countdown.ts";
import { createLiveMarks, type LiveMarks } from "./marks.ts";
import { createPageLook, type PageLook } from "./page-look.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { HELLO_TIMEOUT_MS, loadRecordings, type Recordings } from "./recordings.ts";
import { pageAllows } from "./page-answer.ts";
import { createRetention, type Retention } from "./retention.ts";
import { createRewind, type Evict, type Rewind } from "./rewind.ts";
import { recordingRole } from "./role.ts";
import { recoverSessions } from "./session-end.ts";
import { readSettings } from "./settings.ts";
import { createSiteQuestion, type SiteQuestion } from "./site-question.ts";
import { createStorageWatch, type StorageWatch } from "./storage-watch.ts";

/** In `storage.session`, so that a browser that starts begins with it. */
const LAST_RUN = "retention-ran-at";

/** The parts of the background, made at each start of the service worker. */
export interface Background {
  store: SessionStore;
  docs: DocStore;
  recordings: Recordings;
  recorder: Recorder;
  retention: Retention;
  storage: StorageWatch;
  rewind: Rewind;
  countdown: StartCountdown;
  marks: LiveMarks;
  pageLook: PageLook;
  autoRecord: AutoRecord;
  siteQuestion: SiteQuestion;
  starting: Set<number>;
}

/** Makes the parts, and goes on with what was under way when the service worker died. */
export async function wake(
  openStore: () => Promise<SessionStore>,
  evict: Evict,
): Promise<Background> {
  const [store, docs, recordings, rewinds] = await Promise.all([
    openStore(),
    openIndexedDbDocs(),
    loadRecordings(),
    loadRecordings("rewinds"),
  ]);
  const recovered = await recoverSessions(store, recordings);
  if (recovered.length > 0) {
    console.info(`Waymark: closed as interrupted: ${recovered.join(", ")}`);
  }
  const storage = createStorageWatch();
  const retention = createRetention({
    store,
    docs,
    recordings,
    readLimits: async () => (await readSettings()).retention,
    readLastRun: async () =>
      ((await browser.storage.session.get(LAST_RUN))[LAST_RUN] as number | undefined) ?? null,
    writeLastRun: (at) => browser.storage.session.set({ [LAST_RUN]: at }),
    now: Date.now,
  });
  const afterwards = (work: Promise<unknown>) => {
    work.catch((error: unknown) => console.error("Waymark: retention failed:", error));
  };
  /** Tabs in which a recording is about to begin. */
  const starting = new Set<number>();
  const role = recordingRole(recordings, docs);
  const rewind = createRewind({
    store: await openRewindStore(rewinds),
    library: store,
    rewinds,
    storage,
    evict,
    isTaken: (tabId) =>
      starting.has(tabId) || recordings.byTab(tabId) !== undefined || tabId in recordings.waits,
    keepEarlyScripts: role.keepEarlyScripts,
    onSaved: () => afterwards(retention.enforce()),
  });
  const recorder = createRecorder(store, recordings, storage, role, () => {
    afterwards(retention.enforce());
    // A tab that was recorded is kept again from now on.
    rewind.refresh().catch((error: unknown) => console.warn("Waymark: rewind waits:", error));
  });
  const begin = (tabId: number) => record({ recorder, rewind, starting }, tabId);
  const countdown = createCountdown(recordings, begin);
  const autoRecord = createAutoRecord({
    recordings,
    mayRecord: role.mayRecord,
    decided: recorder.decided,
    ended: recorder.ended,
    record: begin,
    stop: recorder.stop,
  });
  const siteQuestion = createSiteQuestion({
    recordings,
    mayRecord: role.mayRecord,
    pageAllows,
    decided: recorder.decided,
    record: begin,
    showBadge: role.showBadge,
  });
  const background: Background = {
    store,
    docs,
    recordings,
    recorder,
    retention,
    storage,
    rewind,
    countdown,
    marks: createLiveMarks(store, recordings),
    pageLook: createPageLook(),
    autoRecord,
    siteQuestion,
    starting,
  };
  goOn(background);
  afterwards(retention.enforceIfDue());
  rewind.refresh().catch((error: unknown) => console.warn("Waymark: rewind waits:", error));
  return background;
}

/**
 * Where rewinds live. What an earlier run of the browser left there nobody pressed "save" for, so it
 * goes (docs/decisions/013); after the service worker alone died, it goes on.
 */
async function openRewindStore(rewinds: Recordings): Promise<SessionStore> {
  const name = "waymark-rewind";
  const { rewinds: known } = await browser.storage.session.get("rewinds");
  if (known === undefined) await deleteIndexedDb(name);
  await rewinds.save();
  const store = await openIndexedDbStore({ name });
  await deleteOrphans(store, rewinds);
  return store;
}

/** The service worker died between storing a rewind and noting it, or between ending one and deleting it. */
async function deleteOrphans(store: SessionStore, rewinds: Recordings): Promise<void> {
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: SessionPage = await store.listSessions(cursor ? { cursor } : {});
    const lost = page.sessions.map(({ id }) => id).filter((id) => !(id in rewinds.sessions));
    for (const id of [...lost, ...page.damaged]) await store.deleteSession(id);
    cursor = page.nextCursor;
  }
}

/** Starts a recording in a tab, of which rewind then keeps nothing any more. */
export async function record(
  { recorder, rewind, starting }: Pick<Background, "recorder" | "rewind" | "starting">,
  tabId: number,
): Promise<void> {
  starting.add(tabId);
  try {
    await rewind.yield(tabId);
    await recorder.start(tabId);
  } finally {
    starting.delete(tabId);
  }
}

/** Who records a tab: the recorder, or rewind. */
export function holderOf({ recorder, recordings, rewind }: Background, tabId: number) {
  const recording = recordings.byTab(tabId);
  if (recording) return { recorder, recording };
  const kept = rewind.rewinds.byTab(tabId);
  return kept ? { recorder: rewind.recorder, recording: kept } : null;
}

/** The service worker died in the middle of a start or a stop. */
function goOn(background: Background): void {
  const { recorder, recordings, rewind, countdown } = background;
  countdown.resume();
  void recorder.finishTurns();
  finishStops(recorder, recordings);
  finishStops(rewind.recorder, rewind.rewinds);
  // Over the end of a session that they concern, too.
  readSettings()
    .then(({ privacy }) => recorder.privacyChanged(privacy))
    .catch((error: unknown) => {
      console.error("Waymark could not look at its privacy settings:", error);
    });
  for (const [tabId, askedAt] of Object.entries(recordings.starts)) {
    if (Date.now() - askedAt > HELLO_TIMEOUT_MS) {
      delete recordings.starts[Number(tabId)];
      continue;
    }
    record(background, Number(tabId)).catch((error: unknown) => {
      console.warn("Waymark could not go on with a start:", messageOf(error));
    });
  }
}

function finishStops(recorder: Recorder, recordings: Recordings): void {
  for (const { id, stopping } of Object.values(recordings.sessions)) {
    const [tab] = recordings.tabsOf(id);
    if (stopping === undefined || !tab) continue;
    recorder.stop(tab.browserTabId, stopping).catch((error: unknown) => {
      console.error("Waymark could not end a recording that was being stopped:", error);
    });
  }
}

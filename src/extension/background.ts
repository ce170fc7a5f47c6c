import { browser, type Browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import type { Welcome } from "../record/uplink.ts";
import { deleteIndexedDb } from "../store/indexeddb/connection.ts";
import { openIndexedDbDocs } from "../store/indexeddb/docs.ts";
import { openIndexedDbStore } from "../store/indexeddb/store.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import type { SessionPage, SessionStore } from "../store/session-store.ts";
import { showBadge } from "./badge.ts";
import { frameOfProducer } from "./frame-book.ts";
import type { Answer, Command } from "./messages.ts";
import { isPageMessage, type PageAnswer, type PageMessage } from "./page-messages.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { recorderState } from "./recorder-state.ts";
import { HELLO_TIMEOUT_MS, loadRecordings, type Recording, type Recordings } from "./recordings.ts";
import { originsOf } from "./refusals.ts";
import { createRetention, type Retention } from "./retention.ts";
import {
  isRetentionQuestion,
  type RetentionAnswer,
  type RetentionQuestion,
} from "./retention-messages.ts";
import { createRewind, type Evict, type Rewind, saveAndSay } from "./rewind.ts";
import { recordingRole } from "./role.ts";
import { recoverSessions } from "./session-end.ts";
import { readSettings } from "./settings.ts";
import { createStorageWatch, type StorageWatch } from "./storage-watch.ts";

const CHECK_ALARM = "check-tabs";
const CHECK_MINUTES = 1;
/** In `storage.session`, so that a browser that starts begins with it. */
const LAST_RUN = "retention-ran-at";

interface Background {
  store: SessionStore;
  recordings: Recordings;
  recorder: Recorder;
  retention: Retention;
  storage: StorageWatch;
  rewind: Rewind;
  starting: Set<number>;
}

/**
 * Wires browser events to the recorder. Listeners stand at once: the event that woke us is waiting.
 * `openStore` says where sessions go, `evict` how a rewind loses its beginning.
 */
export function startBackground(openStore: () => Promise<SessionStore>, evict: Evict): void {
  const ready = wake(openStore, evict);
  /** Runs after waking; an error ends in the console, since a browser event has nobody to tell. */
  const when = (run: (background: Background) => Promise<unknown>) => {
    ready.then(run).catch((error: unknown) => console.error("Waymark:", error));
  };

  browser.runtime.onMessage.addListener((message: unknown, sender, respond) => {
    if (isPageMessage(message)) {
      ready
        .then((background) => fromPage(background, message, sender))
        .then(respond, (error: unknown) => respond({ ok: false, sentence: messageOf(error) }));
      return true;
    }
    if (isCommand(message) && isOwnPage(sender)) {
      ready
        .then((background) => fromPopup(background, message))
        .then(respond, (error: unknown) => respond({ ok: false, sentence: messageOf(error) }));
      return true;
    }
    if (isRetentionQuestion(message) && isOwnPage(sender)) {
      ready
        .then(({ retention }) => fromOptions(retention, message))
        .then(respond, (error: unknown) => respond({ ok: false, sentence: messageOf(error) }));
      return true;
    }
    return false;
  });

  browser.webNavigation.onCommitted.addListener((details) => {
    const { frameId, tabId, url, documentLifecycle, documentId, transitionType } =
      details as typeof details & { documentLifecycle?: string; documentId?: string };
    if (documentLifecycle === "prerender") return;
    if (frameId !== 0) {
      return when(async (background) => {
        const held = holderOf(background, tabId);
        if (!held) return;
        const { recorder, recording } = held;
        await recorder.frames.committed(recording, { frameId, ...(documentId && { documentId }) });
      });
    }
    when(async ({ recorder, rewind }) => {
      await recorder.navigated(tabId, { url, documentId }, transitionType);
      await rewind.navigated(tabId, { url, documentId });
    });
  });
  browser.webNavigation.onCreatedNavigationTarget.addListener(
    ({ sourceTabId, tabId, url, timeStamp }) =>
      when(({ recorder }) => recorder.tabOpened(sourceTabId, tabId, url, Math.round(timeStamp))),
  );
  browser.tabs.onCreated.addListener(({ id, incognito, openerTabId }) => {
    if (id !== undefined) when(({ recorder }) => recorder.tabCreated(id, incognito, openerTabId));
  });
  browser.tabs.onActivated.addListener(({ tabId }) => {
    const at = Date.now();
    when(({ recorder }) => recorder.tabShown(tabId, at));
  });
  browser.windows.onFocusChanged.addListener((windowId) => {
    // Another application: the tab stays what the user sees of this browser.
    if (windowId === browser.windows.WINDOW_ID_NONE) return;
    const at = Date.now();
    when(async ({ recorder }) => {
      const [tab] = await browser.tabs.query({ active: true, windowId });
      if (tab?.id !== undefined) await recorder.tabShown(tab.id, at);
    });
  });
  browser.tabs.onReplaced?.addListener((to, from) =>
    when(async ({ recorder, rewind }) => {
      await recorder.moved(from, to);
      await rewind.recorder.moved(from, to);
    }),
  );
  browser.tabs.onUpdated.addListener((tabId, { discarded }) => {
    if (!discarded) return;
    when(async ({ recorder, rewind }) => {
      await recorder.discarded(tabId);
      await rewind.recorder.discarded(tabId);
    });
  });
  browser.tabs.onRemoved.addListener((tabId) => {
    when(({ recorder }) => recorder.tabClosed(tabId));
    when(({ rewind }) => rewind.recorder.tabClosed(tabId));
  });
  browser.permissions.onAdded.addListener(() =>
    when(async (background) => {
      const { recordings, rewind } = background;
      for (const tabId of Object.keys(recordings.intents).map(Number)) {
        const { url } = await browser.tabs.get(tabId);
        // Another site's permission may be what was granted.
        if (!url || !(await browser.permissions.contains({ origins: originsOf(url) }))) continue;
        if (recordings.takeIntent(tabId, Date.now())) await record(background, tabId);
      }
      await recordings.save();
      await rewind.refresh();
    }),
  );
  browser.permissions.onRemoved.addListener(() =>
    when(async ({ recorder, rewind }) => {
      await recorder.permissionRemoved();
      await rewind.recorder.permissionRemoved();
      await rewind.refresh();
    }),
  );
  browser.storage.onChanged.addListener((changes, area) => {
    if (area === "local" && "settings" in changes) when(({ rewind }) => rewind.refresh());
  });
  browser.commands.onCommand.addListener((command, tab) => {
    if (tab?.id === undefined) return;
    const tabId = tab.id;
    if (command === "save-rewind") return when(({ rewind }) => saveAndSay(rewind, tabId));
    if (command !== "toggle-recording") return;
    // Asked for at once: after an await the key press no longer counts as the user's consent.
    const granted = tab.url?.startsWith("http")
      ? browser.permissions.request({ origins: originsOf(tab.url) })
      : Promise.resolve(true);
    when(async (background) => {
      const { recordings, recorder } = background;
      if (recordings.byTab(tabId)) return recorder.stop(tabId, "Stopped with the shortcut.");
      if (await granted) await record(background, tabId);
    });
  });
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name !== CHECK_ALARM) return;
    when(({ recorder }) => recorder.checkTabs());
    when(({ rewind }) => rewind.trim());
    when(({ retention }) => retention.enforceIfDue());
    when(checkStorage);
  });
}

async function wake(openStore: () => Promise<SessionStore>, evict: Evict): Promise<Background> {
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
  await browser.alarms.create(CHECK_ALARM, { periodInMinutes: CHECK_MINUTES });
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
  const role = recordingRole(recordings);
  const rewind = createRewind({
    store: await openRewindStore(rewinds),
    library: store,
    rewinds,
    storage,
    evict,
    isTaken: (tabId) => starting.has(tabId) || recordings.byTab(tabId) !== undefined,
    keepEarlyScripts: role.keepEarlyScripts,
    onSaved: () => afterwards(retention.enforce()),
  });
  const recorder = createRecorder(store, recordings, storage, role, () => {
    afterwards(retention.enforce());
    // A tab that was recorded is kept again from now on.
    rewind.refresh().catch((error: unknown) => console.warn("Waymark: rewind waits:", error));
  });
  const background = { store, recordings, recorder, retention, storage, rewind, starting };
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
async function record({ recorder, rewind, starting }: Background, tabId: number): Promise<void> {
  starting.add(tabId);
  try {
    await rewind.yield(tabId);
    await recorder.start(tabId);
  } finally {
    starting.delete(tabId);
  }
}

/** Who records a tab: the recorder, or rewind. */
function holderOf({ recorder, recordings, rewind }: Background, tabId: number) {
  const recording = recordings.byTab(tabId);
  if (recording) return { recorder, recording };
  const kept = rewind.rewinds.byTab(tabId);
  return kept ? { recorder: rewind.recorder, recording: kept } : null;
}

/** The service worker died in the middle of a start or a stop. */
function goOn(background: Background): void {
  const { recorder, recordings, rewind } = background;
  finishStops(recorder, recordings);
  finishStops(rewind.recorder, rewind.rewinds);
  for (const [tabId, askedAt] of Object.entries(recordings.starts)) {
    if (Date.now() - askedAt > HELLO_TIMEOUT_MS) continue;
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

/** Every minute: says on the button that room runs out, and closes what there was no room to close. */
async function checkStorage({ store, recordings, storage }: Background): Promise<void> {
  if (Object.keys(recordings.unclosed).length > 0) await recoverSessions(store, recordings);
  if ((await storage.trouble()) === null) return;
  for (const recording of Object.values(recordings.recordings)) {
    const { status } = recordings.sessionOf(recording);
    if (status === "recording") await showBadge(recording.browserTabId, "low");
  }
}

async function fromOptions(
  retention: Retention,
  question: RetentionQuestion,
): Promise<RetentionAnswer> {
  const preview =
    question.ask === "preview"
      ? await retention.preview(question.limits)
      : await retention.enforce();
  return { ok: true, preview };
}

interface Speaker {
  producer: string;
  frameId: number | undefined;
}

/** Documents that spoke lately, by tab and the names that they have for themselves. */
const spoken = new Map<string, Speaker>();
const MOST_SPOKEN = 500;

/**
 * Which document speaks, by the browser's word; its own name for itself only tells halves apart. Of a
 * document that is being torn down the browser may not know its id or its frame any more: then it is
 * the one of the tab that had that name, also where the next document has spoken already.
 */
function speakerOf(
  sender: Browser.runtime.MessageSender,
  document: string,
  recording: Recording | undefined,
): Speaker {
  const { documentId } = sender as { documentId?: string };
  const name = document.slice(0, 8);
  const key = `${sender.tab?.id} ${document}`;
  const lately = spoken.get(key);
  const frameId = sender.frameId ?? lately?.frameId;
  if (!documentId)
    return { producer: lately?.producer ?? producerNamed(name, recording) ?? document, frameId };
  const speaker = { producer: `${documentId.replaceAll(/[^\w-]/g, "")}-${name}`, frameId };
  spoken.delete(key);
  spoken.set(key, speaker);
  const [oldest] = spoken.keys();
  if (spoken.size > MOST_SPOKEN) spoken.delete(oldest!);
  return speaker;
}

/** Where the service worker has died since: of the documents that the tab shows, the one of this name. */
function producerNamed(name: string, recording: Recording | undefined): string | null | undefined {
  const frames = recording?.frames?.list.map(({ producer }) => producer) ?? [];
  return [recording?.producer, ...frames].find((producer) => producer?.endsWith(`-${name}`));
}

async function fromPage(
  background: Background,
  message: PageMessage,
  sender: Browser.runtime.MessageSender,
): Promise<PageAnswer> {
  const tabId = sender.tab?.id;
  if (tabId === undefined) return { ok: false, sentence: "Only documents in tabs are recorded." };
  const held = holderOf(background, tabId);
  const speaker = speakerOf(sender, message.document, held?.recording);
  const { producer } = speaker;
  const frame = held && frameOfProducer(held.recording, producer);
  const { frameId = frame?.frameId } = speaker;
  if (frameId === undefined) return { ok: false, sentence: "This document is gone." };
  if (frameId !== 0 && message.type !== "batches") {
    if (!held) return { ok: true, welcome: { record: false } };
    const { frames } = held.recorder;
    if (message.type === "refused") {
      await frames.refused(held.recording, producer, refusalSentence(String(message.sentence)));
      return { ok: true };
    }
    const { documentId } = sender as { documentId?: string };
    const document = { frameId, ...(documentId && { documentId }) };
    const welcome = await frames.hello(held.recording, document, producer, message.page);
    return { ok: true, welcome };
  }
  if (frameId !== 0 && !frame) {
    return { ok: false, sentence: "This frame is not being recorded." };
  }
  const recorder = held?.recorder ?? background.recorder;
  switch (message.type) {
    case "hello":
      return { ok: true, welcome: await hello(background, tabId, producer, message) };
    case "batches":
      // What an early script saw of a page that rewind does not keep, before that was told so.
      if (
        recorder === background.rewind.recorder &&
        held?.recording.producer !== producer &&
        !(await background.rewind.mayKeep(sender.url ?? ""))
      ) {
        return { ok: true };
      }
      await recorder.batches(tabId, producer, message.batches, message.leaving, sender.url);
      return { ok: true };
    case "refused":
      // Both may come from the page itself.
      await recorder.refused(
        tabId,
        producer,
        String(message.code),
        refusalSentence(String(message.sentence)),
      );
      return { ok: true };
  }
}

/** A recording comes first; what nobody records may be a page that rewind keeps. */
async function hello(
  { recorder, recordings, rewind }: Background,
  tabId: number,
  producer: string,
  { page, returningTo }: Extract<PageMessage, { type: "hello" }>,
): Promise<Welcome> {
  const welcome = await recorder.hello(tabId, producer, page, returningTo);
  if (welcome.record || recordings.byTab(tabId)) return welcome;
  return rewind.hello(tabId, producer, page, returningTo);
}

async function fromPopup(background: Background, command: Command): Promise<Answer> {
  const { recorder, recordings, storage, store, rewind } = background;
  const { tabId } = command;
  try {
    switch (command.type) {
      case "get-state":
        break;
      case "intend-start":
        recordings.intents[tabId] = Date.now();
        await recordings.save();
        break;
      case "cancel-start":
        recordings.takeIntent(tabId, Date.now());
        await recordings.save();
        break;
      case "start":
        delete recordings.intents[tabId];
        await record(background, tabId);
        break;
      case "pause":
        await recorder.pause(tabId);
        break;
      case "resume":
        await recorder.resume(tabId);
        break;
      case "stop":
        await recorder.stop(tabId, "Stopped by the user.");
        break;
      case "save-rewind":
        await rewind.save(tabId);
        break;
    }
  } catch (error) {
    return { ok: false, sentence: messageOf(error) };
  }
  return { ok: true, state: await recorderState(tabId, store, recordings, storage, rewind) };
}

function isCommand(message: unknown): message is Command {
  const { type, tabId } = (message ?? {}) as Partial<Command>;
  return typeof type === "string" && Number.isInteger(tabId);
}

/** Commands come from our own pages only, never from a content script in a page. */
function isOwnPage(sender: Browser.runtime.MessageSender): boolean {
  return sender.url?.startsWith(browser.runtime.getURL("/")) ?? false;
}

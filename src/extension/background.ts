import { browser, type Browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { openIndexedDbDocs } from "../store/indexeddb/docs.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import type { SessionStore } from "../store/session-store.ts";
import { showBadge } from "./badge.ts";
import { frameOfProducer } from "./frame-book.ts";
import type { Answer, Command } from "./messages.ts";
import { isPageMessage, type PageAnswer, type PageMessage } from "./page-messages.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { recorderState } from "./recorder-state.ts";
import { loadRecordings, type Recording, type Recordings } from "./recordings.ts";
import { originsOf } from "./refusals.ts";
import { createRetention, type Retention } from "./retention.ts";
import {
  isRetentionQuestion,
  type RetentionAnswer,
  type RetentionQuestion,
} from "./retention-messages.ts";
import { recoverSessions } from "./session-end.ts";
import { HELLO_TIMEOUT_MS } from "./session-start.ts";
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
}

/**
 * Wires browser events to the recorder. Listeners stand at once: the event that woke us is waiting.
 * `openStore` says where sessions go.
 */
export function startBackground(openStore: () => Promise<SessionStore>): void {
  const ready = wake(openStore);
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
      return when(async ({ recordings, recorder }) => {
        const recording = recordings.byTab(tabId);
        if (!recording) return;
        await recorder.frames.committed(recording, { frameId, ...(documentId && { documentId }) });
      });
    }
    when(({ recorder }) => recorder.navigated(tabId, { url, documentId }, transitionType));
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
    when(({ recorder }) => recorder.moved(from, to)),
  );
  browser.tabs.onUpdated.addListener((tabId, { discarded }) => {
    if (discarded) when(({ recorder }) => recorder.discarded(tabId));
  });
  browser.tabs.onRemoved.addListener((tabId) => when(({ recorder }) => recorder.tabClosed(tabId)));
  browser.permissions.onAdded.addListener(() =>
    when(async ({ recordings, recorder }) => {
      for (const tabId of Object.keys(recordings.intents).map(Number)) {
        const { url } = await browser.tabs.get(tabId);
        // Another site's permission may be what was granted.
        if (!url || !(await browser.permissions.contains({ origins: originsOf(url) }))) continue;
        if (recordings.takeIntent(tabId, Date.now())) await recorder.start(tabId);
      }
      await recordings.save();
    }),
  );
  browser.permissions.onRemoved.addListener(() =>
    when(({ recorder }) => recorder.permissionRemoved()),
  );
  browser.commands.onCommand.addListener((command, tab) => {
    if (command !== "toggle-recording" || tab?.id === undefined) return;
    const tabId = tab.id;
    // Asked for at once: after an await the key press no longer counts as the user's consent.
    const granted = tab.url?.startsWith("http")
      ? browser.permissions.request({ origins: originsOf(tab.url) })
      : Promise.resolve(true);
    when(async ({ recordings, recorder }) => {
      if (recordings.byTab(tabId)) return recorder.stop(tabId, "Stopped with the shortcut.");
      if (await granted) await recorder.start(tabId);
    });
  });
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name !== CHECK_ALARM) return;
    when(({ recorder }) => recorder.checkTabs());
    when(({ retention }) => retention.enforceIfDue());
    when(checkStorage);
  });
}

async function wake(openStore: () => Promise<SessionStore>): Promise<Background> {
  const [store, docs, recordings] = await Promise.all([
    openStore(),
    openIndexedDbDocs(),
    loadRecordings(),
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
  const recorder = createRecorder(store, recordings, storage, () =>
    afterwards(retention.enforce()),
  );
  goOn(recorder, recordings);
  afterwards(retention.enforceIfDue());
  return { store, recordings, recorder, retention, storage };
}

/** The service worker died in the middle of a start or a stop. */
function goOn(recorder: Recorder, recordings: Recordings): void {
  for (const { id, stopping } of Object.values(recordings.sessions)) {
    const [tab] = recordings.tabsOf(id);
    if (stopping === undefined || !tab) continue;
    recorder.stop(tab.browserTabId, stopping).catch((error: unknown) => {
      console.error("Waymark could not end a recording that was being stopped:", error);
    });
  }
  for (const [tabId, askedAt] of Object.entries(recordings.starts)) {
    if (Date.now() - askedAt > HELLO_TIMEOUT_MS) continue;
    recorder.start(Number(tabId)).catch((error: unknown) => {
      console.warn("Waymark could not go on with a start:", messageOf(error));
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

/**
 * Which document speaks, by the browser's word; its own name for itself only tells halves apart. Of a
 * document that is being torn down the browser may not know its id any more: then it is the one of
 * the tab that had that name.
 */
function producerOf(
  sender: Browser.runtime.MessageSender,
  document: string,
  recording: Recording | undefined,
): string {
  const { documentId } = sender as { documentId?: string };
  const name = document.slice(0, 8);
  if (documentId) return `${documentId.replaceAll(/[^\w-]/g, "")}-${name}`;
  const frames = recording?.frames?.list.map(({ producer }) => producer) ?? [];
  const known = [recording?.producer, ...frames].find((producer) => producer?.endsWith(`-${name}`));
  return known ?? document;
}

async function fromPage(
  { recorder, recordings }: Background,
  message: PageMessage,
  sender: Browser.runtime.MessageSender,
): Promise<PageAnswer> {
  const tabId = sender.tab?.id;
  if (tabId === undefined) return { ok: false, sentence: "Only documents in tabs are recorded." };
  const recording = recordings.byTab(tabId);
  const producer = producerOf(sender, message.document, recording);
  const frame = recording && frameOfProducer(recording, producer);
  const { frameId = frame?.frameId } = sender;
  if (frameId === undefined) return { ok: false, sentence: "This document is gone." };
  if (frameId !== 0 && message.type !== "batches") {
    if (!recording) return { ok: true, welcome: { record: false } };
    if (message.type === "refused") {
      await recorder.frames.refused(recording, producer, refusalSentence(String(message.sentence)));
      return { ok: true };
    }
    const { documentId } = sender as { documentId?: string };
    const document = { frameId, ...(documentId && { documentId }) };
    const welcome = await recorder.frames.hello(recording, document, producer, message.page);
    return { ok: true, welcome };
  }
  if (frameId !== 0 && !frame) {
    return { ok: false, sentence: "This frame is not being recorded." };
  }
  switch (message.type) {
    case "hello":
      return {
        ok: true,
        welcome: await recorder.hello(tabId, producer, message.page, message.returningTo),
      };
    case "batches":
      await recorder.batches(tabId, producer, message.batches, message.leaving);
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

async function fromPopup(background: Background, command: Command): Promise<Answer> {
  const { recorder, recordings, storage, store } = background;
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
        await recorder.start(tabId);
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
    }
  } catch (error) {
    return { ok: false, sentence: messageOf(error) };
  }
  return { ok: true, state: await recorderState(tabId, store, recordings, storage) };
}

function isCommand(message: unknown): message is Command {
  const { type, tabId } = (message ?? {}) as Partial<Command>;
  return typeof type === "string" && Number.isInteger(tabId);
}

/** Commands come from our own pages only, never from a content script in a page. */
function isOwnPage(sender: Browser.runtime.MessageSender): boolean {
  return sender.url?.startsWith(browser.runtime.getURL("/")) ?? false;
}

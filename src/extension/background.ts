import { browser, type Browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { openIndexedDbStore } from "../store/indexeddb/store.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Answer, Command } from "./messages.ts";
import { isPageMessage, type PageAnswer, type PageMessage } from "./page-messages.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { recorderState } from "./recorder-state.ts";
import { loadRecordings, type Recordings } from "./recordings.ts";
import { originsOf } from "./refusals.ts";
import { recoverSessions } from "./session-end.ts";
import { HELLO_TIMEOUT_MS } from "./session-start.ts";

const CHECK_ALARM = "check-tabs";
const CHECK_MINUTES = 1;

interface Background {
  store: SessionStore;
  recordings: Recordings;
  recorder: Recorder;
}

/** Wires browser events to the recorder. Listeners stand at once: the event that woke us is waiting. */
export function startBackground(): void {
  const ready = wake();
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
    return false;
  });

  browser.webNavigation.onCommitted.addListener((details) => {
    const { documentLifecycle, documentId } = details as {
      documentLifecycle?: string;
      documentId?: string;
    };
    if (details.frameId !== 0 || documentLifecycle === "prerender") return;
    when(({ recorder }) => recorder.navigated(details.tabId, details.url, documentId));
  });
  browser.webNavigation.onCreatedNavigationTarget.addListener((details) =>
    when(({ recorder }) => recorder.tabOpened(details.sourceTabId, details.url)),
  );
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
    if (name === CHECK_ALARM) when(({ recorder }) => recorder.checkTabs());
  });
}

async function wake(): Promise<Background> {
  const [store, recordings] = await Promise.all([openIndexedDbStore(), loadRecordings()]);
  const recovered = await recoverSessions(store, recordings);
  if (recovered.length > 0) {
    console.info(`Waymark: closed as interrupted: ${recovered.join(", ")}`);
  }
  await browser.alarms.create(CHECK_ALARM, { periodInMinutes: CHECK_MINUTES });
  const recorder = createRecorder(store, recordings);
  for (const { browserTabId, stopping } of Object.values(recordings.recordings)) {
    if (stopping === undefined) continue;
    recorder.stop(browserTabId, stopping).catch((error: unknown) => {
      console.error("Waymark could not end a recording that was being stopped:", error);
    });
  }
  for (const [tabId, askedAt] of Object.entries(recordings.starts)) {
    if (Date.now() - askedAt > HELLO_TIMEOUT_MS) continue;
    recorder.start(Number(tabId)).catch((error: unknown) => {
      console.warn("Waymark could not go on with a start:", messageOf(error));
    });
  }
  return { store, recordings, recorder };
}

/** Which document speaks, by the browser's word; the page's own name for it only tells halves apart. */
function producerOf(sender: Browser.runtime.MessageSender, document: string): string {
  const { documentId } = sender as { documentId?: string };
  return documentId ? `${documentId.replaceAll(/[^\w-]/g, "")}-${document.slice(0, 8)}` : document;
}

async function fromPage(
  { recorder }: Background,
  message: PageMessage,
  sender: Browser.runtime.MessageSender,
): Promise<PageAnswer> {
  const tabId = sender.tab?.id;
  if (tabId === undefined || sender.frameId !== 0) {
    return { ok: false, sentence: "Only the main frame of a tab is recorded." };
  }
  const producer = producerOf(sender, message.document);
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
      await recorder.refused(tabId, producer, String(message.code), String(message.sentence));
      return { ok: true };
  }
}

async function fromPopup(background: Background, command: Command): Promise<Answer> {
  const { recorder, recordings, store } = background;
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
  return { ok: true, state: await recorderState(tabId, store, recordings) };
}

function isCommand(message: unknown): message is Command {
  const { type, tabId } = (message ?? {}) as Partial<Command>;
  return typeof type === "string" && Number.isInteger(tabId);
}

/** Commands come from our own pages only, never from a content script in a page. */
function isOwnPage(sender: Browser.runtime.MessageSender): boolean {
  return sender.url?.startsWith(browser.runtime.getURL("/")) ?? false;
}

import { browser, type Browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { isSamePrivacy, type PrivacySettings } from "../privacy/privacy-settings.ts";
import { noteAct } from "../store/audit-log.ts";
import type { SessionStore } from "../store/session-store.ts";
import { fromOptions, fromPage, fromPopup, isCommand, isOwnPage } from "./answers.ts";
import { showBadge } from "./badge.ts";
import { markAndSay } from "./mark-shortcut.ts";
import { greet } from "./onboarding.ts";
import { NOWHERE, POLICY_KEY } from "./managed-policy.ts";
import { isPageMessage } from "./page-messages.ts";
import { originsOf } from "./refusals.ts";
import { isRetentionQuestion } from "./retention-messages.ts";
import { type Evict, saveAndSay } from "./rewind.ts";
import { recoverSessions, STOPPED_BY_SHORTCUT } from "./session-end.ts";
import {
  DEFAULTS,
  type HeldSettings,
  readSettings,
  type Settings,
  whyUnusable,
} from "./settings.ts";
import { type Background, holderOf, wake } from "./wake.ts";

const CHECK_ALARM = "check-tabs";
const CHECK_MINUTES = 1;

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
    when(async ({ recorder, rewind, autoRecord, siteQuestion }) => {
      await recorder.navigated(tabId, { url, documentId }, transitionType);
      await Promise.all([
        autoRecord.navigated(tabId, url),
        siteQuestion.navigated(tabId, { url, documentId }),
        rewind.navigated(tabId, { url, documentId }),
      ]);
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
  browser.tabs.onUpdated.addListener((tabId, { discarded, audible }) => {
    if (audible !== undefined) {
      const at = Date.now();
      when(({ recorder }) => recorder.tabAudible(tabId, audible, at));
    }
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
  const onDownload = (item: Browser.downloads.DownloadItem) => {
    const at = Date.now();
    when(({ recorder }) => recorder.downloadStarted(item, at));
  };
  // Only there while the user grants the permission.
  const watchDownloads = () => {
    const { downloads } = browser as Partial<Pick<typeof browser, "downloads">>;
    if (downloads && !downloads.onCreated.hasListener(onDownload)) {
      downloads.onCreated.addListener(onDownload);
    }
  };
  watchDownloads();
  browser.permissions.onAdded.addListener(({ permissions }) => {
    if (permissions?.includes("downloads")) watchDownloads();
  });
  browser.permissions.onAdded.addListener(() =>
    when(async (background) => {
      const { recordings, rewind, countdown } = background;
      background.recorder.permissionsChanged();
      for (const tabId of Object.keys(recordings.intents).map(Number)) {
        const tab = await browser.tabs.get(tabId).catch(() => null);
        if (!tab) delete recordings.intents[tabId];
        const url = tab?.url;
        // Another site's permission may be what was granted.
        if (!url || !(await browser.permissions.contains({ origins: originsOf(url) }))) continue;
        if (recordings.takeIntent(tabId, Date.now())) await countdown.start(tabId);
      }
      await recordings.save();
      await rewind.refresh();
    }),
  );
  browser.permissions.onRemoved.addListener(() =>
    when(async ({ recorder, rewind }) => {
      recorder.permissionsChanged();
      await recorder.permissionRemoved();
      await rewind.recorder.permissionRemoved();
      await rewind.refresh();
    }),
  );
  browser.storage.onChanged.addListener((changes, area) => {
    if (area === "managed" && POLICY_KEY in changes) return when(managedChanged);
    const change = changes["settings"];
    if (area !== "local" || !change) return;
    const before = { ...DEFAULTS, ...(change.oldValue as Partial<Settings> | undefined) };
    when((background) => settingsChanged(background, before.privacy));
  });
  browser.commands.onCommand.addListener((command, tab) => {
    if (tab?.id === undefined) return;
    const tabId = tab.id;
    if (command === "save-rewind") return when(({ rewind }) => saveAndSay(rewind, tabId));
    if (command === "mark") return when((background) => markAndSay(background, tabId));
    if (command !== "toggle-recording") return;
    // Asked for at once: after an await the key press no longer counts as the user's consent.
    const granted = tab.url?.startsWith("http")
      ? browser.permissions.request({ origins: originsOf(tab.url) })
      : Promise.resolve(true);
    when(async (background) => {
      const { recordings, recorder, countdown } = background;
      if (await countdown.cancel(tabId)) return;
      if (recordings.byTab(tabId) || recordings.waits[tabId])
        return recorder.stop(tabId, STOPPED_BY_SHORTCUT);
      if (await granted) await countdown.start(tabId);
    });
  });
  browser.runtime.onInstalled.addListener((details) => {
    greet(details).catch((error: unknown) =>
      console.warn("Waymark: its first page could not be opened:", messageOf(error)),
    );
  });
  when(() => browser.alarms.create(CHECK_ALARM, { periodInMinutes: CHECK_MINUTES }));
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name !== CHECK_ALARM) return;
    when(({ recorder }) => recorder.checkTabs());
    when(({ rewind }) => rewind.trim());
    when(({ retention }) => retention.enforceIfDue());
    when(checkStorage);
  });
}

async function settingsChanged(background: Background, before: PrivacySettings): Promise<void> {
  const settings = await readSettings();
  // Under an administrator's policy the user's own hold nothing, whatever they say.
  if (!settings.managed && !isSamePrivacy(before, settings.privacy)) {
    await privacyChanged(background, settings, "The privacy settings were changed");
  }
  await background.autoRecord.settingsChanged();
  await background.siteQuestion.settingsChanged();
  await background.rewind.refresh();
}

/** An administrator set, changed or took back the policy. */
async function managedChanged(background: Background): Promise<void> {
  const settings = await readSettings();
  const what = settings.managed
    ? "The administrator's privacy policy was changed"
    : "The administrator's privacy policy was taken back";
  await privacyChanged(background, settings, what);
  await background.rewind.refresh();
}

async function privacyChanged(
  { recorder, docs }: Background,
  settings: HeldSettings,
  what: string,
): Promise<void> {
  // Settings that cannot be applied allow nothing (rule P8): what is recorded ends.
  const isUsable = whyUnusable(settings) === null;
  const privacy = isUsable ? settings.privacy : NOWHERE;
  await recorder.privacyChanged(privacy);
  const told = `level ${privacy.policy.level}, ${privacy.rules.length} rules for sites`;
  const detail = `${what}: ${isUsable ? told : "they cannot be used, so nothing is recorded"}.`;
  await noteAct(docs, { at: Date.now(), act: "settings", detail });
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

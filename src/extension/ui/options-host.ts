import { browser } from "wxt/browser";
import { openIndexedDbDocs } from "../../store/indexeddb/docs.ts";
import { listRemovals, type Removal } from "../../store/retention-log.ts";
import type { LimitsPreview, StoreLimits } from "../../store/session-store.ts";
import type { OptionalPermission } from "../optional-permissions.ts";
import type { RetentionAnswer, RetentionQuestion } from "../retention-messages.ts";
import type { PrivacySettings } from "../../privacy/privacy-settings.ts";
import { countConcerned } from "../concerned.ts";
import { type HeldSettings, readSettings, type Settings, writeSettings } from "../settings.ts";
import { openShortcutSettings } from "./open-shortcuts.ts";
import { listShortcuts, type Shortcut } from "./shortcuts.ts";

/** What the options page needs of the browser; tests hand in their own. */
export interface OptionsHost {
  readSettings(): Promise<HeldSettings>;
  writeSettings(change: Partial<Settings>): Promise<Settings>;
  /** How many recordings that run now these privacy settings would stop. */
  countConcerned(privacy: PrivacySettings): Promise<number>;
  /** What these limits would remove now. Rejects with a sentence. */
  previewRetention(limits: StoreLimits): Promise<LimitsPreview>;
  /** Enforces what is stored in the settings; `evicted` is what went. */
  enforceRetention(): Promise<LimitsPreview>;
  /** Newest first. */
  readRemovals(): Promise<Removal[]>;
  /** `freeBytes` is null where the browser does not say. */
  readStorage(): Promise<{ usedBytes: number; freeBytes: number | null; persisted: boolean }>;
  /** Asks the browser to keep what is stored; whether it will. */
  persist(): Promise<boolean>;
  /** Must be called while a click is being handled. */
  requestOrigins(origins: string[]): Promise<boolean>;
  hasOrigins(origins: string[]): Promise<boolean>;
  hasPermission(permission: OptionalPermission): Promise<boolean>;
  /** Asks the browser for it, or gives it back; whether it is given then. Must be called while a click is being handled. */
  setPermission(permission: OptionalPermission, on: boolean): Promise<boolean>;
  fetch: typeof fetch;
  readShortcuts(): Promise<Shortcut[]>;
  /** Opens the browser's own page for shortcuts; rejects where it has none to open. */
  openShortcutSettings(): Promise<void>;
}

async function askRetention(question: RetentionQuestion): Promise<LimitsPreview> {
  const answer: RetentionAnswer | undefined = await browser.runtime.sendMessage(question);
  if (answer?.ok) return answer.preview;
  throw new Error(answer?.sentence ?? "The recorder did not answer. Reload this page.");
}

export const optionsHost: OptionsHost = {
  readSettings,
  writeSettings,
  countConcerned,
  previewRetention: (limits) => askRetention({ to: "retention", ask: "preview", limits }),
  enforceRetention: () => askRetention({ to: "retention", ask: "enforce" }),
  async readRemovals() {
    const docs = await openIndexedDbDocs();
    try {
      return await listRemovals(docs);
    } finally {
      await docs.close();
    }
  },
  async readStorage() {
    const [{ quota, usage = 0 }, persisted] = await Promise.all([
      navigator.storage.estimate(),
      navigator.storage.persisted(),
    ]);
    const freeBytes = quota === undefined ? null : Math.max(0, quota - usage);
    return { usedBytes: usage, freeBytes, persisted };
  },
  persist: () => navigator.storage.persist(),
  requestOrigins: (origins) => browser.permissions.request({ origins }),
  hasOrigins: (origins) => browser.permissions.contains({ origins }),
  hasPermission: (permission) => browser.permissions.contains({ permissions: [permission] }),
  async setPermission(permission, on) {
    const permissions = [permission];
    if (on) return browser.permissions.request({ permissions });
    await browser.permissions.remove({ permissions });
    return browser.permissions.contains({ permissions });
  },
  fetch: (...request) => fetch(...request),
  readShortcuts: async () => listShortcuts(await browser.commands.getAll()),
  openShortcutSettings,
};

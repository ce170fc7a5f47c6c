import { browser } from "wxt/browser";
import type { StoreLimits } from "../store/session-store.ts";
import { DEFAULT_PRIVACY, type PrivacySettings } from "../privacy/privacy-settings.ts";

/** What the options page keeps in `storage.local`. Never synced: it holds a key. */
export interface Settings {
  /** Team server to push to; null until set. `key` is an ingest key. */
  server: { url: string; key: string } | null;
  privacy: PrivacySettings;
  /** What is kept; without any limit, everything (docs/decisions/010). */
  retention: StoreLimits;
  /** Sites whose tabs are always kept for the last `minutes`; off without any (docs/decisions/013). */
  rewind: { sites: string[]; minutes: number };
}

export const REWIND_MINUTES = { least: 1, most: 60 } as const;

export const DEFAULTS: Settings = {
  server: null,
  privacy: DEFAULT_PRIVACY,
  retention: {},
  rewind: { sites: [], minutes: 5 },
};

export async function readSettings(): Promise<Settings> {
  const stored = (await browser.storage.local.get("settings"))["settings"];
  return { ...DEFAULTS, ...(stored as Partial<Settings> | undefined) };
}

export async function writeSettings(change: Partial<Settings>): Promise<Settings> {
  const next = { ...(await readSettings()), ...change };
  await browser.storage.local.set({ settings: next });
  return next;
}

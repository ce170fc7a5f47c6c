import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import type { StoreLimits } from "../store/session-store.ts";
import {
  checkPrivacy,
  DEFAULT_PRIVACY,
  type PrivacySettings,
} from "../privacy/privacy-settings.ts";
import { type ManagedPolicy, readManagedPolicy } from "./managed-policy.ts";

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

/** The settings that hold: `privacy` is the administrator's where there is one. */
export interface HeldSettings extends Settings {
  /** Null where the user's own privacy settings hold. */
  managed: ManagedPolicy | null;
}

export async function readSettings(): Promise<HeldSettings> {
  const [own, managed] = await Promise.all([readOwn(), readManagedPolicy()]);
  return { ...own, ...(managed && { privacy: managed.privacy }), managed };
}

/**
 * Why nothing may be recorded under these settings, or null (rule P8). Those that are stored may be of an
 * older version, or were written by something else than the options page.
 */
export function whyUnusable({ privacy, managed }: HeldSettings): string | null {
  if (managed) return managed.refusal;
  try {
    checkPrivacy(privacy);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Writes the user's own, so that they are there again when an administrator's policy goes. */
export async function writeSettings(change: Partial<Settings>): Promise<Settings> {
  const next = { ...(await readOwn()), ...change };
  await browser.storage.local.set({ settings: next });
  return next;
}

async function readOwn(): Promise<Settings> {
  const stored = (await browser.storage.local.get("settings"))["settings"];
  return { ...DEFAULTS, ...(stored as Partial<Settings> | undefined) };
}

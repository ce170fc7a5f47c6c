import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import type { Session } from "../format/session.ts";
import type { RedactionOptions } from "../privacy/redaction/redactor.ts";
import type { StoreLimits } from "../store/session-store.ts";
import {
  checkPrivacy,
  DEFAULT_PRIVACY,
  policyFor,
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
  /**
   * Sites whose pages are recorded as soon as they are opened in a tab, and those on which a person is asked
   * first; none by default. Where both name a site, it is asked.
   */
  autoRecord: { sites: string[]; ask: string[] };
  /** Seconds from Start to the recording. */
  countdown: Countdown;
}

export const COUNTDOWNS = [0, 3, 5] as const;
export type Countdown = (typeof COUNTDOWNS)[number];

export const REWIND_MINUTES = { least: 1, most: 60 } as const;

export const DEFAULTS: Settings = {
  server: null,
  privacy: DEFAULT_PRIVACY,
  retention: {},
  rewind: { sites: [], minutes: 5 },
  autoRecord: { sites: [], ask: [] },
  countdown: 0,
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

/** By what patterns the notes of a session's marks are redacted that are made after it. */
export async function patternsOf({ tabs }: Pick<Session, "tabs">): Promise<RedactionOptions> {
  const { urls, phone, ssn, patterns } = policyFor(
    (await readSettings()).privacy,
    tabs[0]?.url ?? "",
  );
  return { urls, phone, ssn, custom: patterns };
}

/** Writes the user's own, so that they are there again when an administrator's policy goes. */
export async function writeSettings(change: Partial<Settings>): Promise<Settings> {
  const next = { ...(await readOwn()), ...change };
  await browser.storage.local.set({ settings: next });
  return next;
}

async function readOwn(): Promise<Settings> {
  const stored = (await browser.storage.local.get("settings"))["settings"];
  const own = stored as Partial<Settings> | undefined;
  // What was stored before there was a list of sites to ask on has none.
  return { ...DEFAULTS, ...own, autoRecord: { ...DEFAULTS.autoRecord, ...own?.autoRecord } };
}

import { browser } from "wxt/browser";
import { DEFAULT_PRIVACY, policyFor, siteVerdict } from "../privacy/privacy-settings.ts";
import type { SessionStore } from "../store/session-store.ts";
import { entitled } from "./ended.ts";
import type { RecorderState, RecorderStatus, Refusal } from "./messages.ts";
import type { LiveMarks } from "./marks.ts";
import type { PageLook } from "./page-look.ts";
import type { Recordings } from "./recordings.ts";
import type { Rewind } from "./rewind.ts";
import { readSettings, whyUnusable } from "./settings.ts";
import type { StorageWatch } from "./storage-watch.ts";
import { ALL_SITES, originsOf, refusalForSite, refusalForUrl, siteOf } from "./refusals.ts";

function statusOf(tabId: number, recordings: Recordings): RecorderStatus {
  const recording = recordings.byTab(tabId);
  if (!recording && recordings.countdowns[tabId] !== undefined) return "counting";
  if (!recording) return recordings.waits[tabId] ? "waiting" : "idle";
  const { status } = recordings.sessionOf(recording);
  return status === "recording" && recording.waiting ? "waiting" : status;
}

/** The popup lists so many of a session's marks. */
const LISTED_MARKS = 3;

export interface StateParts {
  store: SessionStore;
  recordings: Recordings;
  storage: StorageWatch;
  rewind: Pick<Rewind, "stateOf">;
  marks: Pick<LiveMarks, "list">;
  pageLook: PageLook;
}

/** Everything the popup shows of a tab. */
export async function recorderState(
  tabId: number,
  { store, recordings, storage, rewind, marks, pageLook }: StateParts,
): Promise<RecorderState> {
  const tab = await browser.tabs.get(tabId).catch(() => null);
  const recording = recordings.byTab(tabId);
  const running = recording && recordings.sessionOf(recording);
  const session = running ? await store.getSession(running.id) : null;
  const set = session ? await marks.list(session.id) : [];
  const dueAt = recordings.countdowns[tabId];
  const elapsedMs = running
    ? (running.pausedAt ?? Date.now()) - running.startedAt - running.pausedMs
    : 0;
  const rate = session && elapsedMs > 0 ? session.counts.bytes / elapsedMs : 0;
  const settings = await readSettings();
  const unusable = whyUnusable(settings);
  const badPolicy: Refusal | null =
    unusable === null ? null : { code: "bad-policy", sentence: unusable };
  const privacy = badPolicy ? DEFAULT_PRIVACY : settings.privacy;
  const verdict = tab?.url ? siteVerdict(privacy, tab.url) : "may";
  const status = statusOf(tabId, recordings);
  const known = tab
    ? (recordings.refusals[tabId] ??
      refusalForUrl(tab.url) ??
      badPolicy ??
      refusalForSite(verdict, settings.managed !== null))
    : ({ code: "gone", sentence: "That tab is gone. Open the page again." } as const);
  // A page that is recorded says itself when it does not want that any more.
  const refusal = known ?? (status === "idle" ? await pageLook(tabId) : null);
  const addressHidden = tab !== null && !tab.url;
  const recordable = addressHidden || (tab !== null && refusalForUrl(tab.url) === null);
  const origins = addressHidden ? ALL_SITES : recordable ? originsOf(tab!.url!) : [];
  return {
    tab: {
      id: tabId,
      title: tab?.title ?? "",
      url: tab?.url ?? "",
      site: siteOf(tab?.url),
    },
    status,
    countdown: dueAt === undefined ? null : Math.max(0, Math.ceil((dueAt - Date.now()) / 1_000)),
    asks: tabId in recordings.asks && refusal === null,
    refusal,
    managed: settings.managed !== null,
    level: policyFor(privacy, tab?.url ?? "").level,
    addressHidden,
    needsPermission: recordable && !(await browser.permissions.contains({ origins })),
    permissionOrigins: origins,
    session:
      running && session
        ? {
            id: session.id,
            startedAt: running.startedAt,
            elapsedMs,
            tabs: recordings.tabsOf(running.id).length,
            events: session.counts.events,
            bytes: session.counts.bytes,
            errors: session.counts.errors,
            level: session.privacy.level,
            masked: session.privacy.hits,
            charter: session.charter ?? "",
            automatic: running.autoSites !== undefined,
            marks: set
              .slice(0, LISTED_MARKS)
              .map(({ id, kind, text, offsetMs }) => ({ id, kind, text, offsetMs })),
            markCount: set.length,
          }
        : null,
    storage: await storage.trouble(rate),
    rewind: await rewind.stateOf(tabId),
    last: await entitled(store, recordings.last[tabId]),
  };
}

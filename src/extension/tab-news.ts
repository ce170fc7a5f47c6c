import { browser } from "wxt/browser";
import type { SignalPayload } from "../format/signals/signals.ts";
import type { BrowserSignals } from "./browser-signals.ts";
import type { Recording, Recordings } from "./recordings.ts";

/** What is read of a download: never its name, nor where it is put. */
export interface Download {
  url: string;
  finalUrl?: string;
  referrer?: string;
  mime?: string;
  /** -1 or 0 where it is not known. */
  totalBytes: number;
  incognito: boolean;
  /** An extension saves it, and no page. */
  byExtensionId?: string;
}

type SavedFile = NonNullable<SignalPayload<"waymark.browser">["file"]>;

/** What only the browser knows of recorded tabs. Of other tabs, and in a pause, nothing is told. */
export interface TabNews {
  audible(browserTabId: number, audible: boolean, at: number): Promise<void>;
  download(item: Download, at: number): Promise<void>;
}

export function createTabNews(recordings: Recordings, signals: BrowserSignals): TabNews {
  const isOpen = (recording: Recording) =>
    recording.closedAt === null &&
    recording.listed === "page" &&
    recordings.sessionOf(recording).status === "recording";

  /** Recorded tabs with their addresses; one that is gone has none. */
  async function openPages(incognito: boolean): Promise<Page[]> {
    const open = Object.values(recordings.recordings).filter(
      (recording) => isOpen(recording) && recordings.sessionOf(recording).incognito === incognito,
    );
    const tabs = await Promise.all(
      open.map(({ browserTabId }) => browser.tabs.get(browserTabId).catch(() => null)),
    );
    return open.flatMap((recording, i) => {
      const url = tabs[i]?.url;
      const { front } = recordings.sessionOf(recording);
      return url ? [{ recording, url, inFront: front.tabId === recording.tabId }] : [];
    });
  }

  return {
    async audible(browserTabId, audible, at) {
      const recording = recordings.byTab(browserTabId);
      if (!recording || !isOpen(recording)) return;
      await signals.say(recording, "waymark.browser", { what: audible ? "audible" : "silent" }, at);
    },

    async download(item, at) {
      if (item.byExtensionId || Object.keys(recordings.recordings).length === 0) return;
      const recording = pageOf(item, await openPages(item.incognito));
      if (!recording) return;
      await signals.say(recording, "waymark.browser", { what: "download", file: fileOf(item) }, at);
    },
  };
}

interface Page {
  recording: Recording;
  url: string;
  /** The user looks at it. */
  inFront: boolean;
}

/**
 * The page that a download is for. No browser says which tab that is, so it is the page that the
 * download names as its referrer, or one of the origin that it names; null where several could be.
 */
export function pageOf(item: Download, pages: readonly Page[]): Recording | null {
  const named = item.referrer ? withoutHash(item.referrer) : null;
  const same = named === null ? [] : pages.filter(({ url }) => withoutHash(url) === named);
  return oneOf(same) ?? oneOf(pages.filter(({ url }) => isOfOrigin(url, item)));
}

function oneOf(pages: readonly Page[]): Recording | null {
  const front = pages.filter(({ inFront }) => inFront);
  const [page] = front.length > 0 ? front : pages;
  return page && (front.length === 1 || pages.length === 1) ? page.recording : null;
}

/** Policies cut a referrer to its origin, or leave it out; what a page makes itself names the page's origin. */
function isOfOrigin(url: string, { referrer, url: from }: Download): boolean {
  const origin = originOf(referrer || from.replace(/^blob:/, ""));
  return origin !== null && origin === originOf(url);
}

/** What a session says of a download. */
export function fileOf({ url, finalUrl, mime, totalBytes }: Download): SavedFile {
  const host = hostOf(finalUrl || url);
  return {
    ...(mime && MEDIA_TYPE.test(mime) && { type: mime }),
    ...(Number.isSafeInteger(totalBytes) && totalBytes > 0 && { bytes: totalBytes }),
    ...(host && { host }),
  };
}

const MEDIA_TYPE = /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}$/;

const withoutHash = (url: string) => url.split("#", 1)[0];

function hostOf(url: string): string | null {
  return /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).host : null;
}

function originOf(url: string): string | null {
  return /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).origin : null;
}

import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { heardOf, type Recording } from "./recordings.ts";
import type { BrowserRequest } from "./request-book.ts";

type Shown = Pick<Recording, "browserTabId" | "producer" | "heard">;

/**
 * Which document a tab shows, by its commits: what is of a document that is not recorded must not be told
 * as of the one after it (rule P7). In doubt, nothing is of the document that is recorded now.
 */
export interface Visits {
  /** The tab went to another document. `at` is epoch milliseconds. */
  committed(url: string, at: number): void;
  /** Whether this request brought the document that is recorded now. */
  brought(recording: Shown, request: Request): boolean;
  /** Whether the document that is recorded now made this request, whose `documentUrl` is known. */
  isOf(recording: Shown, request: Request): boolean;
}

type Request = Pick<BrowserRequest, "documentUrl" | "endUrl" | "startedAt">;

/** `tab` is as it is when it begins to be listened to. */
export function createVisits(tab: Shown | undefined, now: number): Visits {
  const { producer = null } = tab ?? {};
  const known = tab && producer !== null ? heardOf(tab, producer) : undefined;
  /** The document of the last commit; of the one that was there before any, `url` is where it is by now. */
  let last: { url: string | null; at: number } = { url: null, at: known?.at ?? now };
  /** What came from the network begins before its commit, and after the one before. */
  let before = last.at;
  let seen = false;
  if (tab) noteFirst(tab.browserTabId);

  function noteFirst(tabId: number): void {
    const first = last;
    browser.tabs.get(tabId).then(
      ({ url }) => (first.url = url ?? null),
      (error: unknown) => console.debug("Waymark: a tab is gone:", messageOf(error)),
    );
  }

  /** The producer that is recorded now said hello from the document of the last commit. */
  const isHeard = (recording: Shown) =>
    recording.producer !== null && (heardOf(recording, recording.producer)?.at ?? 0) >= last.at;

  return {
    committed(url, at) {
      before = last.at;
      // Pages tell whole milliseconds.
      last = { url, at: Math.floor(at) };
      seen = true;
    },
    brought: (recording, { endUrl, startedAt }) =>
      seen &&
      isHeard(recording) &&
      startedAt >= before &&
      startedAt <= last.at + 1 &&
      last.url !== null &&
      withoutHash(last.url) === withoutHash(endUrl),
    isOf(recording, { documentUrl, startedAt }) {
      if (!isHeard(recording) || startedAt < last.at || last.url === null) return false;
      // A document that was there before may have written another address since.
      const partOf = seen ? withoutHash : originOf;
      return partOf(last.url) === partOf(documentUrl ?? "");
    },
  };
}

const withoutHash = (url: string): string => url.split("#", 1)[0] ?? "";
const originOf = (url: string): string | undefined => URL.parse(url)?.origin;

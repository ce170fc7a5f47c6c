import { type Browser, browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import type { SignalPayload } from "../format/signals/signals.ts";
import { ID_RANGE } from "../privacy/gate2/frame-ids.ts";
import type { FramePlace } from "../privacy/gate2/frame-stream.ts";
import { needsConsent, siteVerdict } from "../privacy/privacy-settings.ts";
import type { SitePolicy } from "../privacy/policy.ts";
import type { BrowserSignals } from "./browser-signals.ts";
import type { BrowserWord } from "./ingest.ts";
import type { Recording, Recordings, RunningSession } from "./recordings.ts";
import { type BrowserRequest, createRequestBook, type RequestBook } from "./request-book.ts";
import { createServerBuilds, type ServerBuilds } from "./server-build.ts";
import { createVisits, type Visits } from "./visits.ts";

type Network = SignalPayload<"waymark.network">;
type Details = Browser.webRequest.WebRequestDetails & {
  documentId?: string;
  parentDocumentId?: string;
  documentUrl?: string;
};

/**
 * Every request of the recorded tabs, as the browser sees it. It listens where the user gave the
 * permission for that, only while a session runs, and only to its tabs.
 */
export interface WebRequests extends BrowserWord {
  /** Listens to the tabs that are recorded now, and to no others any more. */
  follow(): void;
  /** Tells what is left of these tabs, before they are no longer heard. */
  tellRest(tabs: readonly Recording[]): Promise<void>;
}

const TELL_EVERY_MS = 1_000;
/** Of what no page told, so much is told of a tab in a second; of what scripts asked for, less. */
const MOST_A_SECOND = 100;
const MOST_CALLS_A_SECOND = 10;
const ID_SIGNS = /[^\w-]/g;

interface Listening {
  book: RequestBook;
  builds: ServerBuilds;
  visits: Visits;
  end(): void;
}

export function createWebRequests(recordings: Recordings, signals: BrowserSignals): WebRequests {
  const tabs = new Map<number, Listening>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const wanted = (): Set<number> => {
    if (!browser.webRequest) return new Set();
    const all = Object.values(recordings.recordings);
    const heard = all.filter(
      (one) =>
        recordings.sessionOf(one).status === "recording" && !one.policy.leftOut.includes("network"),
    );
    return new Set(heard.map(({ browserTabId }) => browserTabId));
  };

  function follow(): void {
    const now = wanted();
    for (const [tabId, { end }] of tabs) {
      if (now.has(tabId)) continue;
      end();
      tabs.delete(tabId);
    }
    for (const tabId of now) if (!tabs.has(tabId)) tabs.set(tabId, listen(tabId));
  }

  function listen(tabId: number): Listening {
    const book = createRequestBook();
    const visits = createVisits(recordings.byTab(tabId), Date.now());
    const committed = (details: Browser.webNavigation.WebNavigationTransitionCallbackDetails) => {
      const { documentLifecycle } = details as { documentLifecycle?: string };
      if (details.tabId !== tabId || details.frameId !== 0) return;
      if (documentLifecycle !== "prerender") visits.committed(details.url, details.timeStamp);
    };
    const builds = createServerBuilds();
    const filter = { urls: ["http://*/*", "https://*/*", "ws://*/*", "wss://*/*"], tabId };
    const known = (details: { requestId: string }) => book.get(details.requestId);
    const began = (details: Details) => {
      // One that is sent on keeps its number.
      if (!known(details)) book.began(requestOf(details));
      return undefined;
    };
    const redirected = (details: Browser.webRequest.OnBeforeRedirectDetails) => {
      known(details)?.redirects.push({ url: details.url, status: details.statusCode });
    };
    const answered = (details: Browser.webRequest.OnHeadersReceivedDetails) => {
      builds.answered(details);
      const request = known(details);
      if (request) Object.assign(request.facts, headerFacts(details));
      return undefined;
    };
    const completed = (details: Browser.webRequest.OnCompletedDetails) => {
      const { statusCode: status, statusLine, fromCache } = details;
      end(details as Details, {
        status,
        ...statusText(statusLine),
        failed: status >= 400,
        ...(fromCache && { cached: true }),
      });
    };
    const failed = (details: Browser.webRequest.OnErrorOccurredDetails) =>
      end(details as Details, { failed: true, error: details.error.slice(0, 200) });
    const end = (details: Details, facts: Partial<Network>) => {
      // Began before the service worker did: how long it took is not known, nor whose it is without an id.
      if (!known(details) && details.documentId) book.began(requestOf(details));
      const request = known(details);
      if (!request) return;
      Object.assign(request.facts, facts);
      request.endUrl = details.url;
      request.endedAt = details.timeStamp;
      timer ??= setTimeout(tell, TELL_EVERY_MS);
    };

    const { webNavigation, webRequest } = browser;
    webNavigation.onCommitted.addListener(committed);
    webRequest.onBeforeRequest.addListener(began as never, filter);
    webRequest.onBeforeRedirect.addListener(redirected, filter);
    webRequest.onHeadersReceived.addListener(answered as never, filter, ["responseHeaders"]);
    webRequest.onCompleted.addListener(completed, filter);
    webRequest.onErrorOccurred.addListener(failed, filter);
    return {
      book,
      builds,
      visits,
      end() {
        webNavigation.onCommitted.removeListener(committed);
        webRequest.onBeforeRequest.removeListener(began as never);
        webRequest.onBeforeRedirect.removeListener(redirected);
        webRequest.onHeadersReceived.removeListener(answered as never);
        webRequest.onCompleted.removeListener(completed);
        webRequest.onErrorOccurred.removeListener(failed);
      },
    };
  }

  function tell(): void {
    timer = null;
    for (const [tabId, listening] of tabs) {
      const recording = recordings.byTab(tabId);
      if (!recording) continue;
      tellTab(recording, listening, false).catch((error: unknown) =>
        console.warn("Waymark: requests of a tab are missing:", messageOf(error)),
      );
    }
    if ([...tabs.values()].some(({ book }) => book.isWaiting))
      timer = setTimeout(tell, TELL_EVERY_MS);
  }

  async function tellTab(
    recording: Recording,
    { book, visits }: Listening,
    all: boolean,
  ): Promise<void> {
    const { privacy, status } = recordings.sessionOf(recording);
    if (status !== "recording") return;
    const due = book.due(Date.now(), all);
    let left = MOST_A_SECOND;
    let callsLeft = MOST_CALLS_A_SECOND;
    let dropped = 0;
    for (const { request, isCall, payload, at } of due) {
      const owner = ownerOf(recording, request, privacy, visits);
      if (!owner) continue;
      if (isCall && callsLeft-- <= 0) continue;
      if (left-- <= 0) {
        dropped++;
        continue;
      }
      const { policy, frame } = owner;
      const told = frame ? inFrame(payload, frame) : payload;
      await signals.say(
        { ...recording, policy },
        "waymark.network",
        told,
        Math.round(at),
        owner.key,
      );
    }
    if (dropped === 0) return;
    await signals.say(recording, "waymark.capture", { part: "network", what: "sampled", dropped });
  }

  return {
    follow,
    join: ({ browserTabId }, payload, at) => tabs.get(browserTabId)?.book.join(payload, at) ?? true,
    serverBuild: ({ browserTabId }, at, origin) =>
      tabs.get(browserTabId)?.builds.at(at, origin) ?? null,
    async tellRest(left) {
      const told = left.map(async (recording) => {
        const listening = tabs.get(recording.browserTabId);
        if (listening) await tellTab(recording, listening, true);
      });
      await Promise.all(told);
    },
  };
}

interface Owner {
  /** Tells documents apart, each of which has a policy of its own. */
  key: string;
  policy: SitePolicy;
  /** A frame of another origin. */
  frame?: FramePlace;
  /** When it began to be recorded (epoch ms), where that is known. */
  heardAt: number;
}

/**
 * The recorded document that a request belongs to, and what holds for it; null for one of a document that is
 * not recorded (it is not allowed, opted out, or has no consent yet): nothing is told of that (rule P7).
 */
function ownerOf(
  recording: Recording,
  request: BrowserRequest,
  privacy: RunningSession["privacy"],
  visits: Visits,
): Owner | null {
  const { documentId, parentDocumentId, documentUrl, frameId, type, url, endUrl } = request;
  const isFree = (of: string) => siteVerdict(privacy, of) === "may" && !needsConsent(privacy, of);
  if (type === "main_frame") {
    // It is of the document that it brought; the one that came after that, or stayed, may not tell it.
    if (!isFree(url) || !isFree(endUrl) || !visits.brought(recording, request)) return null;
    return tabOwner(recording);
  }
  for (const id of [documentId, parentDocumentId]) {
    if (id === null) continue;
    const owner = documentOf(recording, id.replaceAll(ID_SIGNS, ""));
    if (!owner) continue;
    // Of a page that waited for its consent, what began before that is not told either.
    return privacy.consent.length > 0 && request.startedAt < owner.heardAt ? null : owner;
  }
  // Firefox before it had ids of documents: those of the tab's own document, as far as that is certain.
  if (documentId !== null || frameId !== 0 || documentUrl === null || !isFree(documentUrl))
    return null;
  return visits.isOf(recording, request) ? tabOwner(recording) : null;
}

function tabOwner({ producer, policy, waiting }: Recording): Owner | null {
  return producer === null || waiting ? null : { key: producer, policy, heardAt: 0 };
}

function documentOf(recording: Recording, documentId: string): Owner | null {
  const isIt = ({ producer }: { producer: string | null }) =>
    producer?.startsWith(`${documentId}-`) ?? false;
  const frame = recording.frames?.list.find(isIt);
  if (frame?.producer && frame.policy) {
    return { key: frame.producer, policy: frame.policy, frame, heardAt: frame.askedAt };
  }
  const heard = recording.heard?.find(isIt);
  return heard ? { key: heard.producer, policy: heard.policy, heardAt: heard.at } : null;
}

/** As the frame's own stream names what its document tells (see frame-stream.ts). */
function inFrame(payload: Network, { base, hostId }: FramePlace): Network {
  const id = payload.whole ? payload.id : `${base / ID_RANGE}-${payload.id}`;
  return { ...payload, id, frame: hostId };
}

function requestOf(details: Details): BrowserRequest {
  const { requestId, frameId, type, method, url, timeStamp } = details;
  const { documentId, parentDocumentId, documentUrl } = details;
  return {
    requestId,
    documentId: documentId ?? null,
    parentDocumentId: parentDocumentId ?? null,
    documentUrl: documentUrl ?? null,
    frameId,
    type,
    method,
    url,
    endUrl: url,
    startedAt: timeStamp,
    facts: {},
    redirects: [],
    endedAt: null,
  };
}

/**
 * Of the headers of an answer only how long and of what type it is, and of a document's the build
 * (server-build.ts); those that a rule lets through the page tells.
 */
function headerFacts({
  statusCode: status,
  responseHeaders: headers = [],
}: Browser.webRequest.OnHeadersReceivedDetails): Partial<Network> {
  const valueOf = (name: string) =>
    headers.find((header) => header.name.toLowerCase() === name)?.value;
  const length = Number(valueOf("content-length") ?? NaN);
  const mime = valueOf("content-type")?.slice(0, 200);
  return {
    status,
    ...(Number.isSafeInteger(length) && length >= 0 && { sizes: { encoded: length } }),
    ...(mime && { mime }),
  };
}

/** `Not Found` of `HTTP/1.1 404 Not Found`; newer protocols have none. */
function statusText(line: string): Pick<Network, "statusText"> {
  const text = /^HTTP\/[\d.]+ \d+ (.+)$/.exec(line)?.[1];
  return text ? { statusText: text.slice(0, 200) } : {};
}

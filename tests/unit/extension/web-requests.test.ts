import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { BrowserSignals } from "../../../src/extension/browser-signals.ts";
import type { FrameBook } from "../../../src/extension/frame-book.ts";
import type { Recording, Recordings } from "../../../src/extension/recordings.ts";
import { ID_RANGE } from "../../../src/privacy/gate2/frame-ids.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { DEFAULT_PRIVACY } from "../../../src/privacy/privacy-settings.ts";

type Listener = (details: Record<string, unknown>) => void;
const EVENTS = [
  "onBeforeRequest",
  "onBeforeRedirect",
  "onHeadersReceived",
  "onCompleted",
  "onErrorOccurred",
] as const;

/** Stands for the browser: who listens to what, with which filter. */
const listeners = new Map<string, Map<Listener, { tabId: number }>>();
type Committed = { tabId: number; frameId: number; url: string; timeStamp: number };
const navigations = new Set<(details: Committed) => void>();
const fake: { webRequest?: unknown } & Record<string, unknown> = {
  tabs: { get: async () => ({ url: "https://shop.example/cart" }) },
  webNavigation: {
    onCommitted: {
      addListener: (one: (details: Committed) => void) => navigations.add(one),
      removeListener: (one: (details: Committed) => void) => navigations.delete(one),
    },
  },
};
vi.mock("wxt/browser", () => ({ browser: fake }));
const { createWebRequests } = await import("../../../src/extension/web-requests.ts");

function allowRequests(): void {
  fake.webRequest = Object.fromEntries(
    EVENTS.map((name) => {
      const all = new Map<Listener, { tabId: number }>();
      listeners.set(name, all);
      return [
        name,
        {
          addListener: (one: Listener, filter: { tabId: number }) => all.set(one, filter),
          removeListener: (one: Listener) => all.delete(one),
        },
      ];
    }),
  );
}
const heardTabs = () =>
  EVENTS.map((name) => [...(listeners.get(name)?.values() ?? [])].map(({ tabId }) => tabId));
const emit = (name: (typeof EVENTS)[number], details: Record<string, unknown>) => {
  for (const [one] of listeners.get(name)!) one(details);
};

const commit = (url: string) => {
  for (const one of navigations) one({ tabId: 4, frameId: 0, url, timeStamp: Date.now() });
};
/** As in recorder and documents: the tab's page is recorded from its hello on. */
const hello = (one: Recording, producer: string) => {
  one.producer = producer;
  const before = one.heard ?? [];
  one.heard = [...before, { producer, policy: DEFAULT_SITE_POLICY, at: Date.now() }];
};

const recording = (change: Partial<Recording> = {}) =>
  ({
    browserTabId: 4,
    sessionId: "s",
    tabId: "t1",
    policy: DEFAULT_SITE_POLICY,
    producer: "DOC-page0001",
    heard: [{ producer: "DOC-page0001", policy: DEFAULT_SITE_POLICY, at: 0 }],
    ...change,
  }) as Recording;

function start(one: Recording, privacy = DEFAULT_PRIVACY) {
  const session = { id: "s", status: "recording", privacy };
  const recordings = {
    recordings: { 4: one } as Record<number, Recording>,
    byTab: (tabId: number) => recordings.recordings[tabId],
    sessionOf: () => session,
    tabsOf: () => [one],
  };
  const said: { url: unknown; key: unknown; policy: unknown; frame?: unknown }[] = [];
  const signals = {
    say: async (
      { policy }: Recording,
      _tag: string,
      payload: { url?: string; frame?: number },
      _at?: number,
      key?: string,
    ) =>
      void said.push({
        url: payload.url,
        key,
        policy,
        ...(payload.frame !== undefined && { frame: payload.frame }),
      }),
  } as unknown as BrowserSignals;
  const requests = createWebRequests(recordings as unknown as Recordings, signals);
  requests.follow();
  return { requests, recordings, session, said };
}

const details = (change: Record<string, unknown> = {}) => ({
  requestId: "1",
  documentId: "DOC",
  frameId: 0,
  type: "image",
  method: "GET",
  url: "https://shop.example/a.png",
  timeStamp: Date.now(),
  statusCode: 200,
  statusLine: "HTTP/1.1 200 OK",
  fromCache: false,
  ...change,
});
const complete = (change: Record<string, unknown> = {}) => {
  emit("onBeforeRequest", details(change));
  emit("onCompleted", details(change));
};

beforeEach(() => {
  vi.useFakeTimers();
  listeners.clear();
  navigations.clear();
  allowRequests();
});
afterEach(() => void vi.useRealTimers());

it("P9 the browser is listened to in recorded tabs only, and only while they are recorded", () => {
  const { requests, recordings, session } = start(recording());
  expect(heardTabs()).toEqual(EVENTS.map(() => [4]));
  session.status = "paused";
  requests.follow();
  expect(heardTabs()).toEqual(EVENTS.map(() => []));
  session.status = "recording";
  requests.follow();
  expect(navigations.size).toBe(1);
  delete recordings.recordings[4];
  requests.follow();
  expect(heardTabs()).toEqual(EVENTS.map(() => []));
  expect(navigations.size).toBe(0);
});

it("P9 nothing is listened to without the permission", () => {
  delete fake.webRequest;
  start(recording());
  expect(listeners.get("onCompleted")?.size).toBe(0);
});

it("the build that a document's server named is known while its tab is listened to", () => {
  const one = recording();
  const { requests, recordings } = start(one);
  const at = Date.now();
  emit("onHeadersReceived", {
    ...details({ type: "main_frame", url: "https://shop.example/" }),
    responseHeaders: [{ name: "X-Build-Id", value: "1.4.2" }],
  });
  expect(requests.serverBuild(one, at + 50, "https://shop.example")).toBe("1.4.2");
  delete recordings.recordings[4];
  requests.follow();
  expect(requests.serverBuild(one, at + 50, "https://shop.example")).toBe(null);
});

it("what no page tells is told under the policy of its document", async () => {
  const policy = { ...DEFAULT_SITE_POLICY, level: "strict" as const };
  const heard = [{ producer: "OLD-page0000", policy, at: 0 }];
  const { said } = start(recording({ heard }));
  complete({ documentId: "OLD" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual([{ url: "https://shop.example/a.png", key: "OLD-page0000", policy }]);
});

it("what a frame of another origin loads is told with its iframe, under its policy", async () => {
  const policy = { ...DEFAULT_SITE_POLICY, phone: true };
  const frame = { producer: "FRAME-page0002", policy, hostId: 17, base: ID_RANGE };
  const frames = { count: 1, ready: null, list: [frame] } as unknown as FrameBook;
  const { said } = start(recording({ frames }));
  complete({ documentId: "FRAME", frameId: 3 });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual([
    { url: "https://shop.example/a.png", key: "FRAME-page0002", policy, frame: 17 },
  ]);
});

it.each([
  ["another document than a recorded one", {}, { documentId: "ELSE" }, {}],
  ["a page that is not recorded now", { producer: null, heard: [] }, {}, {}],
  ["a page that waits for its consent", { waiting: "DOC" }, { type: "main_frame" }, {}],
  ["a site that is denied", {}, { type: "main_frame" }, { deny: ["shop.example"] }],
  ["a site that asks for consent", {}, { type: "main_frame" }, { consent: ["shop.example"] }],
])("P7 nothing is kept of a request of %s", async (_, change, request, privacy) => {
  const one = recording(change);
  const { said, requests, recordings } = start(one, { ...DEFAULT_PRIVACY, ...privacy });
  complete(request);
  commit(details().url);
  if (one.producer !== null) hello(one, one.producer);
  await vi.advanceTimersByTimeAsync(10_000);
  await requests.tellRest(Object.values(recordings.recordings));
  expect(said).toEqual([]);
});

it("P7 what a page asked for while it waited for its consent is not told once it has it", async () => {
  const one = recording();
  const { said } = start(one, { ...DEFAULT_PRIVACY, consent: ["shop.example"] });
  await vi.advanceTimersByTimeAsync(100);
  complete({ requestId: "before", documentId: "NEXT" });
  await vi.advanceTimersByTimeAsync(100);
  hello(one, "NEXT-page0002");
  await vi.advanceTimersByTimeAsync(100);
  complete({ requestId: "after", documentId: "NEXT", url: "https://shop.example/b.png" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said.map(({ url }) => url)).toHaveLength(1);
});

const PAGE = "https://shop.example/";
const load = (url: string) =>
  complete({ requestId: url, documentId: undefined, type: "main_frame", url });

it("a document's own request is told under it", async () => {
  const one = recording();
  const { said } = start(one);
  await vi.advanceTimersByTimeAsync(100);
  load(PAGE);
  await vi.advanceTimersByTimeAsync(50);
  commit(`${PAGE}#top`);
  hello(one, "NEXT-page0002");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toMatchObject([{ url: PAGE, key: "NEXT-page0002" }]);
});

it("P7 the request of a document that is not recorded is not told under the one after it", async () => {
  const one = recording();
  const { said } = start(one);
  await vi.advanceTimersByTimeAsync(100);
  load(`${PAGE}opted-out`);
  commit(`${PAGE}opted-out`);
  one.producer = null;
  await vi.advanceTimersByTimeAsync(500);
  load(PAGE);
  commit(PAGE);
  hello(one, "NEXT-page0002");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toMatchObject([{ url: PAGE }]);
});

it("P7 a request that brought no document is not told under the one that stayed", async () => {
  const { said } = start(recording());
  await vi.advanceTimersByTimeAsync(100);
  load(`${PAGE}file.zip`);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual([]);
});

/** Firefox before it had ids of documents. */
const ofPage = (change: Record<string, unknown> = {}) =>
  complete({ documentId: undefined, documentUrl: PAGE, ...change });

it("without ids of documents, what the recorded document loads is told as its own", async () => {
  const one = recording();
  const { said } = start(one);
  await vi.advanceTimersByTimeAsync(100);
  // Of the document that was there before: it may have another address by now.
  ofPage();
  await vi.advanceTimersByTimeAsync(5_000);
  commit(PAGE);
  // Before its hello, which waits for its recorder.
  ofPage({ requestId: "2" });
  await vi.advanceTimersByTimeAsync(100);
  hello(one, "NEXT-page0002");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said.map(({ key }) => key)).toEqual(["DOC-page0001", "NEXT-page0002"]);
});

it.each([
  ["denied", "https://bank.example/", { deny: ["bank.example"] }],
  ["that needs a consent", "https://bank.example/", { consent: ["bank.example"] }],
  ["of the same site that opted out", `${PAGE}opted-out`, {}],
  ["of the same address, before it was allowed", PAGE, {}],
])(
  "P7 without ids of documents, nothing of a page %s is told under the next",
  async (_, url, privacy) => {
    const one = recording();
    const { said } = start(one, { ...DEFAULT_PRIVACY, ...privacy });
    await vi.advanceTimersByTimeAsync(100);
    commit(url);
    one.producer = null;
    await vi.advanceTimersByTimeAsync(500);
    ofPage({ documentUrl: url });
    await vi.advanceTimersByTimeAsync(50);
    commit(PAGE);
    // What it sends as it goes.
    if (url !== PAGE) ofPage({ requestId: "2", documentUrl: url });
    hello(one, "NEXT-page0002");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said).toEqual([]);
  },
);

it.each([
  ["whose document is not known", { documentUrl: undefined }],
  ["of a document of another origin", { documentUrl: "https://else.example/" }],
  ["of a frame", { frameId: 3 }],
])("P7 without ids of documents, a request %s is not told", async (_, change) => {
  const { said } = start(recording());
  await vi.advanceTimersByTimeAsync(100);
  ofPage(change);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual([]);
});

it("P7 without ids of documents, a request that was not seen to begin is not told", async () => {
  const { said } = start(recording());
  await vi.advanceTimersByTimeAsync(100);
  emit("onCompleted", details({ documentId: undefined, documentUrl: PAGE }));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual([]);
});

it("a service worker that starts anew tells of a request that it did not see begin", async () => {
  const { said, requests, recordings } = start(recording());
  emit("onErrorOccurred", details({ error: "net::ERR_FAILED" }));
  await requests.tellRest(Object.values(recordings.recordings));
  expect(said).toHaveLength(1);
});

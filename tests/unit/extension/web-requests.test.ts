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
const fake: { webRequest?: unknown } = {};
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

const recording = (change: Partial<Recording> = {}) =>
  ({
    browserTabId: 4,
    sessionId: "s",
    tabId: "t1",
    policy: DEFAULT_SITE_POLICY,
    producer: "DOC-page0001",
    heard: [{ producer: "DOC-page0001", policy: DEFAULT_SITE_POLICY }],
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
  delete recordings.recordings[4];
  requests.follow();
  expect(heardTabs()).toEqual(EVENTS.map(() => []));
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
  const { said, requests, recordings } = start(recording(change), {
    ...DEFAULT_PRIVACY,
    ...privacy,
  });
  complete(request);
  await vi.advanceTimersByTimeAsync(10_000);
  await requests.tellRest(Object.values(recordings.recordings));
  expect(said).toEqual([]);
});

it("a service worker that starts anew tells of a request that it did not see begin", async () => {
  const { said, requests, recordings } = start(recording());
  emit("onErrorOccurred", details({ error: "net::ERR_FAILED" }));
  await requests.tellRest(Object.values(recordings.recordings));
  expect(said).toHaveLength(1);
});

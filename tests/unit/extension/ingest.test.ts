import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createBrowserSignals } from "../../../src/extension/browser-signals.ts";
import { admitFrame } from "../../../src/extension/frame-book.ts";
import { createIngest } from "../../../src/extension/ingest.ts";
import type { Recording } from "../../../src/extension/recordings.ts";
import {
  EventType,
  IncrementalSource,
  NodeType,
  type RecordedEvent,
  type SerializedNode,
} from "../../../src/format/events.ts";
import { NO_COUNTS } from "../../../src/format/session.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { ID_RANGE } from "../../../src/privacy/gate2/frame-ids.ts";
import { sanitizeSession } from "../../../src/privacy/gate2/sessions.ts";
import { DEFAULT_SITE_POLICY, type Level } from "../../../src/privacy/policy.ts";
import type { Batch } from "../../../src/record/protocol.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";

const STARTED = 1_790_000_000_000;
const PARAGRAPH_TEXT = 7;
const EDITABLE_TEXT = 9;

const recording: Recording = {
  browserTabId: 3,
  sessionId: "s1",
  tabId: "t1",
  startedAt: STARTED,
  policy: DEFAULT_SITE_POLICY,
  canvasSites: [],
  openedAt: STARTED,
  listed: "page",
  untitled: false,
  producer: "doc",
  leftCleanly: false,
  closedAt: null,
};

let store: SessionStore;
let now: number;

beforeEach(async () => {
  now = STARTED;
  store = createMemoryStore();
  await store.putSession(
    sanitizeSession({
      id: "s1",
      format: 1,
      title: "Test",
      site: "shop.example",
      startedAt: STARTED,
      endedAt: null,
      state: "recording",
      origin: "extension",
      metadata: {},
      tabs: [{ id: "t1", title: "Test", url: "https://shop.example/", startedAt: STARTED }],
      environment: {},
      privacy: { level: "balanced", hits: {} },
      labels: [],
      counts: { ...NO_COUNTS },
      rev: 0,
    }),
  );
});

const element = (
  id: number,
  tagName: string,
  childNodes: SerializedNode[],
  attributes: SerializedNode["attributes"] = {},
): SerializedNode => ({ type: NodeType.Element, id, tagName, attributes, childNodes });
const text = (id: number, textContent: string): SerializedNode => ({
  type: NodeType.Text,
  id,
  textContent,
});

/** A page with a paragraph and something that people write in. */
function arrival(): RecordedEvent[] {
  const page: SerializedNode = {
    type: NodeType.Document,
    id: 1,
    childNodes: [
      element(2, "html", [
        element(3, "head", []),
        element(4, "body", [
          element(6, "p", [text(PARAGRAPH_TEXT, "Hello")]),
          element(8, "div", [text(EDITABLE_TEXT, "draft")], { contenteditable: "true" }),
        ]),
      ]),
    ],
  };
  return [
    {
      type: EventType.Meta,
      data: { href: "https://shop.example/", width: 800, height: 600 },
      timestamp: now++,
    },
    {
      type: EventType.FullSnapshot,
      data: { node: page, initialOffset: { top: 0, left: 0 } },
      timestamp: now++,
    },
  ];
}

const rewrite = (id: number, value: string): RecordedEvent => ({
  type: EventType.IncrementalSnapshot,
  data: {
    source: IncrementalSource.Mutation,
    texts: [{ id, value }],
    attributes: [],
    removes: [],
    adds: [],
  },
  timestamp: now++,
});

const batch = (seq: number, events: RecordedEvent[]): Batch => ({
  seq,
  count: events.length,
  json: JSON.stringify(events),
  hits: {},
});

async function stored(): Promise<string> {
  return (await store.readTail("s1", "t1")).map(({ json }) => json).join("\n");
}

/** A document that came and left, over a clock that the test moves on; `read` is asked where its gate is restored. */
async function afterLeaving() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const ingest = createIngest(store);
  const read = vi.spyOn(store, "readTail");
  ingest.open(recording, "doc");
  await ingest.append(recording, "doc", [batch(0, arrival())]);
  ingest.close(recording, "doc");
  return { ingest, read };
}

describe("the background takes batches in", () => {
  test("P5 P9 and adds the build that the browser heard of, redacted; a page cannot say it", async () => {
    const asked: unknown[] = [];
    const says = async (build: string | null) => {
      const ingest = createIngest(store, undefined, undefined, {
        join: () => true,
        serverBuild: (...of) => {
          asked.push(of.slice(1));
          return build;
        },
      });
      const forged = { url: "https://shop.example/cart", build: "7", serverBuild: "forged" };
      const event = signalEvent("waymark.circumstances", forged, now++);
      ingest.open(recording, "doc");
      await ingest.append(recording, "doc", [batch(0, [event])]);
      const [told] = JSON.parse((await stored()) || "[]") as RecordedEvent[];
      return told?.data["payload"];
    };
    expect(await says("build of jane@canary.example")).toEqual({
      url: "https://shop.example/cart",
      build: "7",
      serverBuild: "build of [email]",
    });
    expect(asked).toEqual([[now - 1, "https://shop.example"]]);
  });

  test("and a page's word for the server's build goes where the browser tells of nothing", async () => {
    const ingest = createIngest(store);
    const forged = signalEvent(
      "waymark.circumstances",
      { build: "7", serverBuild: "forged" },
      now++,
    );
    ingest.open(recording, "doc");
    await ingest.append(recording, "doc", [batch(0, [forged])]);
    expect(await stored()).not.toContain("forged");
    expect(await stored()).toContain('"build":"7"');
  });

  test("and seals segments as the session goes on", async () => {
    const ingest = createIngest(store);
    ingest.open(recording, "doc");
    await ingest.append(recording, "doc", [batch(0, arrival())]);
    for (let seq = 1; seq <= 30; seq++) {
      const events = Array.from({ length: 400 }, (_, i) => rewrite(PARAGRAPH_TEXT, `step ${i}`));
      await ingest.append(recording, "doc", [batch(seq, events)]);
    }
    await ingest.settle(recording);
    const segments = await store.listSegments("s1", "t1");
    expect(segments.length).toBeGreaterThanOrEqual(2);
    const inTail = (await store.readTail("s1", "t1")).reduce((sum, b) => sum + b.eventCount, 0);
    const sealed = segments.reduce((sum, segment) => sum + segment.eventCount, 0);
    expect(sealed + inTail).toBe(2 + 30 * 400);
  });

  test("R1 and takes a batch that is sent again only once", async () => {
    const ingest = createIngest(store);
    ingest.open(recording, "doc");
    const first = batch(0, arrival());
    await ingest.append(recording, "doc", [first]);
    await ingest.append(recording, "doc", [first, batch(1, [rewrite(PARAGRAPH_TEXT, "there")])]);
    expect((await store.getSession("s1"))!.counts.events).toBe(3);
  });

  test("R1 and after the service worker died knows again what is public and what is private", async () => {
    const before = createIngest(store);
    before.open(recording, "doc");
    await before.append(recording, "doc", [batch(0, arrival())]);

    const after = createIngest(store);
    await after.append(recording, "doc", [
      batch(1, [
        rewrite(PARAGRAPH_TEXT, "a public word"),
        rewrite(EDITABLE_TEXT, "a private word"),
      ]),
    ]);
    expect(await stored()).toContain("a public word");
    expect(await stored()).not.toContain("a private word");
  });

  test("R1 and what a document says right after its last words needs nothing of the store; later, it does", async () => {
    const { ingest, read } = await afterLeaving();
    await vi.advanceTimersByTimeAsync(1_000);
    await ingest.append(recording, "doc", [batch(1, [rewrite(PARAGRAPH_TEXT, "at once")])]);
    expect(read).not.toHaveBeenCalled();
    // Nothing is kept of documents that left, however many a session has.
    await vi.advanceTimersByTimeAsync(5_000);
    await ingest.append(recording, "doc", [batch(2, [rewrite(PARAGRAPH_TEXT, "much later")])]);
    expect(read).toHaveBeenCalledOnce();
    expect(await stored()).toContain("at once");
    expect(await stored()).toContain("much later");
  });

  test("R1 and a document that is back from the cache is not forgotten for having left", async () => {
    const { ingest, read } = await afterLeaving();
    ingest.open(recording, "doc");
    await ingest.append(recording, "doc", [batch(1, arrival())]);
    await vi.advanceTimersByTimeAsync(5_000);
    await ingest.append(recording, "doc", [batch(2, [rewrite(PARAGRAPH_TEXT, "back again")])]);
    expect(read).not.toHaveBeenCalled();
    expect(await stored()).toContain("back again");
  });

  test("P1 and masks text of a document that it knows nothing about", async () => {
    const ingest = createIngest(store);
    await ingest.append(recording, "another", [batch(4, [rewrite(PARAGRAPH_TEXT, "whose word")])]);
    expect(await stored()).not.toContain("whose word");
  });

  test("R4 and goes on after a batch that is no JSON", async () => {
    const ingest = createIngest(store);
    ingest.open(recording, "doc");
    await ingest.append(recording, "doc", [{ seq: 0, count: 1, json: "[{", hits: {} }]);
    await ingest.append(recording, "doc", [batch(1, arrival())]);
    const session = (await store.getSession("s1"))!;
    // A sign in its place, so that its number is not taken for one that never came.
    expect(session.counts.events).toBe(3);
    expect(session.privacy.hits["malformed"]).toBe(1);
    expect(await stored()).toContain("waymark.redacted");
    expect(await store.listMissing("s1", "t1")).toEqual([]);
  });

  test("R1 and stores a batch that failed once also when a later one was faster", async () => {
    const appendTail: SessionStore["appendTail"] = vi
      .fn<SessionStore["appendTail"]>(store.appendTail)
      .mockRejectedValueOnce(new Error("the disk hums"));
    const ingest = createIngest({ ...store, appendTail });
    ingest.open(recording, "doc");
    const first = batch(0, arrival());
    await expect(ingest.append(recording, "doc", [first])).rejects.toThrow("the disk hums");
    await ingest.append(recording, "doc", [batch(1, [rewrite(PARAGRAPH_TEXT, "one")])]);
    expect((await store.listMissing("s1", "t1"))[0]?.seqs).toEqual([0]);
    await ingest.append(recording, "doc", [first]);
    await ingest.append(recording, "doc", [first]);
    expect(await store.listMissing("s1", "t1")).toEqual([]);
    expect((await store.getSession("s1"))!.counts.events).toBe(3);
  });

  test("R6 and tells the page when a batch could not be stored, so that it sends it again", async () => {
    const ingest = createIngest(store);
    ingest.open(recording, "doc");
    await store.deleteSession("s1");
    await expect(ingest.append(recording, "doc", [batch(0, arrival())])).rejects.toMatchObject({
      code: "deleted",
    });
  });
});

describe("canvas pixels, by the address that the browser knows", () => {
  const NAMED = "https://maps.example/";
  const CANVAS = 10;
  const withMaps = { ...recording, canvasSites: ["maps.example"] };

  /** A page with a canvas that says of itself that it is at `href`. */
  function arrivalAt(href: string): RecordedEvent[] {
    const [meta, snapshot] = arrival() as [RecordedEvent, RecordedEvent];
    meta.data["href"] = href;
    const [html] = (snapshot.data["node"] as SerializedNode).childNodes!;
    html!.childNodes![1]!.childNodes!.push(element(CANVAS, "canvas", []));
    return [meta, snapshot];
  }

  const picture = (word: string) =>
    signalEvent(
      "waymark.canvas",
      { id: CANVAS, width: 1, height: 1, picture: `data:image/webp;base64,${word}` },
      now++,
    );

  test("P4 a page that forges its address sends none, one that is named sends its own", async () => {
    const ingest = createIngest(store);
    ingest.open(withMaps, "doc");
    const forged = batch(0, [...arrivalAt(NAMED), picture("AAAA")]);
    await ingest.append(withMaps, "doc", [forged], { url: "https://shop.example/" });
    expect(await stored()).not.toContain("AAAA");
    const next = { ...withMaps, producer: "other" };
    ingest.open(next, "other");
    const named = batch(0, [...arrivalAt("https://shop.example/"), picture("BBBB")]);
    await ingest.append(next, "other", [named], { url: NAMED });
    expect(await stored()).toContain("BBBB");
  });

  test("P4 after the service worker died, and in frames, the address counts as before", async () => {
    const before = createIngest(store);
    before.open(withMaps, "doc");
    const first = batch(0, arrivalAt("https://shop.example/"));
    await before.append(withMaps, "doc", [first], { url: NAMED });
    const after = createIngest(store);
    await after.append(withMaps, "doc", [batch(1, [picture("AAAA")])], { url: NAMED });
    expect(await stored()).toContain("AAAA");

    const framed = structuredClone(withMaps);
    const frame = admitFrame(framed, { frameId: 4, url: NAMED });
    const placed = { hostId: 40, around: "plain", policy: DEFAULT_SITE_POLICY };
    Object.assign(frame, { state: "recorded", producer: "frame", ...placed });
    const ingest = createIngest(store);
    ingest.open(framed, "frame");
    await ingest.append(framed, "frame", [batch(0, arrivalAt(NAMED))], { url: NAMED });
    await ingest.append(framed, "frame", [batch(1, [picture("BBBB")])], { url: NAMED });
    const elsewhere = { url: "https://ads.example/" };
    await ingest.append(framed, "frame", [batch(2, [picture("CCCC")])], elsewhere);
    expect(await stored()).toContain("BBBB");
    expect(await stored()).not.toContain("CCCC");
  });

  test("P1 none pass while nobody has said where the document is", async () => {
    const ingest = createIngest(store);
    ingest.open(withMaps, "doc");
    await ingest.append(withMaps, "doc", [batch(0, [...arrivalAt(NAMED), picture("AAAA")])]);
    expect(await stored()).not.toContain("AAAA");
  });
});

test("P6 each document is judged by what holds for its own site, one of which that is not known by the strictest", async () => {
  const ingest = createIngest(store);
  const at = (level: Level, producer: string) => ({
    ...recording,
    producer,
    policy: { ...DEFAULT_SITE_POLICY, level },
  });
  ingest.open(at("strict", "bank"), "bank");
  await ingest.append(at("strict", "bank"), "bank", [batch(0, arrival())]);
  expect(await stored()).not.toContain("Hello");
  ingest.open(at("balanced", "shop"), "shop");
  await ingest.append(at("balanced", "shop"), "shop", [batch(0, arrival())]);
  expect((await stored()).match(/Hello/g)).toHaveLength(1);
  // After the service worker died, the bank's document still sends: what held for it is not known.
  await createIngest(store).append(at("balanced", "shop"), "bank", [batch(1, arrival())]);
  expect((await stored()).match(/Hello/g)).toHaveLength(1);
  // One that was heard a moment ago keeps what held for it.
  const heard = [{ producer: "news", policy: DEFAULT_SITE_POLICY, at: 0 }];
  const late = { ...at("strict", "bank"), heard };
  await createIngest(store).append(late, "news", [batch(0, arrival())]);
  expect((await stored()).match(/Hello/g)).toHaveLength(2);
});

test("P1 the background may name an iframe inside of a frame, a page may not", async () => {
  const ingest = createIngest(store);
  const told = { what: "empty", id: ID_RANGE + 7, reason: "Too many frames." } as const;
  ingest.open(recording, "doc");
  await ingest.append(recording, "doc", [batch(0, [signalEvent("waymark.frame", told, now++)])]);
  expect(await stored()).not.toContain("Too many frames.");
  await createBrowserSignals(ingest).say(recording, "waymark.frame", told, now++);
  expect(await stored()).toContain("Too many frames.");
});

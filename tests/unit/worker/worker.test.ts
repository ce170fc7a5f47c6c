import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readBack } from "../../../src/format/sanitized.ts";
import type { Segment, Session } from "../../../src/format/session.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { NO_COUNTS } from "../../../src/format/session.ts";
import { encodeUtf8, gzip, sha256Hex } from "../../../src/store/bytes.ts";
import type { DocStore } from "../../../src/store/doc-store.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { openBundleStore } from "../../../src/store/bundle/open.ts";
import { sourceOfBytes } from "../../../src/store/bundle/zip.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Progress, WaymarkWorker } from "../../../src/worker/api.ts";
import { createWorker } from "../../../src/worker/create-worker.ts";
import { eachEvent } from "../../../src/worker/packed-events.ts";
import { UNDO_MS } from "../../../src/worker/pending-deletes.ts";
import { click, el, idleUntil, load, signal, T0 } from "../dom/page.ts";

let store: SessionStore;
let docs: DocStore;
let notes: string[];
let now: number;

function workerOver(opened: SessionStore = store): WaymarkWorker {
  return createWorker({
    openSource: async () => ({ store: opened, docs }),
    openServer: async () => createMemoryStore(),
    now: () => now,
    note: (message) => notes.push(message),
  });
}

async function connected(opened: SessionStore = store): Promise<WaymarkWorker> {
  const worker = workerOver(opened);
  await worker.connect({ kind: "indexeddb" });
  return worker;
}

function session(id: string, more: Partial<Session> = {}): Session {
  return {
    id,
    format: 1,
    title: `Session ${id}`,
    site: "shop.test",
    startedAt: T0,
    endedAt: T0 + 20_000,
    state: "finished",
    origin: "extension",
    metadata: {},
    tabs: [{ id: "tab", title: "Shop", url: "http://shop.test/", startedAt: T0 }],
    environment: {},
    privacy: { level: "balanced", hits: {} },
    labels: [],
    counts: { ...NO_COUNTS },
    rev: 0,
    ...more,
  };
}

async function segment(
  sessionId: string,
  index: number,
  events: RecordedEvent[],
  rev = 0,
): Promise<Segment> {
  const bytes = encodeUtf8(JSON.stringify(events));
  return {
    sessionId,
    tabId: "tab",
    index,
    rev,
    firstEventAt: events[0]?.timestamp ?? 0,
    lastEventAt: events.at(-1)?.timestamp ?? 0,
    eventCount: events.length,
    bytes: bytes.length,
    sha256: await sha256Hex(bytes),
    gzip: await gzip(bytes),
  };
}

/** What makes a session worth a look. */
const SOME = { ...NO_COUNTS, events: 10 };
const page = load([el(10, "button", { id: "pay" }, "Pay")]);
const dead = [...click(2_000, 10), idleUntil(9_000)];

async function put(
  id: string,
  runs: RecordedEvent[][],
  more: Partial<Session> = {},
): Promise<void> {
  await store.putSession(readBack(session(id, more)));
  for (const [index, events] of runs.entries())
    await store.putSegment(readBack(await segment(id, index, events)));
}

/** The store, with some of its parts changed. */
const having = (changes: Partial<SessionStore>): SessionStore => ({ ...store, ...changes });

beforeEach(() => {
  store = createMemoryStore();
  docs = createMemoryDocs();
  notes = [];
  now = T0;
});

describe("opening a session", () => {
  it("reads the stored event that a listed one was made of, sealed or not", async () => {
    const line = signalEvent("waymark.console", { level: "log", message: "sealed" }, T0 + 3_000);
    const last = signalEvent("waymark.console", { level: "log", message: "not yet" }, T0 + 9_000);
    await put("a", [page, [line, idleUntil(5_000)]], { state: "recording", endedAt: null });
    await store.appendTail(
      readBack({
        sessionId: "a",
        tabId: "tab",
        producer: "doc",
        seq: 0,
        firstEventAt: last.timestamp,
        lastEventAt: last.timestamp,
        eventCount: 1,
        json: JSON.stringify([last]),
        adds: {},
        hits: {},
      }),
    );
    const worker = await connected();
    const view = await worker.analyzeSession("a");
    const told = [...eachEvent(view.events)].filter(({ kind }) => kind === "console");
    expect(told).toHaveLength(2);
    expect(await Promise.all(told.map((at) => worker.readEvent("a", at)))).toEqual([line, last]);
    const [at] = told;
    expect(await worker.readEvent("a", { ...at!, frameIndex: 99 })).toBeNull();
  });

  it("shows events, findings and pauses of what was recorded, and counts the findings in the library", async () => {
    await put("a", [page, dead]);
    const worker = await connected();
    const view = await worker.analyzeSession("a");
    expect(view.findings.map((one) => one.kind)).toEqual(["dead-click"]);
    // What it rests on is not listed.
    expect(view.findings[0]).not.toHaveProperty("evidence");
    expect([...eachEvent(view.events)].map((one) => one.kind)).toEqual([
      "lifecycle",
      "navigation",
      "click",
    ]);
    expect(view.idle).toEqual([{ fromOffsetMs: 2_060, toOffsetMs: 20_000 }]);
    expect(view.durationMs).toBe(20_000);
    expect(view.session.counts.findings).toBe(1);
    expect((await store.getSession("a"))?.counts.findings).toBe(1);
    expect(notes).toEqual([]);
  });

  it("shows the first picture of a session that is opened anew, whenever the stage before it still asks", async () => {
    await put("a", [page, dead]);
    for (let ticks = 0; ticks < 40; ticks++) {
      const worker = await connected();
      await worker.openSession("a");
      const opening = worker.openSession("a", { tabId: "tab", offsetMs: 5_000 });
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      // Nobody waits for it any more; whether it is answered or cancelled is all the same.
      const stale = worker.seekTab("a", "tab", T0 + 9_000).catch(() => null);
      await opening;
      const scene = await worker.seekTab("a", "tab", T0 + 5_000);
      expect(scene.hasPicture, `${ticks} ticks`).toBe(true);
      await stale;
    }
  });

  it("works out the first scene meanwhile, which the page then asks for", async () => {
    await put("a", [page, dead]);
    const reads: number[] = [];
    const getSegment: SessionStore["getSegment"] = (id, tab, index) => {
      reads.push(index);
      return store.getSegment(id, tab, index);
    };
    const worker = await connected(having({ getSegment }));
    const alone = await worker.seekTab("a", "tab", T0 + 20_000);
    const readAlone = reads.splice(0).length;
    await worker.openSession("a", { tabId: null, offsetMs: 99_000_000 });
    expect(await worker.seekTab("a", "tab", T0 + 20_000)).toEqual(alone);
    expect(reads.length).toBeLessThanOrEqual(readAlone);
    await worker.openSession("a", { tabId: "tab", offsetMs: 20_000 });
    expect((await worker.seekTab("a", "tab", T0)).at).toBeLessThan(alone.at);
    expect(await worker.seekTab("a", "tab", T0 + 20_000)).toEqual(alone);
  });

  it("says how far it is", async () => {
    await put("a", [page, dead]);
    const said: Progress[] = [];
    await (await connected()).analyzeSession("a", (progress) => said.push(progress));
    expect(said).toEqual([
      { done: 0.5, what: "Reading segment 1 of 2" },
      { done: 1, what: "Reading segment 2 of 2" },
    ]);
  });

  it("refuses one that is not there", async () => {
    await expect((await connected()).analyzeSession("nobody")).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("does not read the events again the second time, but does after a redaction", async () => {
    await put("a", [page, dead]);
    const getSegment = vi.fn<SessionStore["getSegment"]>(store.getSegment);
    const worker = await connected(having({ getSegment }));
    const first = await worker.analyzeSession("a");
    const again = await worker.analyzeSession("a");
    expect(again.findings).toEqual(first.findings);
    expect(getSegment).toHaveBeenCalledTimes(2);
    await store.putSegment(readBack(await segment("a", 1, [idleUntil(9_000)], 1)));
    expect((await worker.analyzeSession("a")).findings).toEqual([]);
    expect(getSegment).toHaveBeenCalledTimes(4);
  });

  it("makes a damaged cache anew", async () => {
    await put("a", [page, dead]);
    await store.putDerived({ sessionId: "a", kind: "facts" }, encodeUtf8("no gzip"));
    expect((await (await connected()).analyzeSession("a")).findings).toHaveLength(1);
    expect(notes).toEqual([expect.stringContaining("made anew")]);
  });

  it("reads what is not sealed yet, behind the segments", async () => {
    await put("a", [page], { state: "recording", endedAt: null });
    const json = JSON.stringify(dead);
    const { timestamp: firstEventAt } = dead[0]!;
    await store.appendTail(
      readBack({
        sessionId: "a",
        tabId: "tab",
        producer: "doc",
        seq: 0,
        firstEventAt,
        lastEventAt: T0 + 9_000,
        eventCount: dead.length,
        json,
        adds: {},
        hits: {},
      }),
    );
    const view = await (await connected()).analyzeSession("a");
    expect(view.findings.map(({ kind }) => kind)).toEqual(["dead-click"]);
    // A session that still grows is not yet told how many findings it has.
    expect((await store.getSession("a"))?.counts.findings).toBe(0);
  });

  it("stops when another session is opened meanwhile", async () => {
    await put("a", [page, dead]);
    await put("b", [page, dead]);
    const worker = await connected();
    const first = worker.analyzeSession("a");
    const second = worker.analyzeSession("b");
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    expect((await second).session.id).toBe("b");
  });

  it("still opens where nothing may be written", async () => {
    await put("a", [page, dead]);
    const refuse = async () => {
      throw new Error("read only");
    };
    const view = await (
      await connected(having({ putDerived: refuse, patchSession: refuse }))
    ).analyzeSession("a");
    expect(view.findings).toHaveLength(1);
    expect(notes).toHaveLength(2);
  });
});

describe("counting findings for the library", () => {
  it("tells of sessions that nobody opened yet, once, and leaves the others alone", async () => {
    await put("dull", [page, [idleUntil(9_000)]]);
    await put("live", [page, dead], { state: "recording", endedAt: null, counts: SOME });
    await put("sore", [page, dead], { counts: SOME });
    const getSegment = vi.fn<SessionStore["getSegment"]>(store.getSegment);
    const worker = await connected(having({ getSegment }));
    const told: [string, number][] = [];
    const hear = ({ id, counts }: Session) => told.push([id, counts.findings]);
    await worker.countFindings(hear);
    expect(told).toEqual([["sore", 1]]);
    expect((await store.getSession("sore"))?.counts.findings).toBe(1);
    expect((await store.getSession("live"))?.counts.findings).toBe(0);
    const reads = getSegment.mock.calls.length;
    await worker.countFindings(hear);
    expect(told).toHaveLength(1);
    expect(getSegment).toHaveBeenCalledTimes(reads);
  });

  it("R7 goes on after one that cannot be read, and says so", async () => {
    await put("broken", [page, dead], { startedAt: T0 + 1, counts: SOME });
    await put("sore", [page, dead], { counts: SOME });
    const listSegments: SessionStore["listSegments"] = async (id) => {
      if (id === "broken") throw new Error("the disk hums");
      return store.listSegments(id);
    };
    const worker = await connected(having({ listSegments }));
    const told: string[] = [];
    await worker.countFindings(({ id }) => told.push(id));
    expect(told).toEqual(["sore"]);
    expect(notes.join()).toContain("the disk hums");
  });
});

describe("a request", () => {
  const side = (ms: number, phase: "start" | "end", more: object = {}) =>
    signal(ms, "waymark.network", {
      id: "1",
      phase,
      how: "fetch",
      url: "/api/items",
      ...more,
    });
  const content = { responseBody: { text: '{"a":1}', type: "application/json" } };

  it("is listed without what it holds, and read whole, over segments", async () => {
    const end = side(2_000, "end", { status: 200, durationMs: 500, ...content });
    await put("a", [
      [...page, side(1_500, "start", { method: "POST" })],
      [end, idleUntil(9_000)],
    ]);
    const worker = await connected();
    const view = await worker.analyzeSession("a");
    const listed = [...eachEvent(view.events)].find(({ kind }) => kind === "network")!;
    expect(listed).toMatchObject({ label: "POST /api/items 200", note: "500 ms" });
    const { tabId, segmentIndex, frameIndex } = listed;
    const request = await worker.readRequest("a", tabId, { segmentIndex, frameIndex });
    expect(request?.data).toMatchObject({ method: "POST", status: 200, ...content });
    expect(await worker.readRequest("a", tabId, { segmentIndex, frameIndex: 0 })).toBeNull();
  });
});

describe("R7 a damaged or missing segment costs that segment only", () => {
  it("and is a gap; clicks after it are not judged before the next snapshot", async () => {
    await put("a", [page, dead, [...click(10_000, 10), idleUntil(15_000)]]);
    const getSegment: SessionStore["getSegment"] = async (id, tab, index) => {
      const found = await store.getSegment(id, tab, index);
      return found && index === 1 ? readBack({ ...found, gzip: new Uint8Array([1, 2, 3]) }) : found;
    };
    const worker = await connected(having({ getSegment }));
    const view = await worker.analyzeSession("a");
    expect(view.gaps).toEqual([
      {
        tabId: "tab",
        fromOffsetMs: 2_000,
        toOffsetMs: 9_000,
        why: "Segment 1 cannot be unpacked.",
      },
    ]);
    const clicks = [...eachEvent(view.events)].filter((one) => one.kind === "click");
    expect(clicks.map((one) => one.offsetMs)).toEqual([10_060]);
    expect(view.findings).toEqual([]);
    const counts = [0, 1, 2].map(
      async (run) => (await worker.readRun("a", "tab", run))?.eventCount,
    );
    expect(await Promise.all(counts)).toEqual([3, 0, 4]);
    expect((await worker.seekTab("a", "tab", T0 + 20_000)).hasPicture).toBe(true);
  });

  it("and so does one that was never stored", async () => {
    await store.putSession(readBack(session("a")));
    await store.putSegment(readBack(await segment("a", 0, page)));
    await store.putSegment(readBack(await segment("a", 2, [idleUntil(9_000)])));
    const view = await (await connected()).analyzeSession("a");
    expect(view.gaps).toEqual([
      { tabId: "tab", fromOffsetMs: 0, toOffsetMs: 9_000, why: "Segment 1 is missing." },
    ]);
  });

  it("and so do batches that never came", async () => {
    await put("a", [page], { state: "interrupted" });
    for (const seq of [0, 2]) {
      const at = T0 + 1_000 * (seq + 1);
      const json = JSON.stringify([idleUntil(1_000 * (seq + 1))]);
      await store.appendTail(
        readBack({
          sessionId: "a",
          tabId: "tab",
          producer: "doc",
          seq,
          firstEventAt: at,
          lastEventAt: at,
          eventCount: 1,
          json,
          adds: {},
          hits: {},
        }),
      );
    }
    const expected = [
      { tabId: "tab", fromOffsetMs: 1_000, toOffsetMs: 3_000, why: "1 batch never arrived." },
    ];
    const worker = await connected();
    expect((await worker.analyzeSession("a")).gaps).toEqual(expected);
    await store.seal("a", "tab", { all: true });
    expect((await worker.analyzeSession("a")).gaps).toEqual(expected);
  });
});

describe("deleting", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const listed = async (worker: WaymarkWorker) =>
    (await worker.listSessions({})).sessions.map((one) => one.id);

  it("hides at once and deletes when undo can no longer be asked for", async () => {
    await put("a", [page]);
    const worker = await connected();
    await worker.deleteSession("a");
    expect(await listed(worker)).toEqual([]);
    expect(await store.getSession("a")).not.toBe(null);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(await store.getSession("a")).toBe(null);
    await expect(worker.undoDelete("a")).rejects.toMatchObject({ code: "deleted" });
  });

  it("can be undone", async () => {
    await put("a", [page]);
    const worker = await connected();
    await worker.deleteSession("a");
    await worker.undoDelete("a");
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(await listed(worker)).toEqual(["a"]);
  });

  it("P10 notes a delete when it is final, once though two pages carry it out, and an undo when it is undone", async () => {
    await put("a", [page]);
    await put("b", [page]);
    const first = await connected();
    await first.deleteSession("a");
    await first.deleteSession("b");
    await connected();
    await first.undoDelete("b");
    expect(await first.listAudit()).toMatchObject([{ act: "delete", sessionId: "b" }]);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(await first.listAudit()).toEqual([
      { at: T0 + UNDO_MS, act: "delete", sessionId: "a", detail: "Deleted for good." },
      {
        at: T0,
        act: "delete",
        sessionId: "b",
        detail: "A delete was undone: the session stays.",
      },
    ]);
  });

  it("survives closing the page: it is done at the next start, or later when that is too soon", async () => {
    await put("a", [page]);
    await put("b", [page]);
    await docs.put("pending-deletes", "a", { at: T0 - UNDO_MS });
    await docs.put("pending-deletes", "b", { at: T0 - 5_000 });
    const worker = await connected();
    expect(await store.getSession("a")).toBe(null);
    expect(await listed(worker)).toEqual([]);
    await vi.advanceTimersByTimeAsync(UNDO_MS - 5_000);
    expect(await store.getSession("b")).toBe(null);
    expect(await docs.list("pending-deletes")).toEqual([]);
  });
});

describe("the rest of the worker", () => {
  it("says that it needs a store first", async () => {
    await expect(workerOver().listSessions({})).rejects.toMatchObject({ code: "not-allowed" });
  });

  it("exports rrweb events, renames, and keeps thumbnails", async () => {
    await put("a", [page, dead]);
    const worker = await connected();
    const { fileName, json } = await worker.exportRrweb("a", () => true);
    expect(fileName).toMatch(/\.json$/);
    expect(JSON.parse(new TextDecoder().decode(json))).toEqual([...page, ...dead]);
    const bundle = await worker.exportBundle("a", () => true);
    expect(bundle.fileName).toBe("waymark-a.waymark.zip");
    const inside = await openBundleStore(sourceOfBytes(bundle.file), "it");
    expect(await inside.listSegments("a")).toEqual(await store.listSegments("a"));
    expect((await worker.renameSession("a", "Checkout")).title).toBe("Checkout");
    expect(await worker.getThumbnail("a")).toBe(null);
    await worker.putThumbnail(session("a"), new Uint8Array([7]));
    expect(await worker.getThumbnail("a")).toEqual(new Uint8Array([7]));
  });

  it("P1 keeps no picture that was begun before the session was redacted", async () => {
    await put("a", [page, dead]);
    const worker = await connected();
    const read = (await worker.openSession("a")).session;
    await worker.applyRedaction("a", [{ kind: "text", text: "http://shop.test" }]);
    await worker.putThumbnail(read, new Uint8Array([7]));
    expect(await worker.getThumbnail("a")).toBe(null);
  });

  it("pushes a session to a server", async () => {
    await put("a", [page, dead]);
    const server = createMemoryStore();
    const worker = createWorker({
      openSource: async () => ({ store, docs }),
      openServer: async () => ({ ...server, close: async () => {} }),
      now: () => now,
      note: (message) => notes.push(message),
    });
    await worker.connect({ kind: "indexeddb" });
    const said: number[] = [];
    const yes = () => true;
    await worker.pushSession("a", { url: "http://team.test", key: "k" }, yes, (progress) =>
      said.push(progress.done),
    );
    expect((await server.listSegments("a")).map((info) => info.index)).toEqual([0, 1]);
    expect(said.at(-1)).toBe(1);
    expect((await worker.listAudit()).map(({ act, detail }) => [act, detail])).toEqual([
      ["push", "Pushed to team.test."],
      ["push", expect.stringContaining("A push begins to team.test: 2 segments")],
    ]);
  });
});

import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { DomMirror } from "../../../src/dom/mirror.ts";
import { snapshotOf } from "../../../src/dom/snapshot.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readBack } from "../../../src/format/sanitized.ts";
import { NO_COUNTS, type Session, type TailBatch } from "../../../src/format/session.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { DEFAULT_PAGE_POLICY } from "../../../src/privacy/policy.ts";
import { decodeUtf8, gunzip } from "../../../src/store/bytes.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { openTab } from "../../../src/worker/replay/open-tab.ts";
import { evictBefore } from "../../../src/worker/rewind/evict.ts";
import { readContents } from "../../../src/ask/session-reader.ts";
import { el, load, T0 } from "../dom/page.ts";
import { randomFrom, randomRecording } from "../dom/random-page.ts";

const policy = DEFAULT_PAGE_POLICY;
const tab = { sessionId: "s", tabId: "t1", policy };
const never = new AbortController().signal;
let store: SessionStore;

beforeEach(() => {
  store = createMemoryStore();
});

async function begin(): Promise<void> {
  const session: Session = {
    id: "s",
    format: 1,
    title: "",
    site: "",
    startedAt: T0,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: {},
    tabs: [],
    environment: {},
    privacy: { level: "balanced", hits: {} },
    labels: [],
    counts: { ...NO_COUNTS },
    rev: 0,
  };
  await store.putSession(readBack(session));
}

let seq = 0;
async function append(events: readonly RecordedEvent[], seal = true): Promise<void> {
  const times = events.map(({ timestamp }) => timestamp);
  const batch: TailBatch = {
    sessionId: "s",
    tabId: "t1",
    producer: "p",
    seq: seq++,
    firstEventAt: Math.min(...times),
    lastEventAt: Math.max(...times),
    eventCount: events.length,
    json: JSON.stringify(events),
    adds: {},
    hits: {},
  };
  await store.appendTail(readBack(batch));
  if (seal) await store.seal("s", "t1", { all: true });
}

const passed = (events: readonly RecordedEvent[]) =>
  JSON.parse(createGate2({ policy }).sanitize(JSON.stringify(events)).json) as RecordedEvent[];

function sequential(events: readonly RecordedEvent[], at: number): unknown {
  const mirror = new DomMirror();
  for (const event of events) if (event.timestamp <= at) mirror.apply(event);
  return shown(snapshotOf(mirror, at), mirror);
}

/** Without a selection in nodes that the page no longer has: gate 2 passes none of what it cannot see. */
function shown(events: readonly RecordedEvent[], mirror: DomMirror): unknown {
  const plain = JSON.parse(JSON.stringify(events)) as RecordedEvent[];
  return plain.filter(({ data }) => {
    const ranges = (data["ranges"] ?? []) as { start: number; end: number }[];
    return ranges.every(({ start, end }) => mirror.get(start) && mirror.get(end));
  });
}

async function keptEvents(): Promise<RecordedEvent[]> {
  const kept: RecordedEvent[] = [];
  for (const { index } of await store.listSegments("s", "t1")) {
    const segment = (await store.getSegment("s", "t1", index))!;
    kept.push(...JSON.parse(decodeUtf8(await gunzip(segment.gzip, segment.bytes))));
  }
  for (const { json } of await store.readTail("s", "t1")) kept.push(...JSON.parse(json));
  return kept;
}

describe("evicting the beginning of a tab", () => {
  it("keeps what replays as the whole would, at every moment after the cut", async () => {
    const run = fc.asyncProperty(
      fc.nat(),
      fc.integer({ min: 5, max: 120 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 3 }),
      async (seed, size, cuts) => {
        store = createMemoryStore();
        await begin();
        const events = passed(randomRecording(randomFrom(seed), 300));
        for (let i = 0; i < events.length; i += size) await append(events.slice(i, i + size));
        let from = events[0]!.timestamp;
        for (const cut of cuts) from = (await evictBefore(store, tab, T0 + cut)) ?? from;
        const kept = await keptEvents();
        expect(kept[0]!.timestamp).toBe(from);
        const contents = await readContents(store, "s");
        const replay = openTab(store, contents, "t1", () => {});
        const last = events.at(-1)!.timestamp;
        const end = Math.max(from, last);
        for (const at of [from, from + 1, Math.floor((from + end) / 2), end]) {
          expect(sequential(kept, at), `at ${at - T0}`).toEqual(sequential(events, at));
          const scene = await replay.seek(at, never);
          const sought = JSON.parse(scene.json) as RecordedEvent[];
          // Before its first page a recording shows that.
          expect(sequential(sought, scene.at)).toEqual(sequential(events, scene.at));
        }
      },
    );
    await fc.assert(run, { numRuns: 60 });
  }, 60_000);

  it("drops whole leading segments only, and names since when it keeps", async () => {
    await begin();
    await append(load([el(10, "p")], { at: 0 }));
    await append(move(1_000));
    await append(move(2_000));
    expect(await evictBefore(store, tab, T0 + 1_500)).toBe(T0 + 1_500);
    const infos = await store.listSegments("s", "t1");
    expect(infos.map(({ index, firstEventAt }) => [index, firstEventAt - T0])).toEqual([
      [1, 1_500],
      [2, 2_000],
    ]);
    // Nothing is over: it stays as it is.
    expect(await evictBefore(store, tab, T0 + 1_500)).toBeNull();
    // The page stood still since: its picture moves along.
    expect(await evictBefore(store, tab, T0 + 1_700)).toBe(T0 + 1_700);
    expect((await store.getSession("s"))?.counts.events).toBe((await keptEvents()).length);
  });

  it("leaves a segment that a later one reaches back into, and what is not sealed", async () => {
    await begin();
    await append(load([el(10, "p")], { at: 0 }));
    await append(move(1_000));
    await append([...move(500), ...move(5_000)]);
    expect(await evictBefore(store, tab, T0 + 2_000)).toBe(T0 + 500);
    expect((await keptEvents()).map(({ timestamp }) => timestamp - T0).slice(-3)).toEqual([
      1_000, 500, 5_000,
    ]);
    await append(move(400), false);
    expect(await evictBefore(store, tab, T0 + 9_000)).toBeNull();
  });

  it("P1 P2 the base passes gate 2: masks stay, and what is planted does not", async () => {
    await begin();
    const secret = "4111 1111 1111 1111";
    const page = load([
      el(10, "input", { type: "password", value: "hunter2" }),
      el(11, "p", {}, `card ${secret}`),
    ]);
    // As if something had got past the gate before: the base must not carry it on.
    await append(page);
    await append(move(5_000));
    expect(await evictBefore(store, tab, T0 + 4_000)).not.toBeNull();
    const kept = JSON.stringify(await keptEvents());
    expect(kept).not.toContain("hunter2");
    expect(kept).not.toContain(secret);
    // What the gate left of it the first time is what it leaves of it again.
    const once = passed(page);
    expect(passed(once)).toEqual(once);
  });

  it("keeps the pictures of canvases, whatever address the page has", async () => {
    await begin();
    await append(load([el(10, "canvas")], { href: "https://shop.test/" }));
    const payload = { id: 10, width: 1, height: 1, picture: "data:image/webp;base64,AAAA" };
    const data = { tag: "waymark.canvas", payload };
    await append([{ type: 5, data, timestamp: T0 + 500 }]);
    await append(move(5_000));
    expect(await evictBefore(store, tab, T0 + 4_000)).not.toBeNull();
    expect(await store.listSegments("s", "t1")).toHaveLength(2);
    expect(JSON.stringify(await keptEvents())).toContain("AAAA");
  });

  it("keeps what there is where the page at the cut does not pass", async () => {
    await begin();
    await append(load([el(10, "p")], { at: 0 }));
    await append(move(1_000));
    const broken = { ...store, getSegment: async () => null };
    await expect(evictBefore(broken, tab, T0 + 500)).rejects.toMatchObject({ code: "damaged" });
    expect(await store.listSegments("s", "t1")).toHaveLength(2);
  });

  it("cuts a tab that never had a page", async () => {
    await begin();
    const gap = { tag: "waymark.lifecycle", payload: { what: "gap", reason: "Not allowed." } };
    await append([{ type: 5, data: gap, timestamp: T0 }]);
    expect(await evictBefore(store, tab, T0 + 900)).toBe(T0 + 900);
    expect(await keptEvents()).toHaveLength(1);
  });
});

function move(at: number): RecordedEvent[] {
  const data = { source: 3, id: 1, x: 0, y: at };
  return [{ type: 3, data, timestamp: T0 + at }];
}

import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { visibleText } from "../../../src/dom/label.ts";
import { DomMirror } from "../../../src/dom/mirror.ts";
import { snapshotOf } from "../../../src/dom/snapshot.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readBack } from "../../../src/format/sanitized.ts";
import type { SegmentInfo } from "../../../src/format/session.ts";
import { decodeUtf8, gunzip } from "../../../src/store/bytes.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Scene } from "../../../src/worker/api.ts";
import { withKeyframesOnSeal } from "../../../src/worker/replay/keyframes-on-seal.ts";
import { openTab } from "../../../src/worker/replay/open-tab.ts";
import { planRuns, runAt } from "../../../src/ask/runs.ts";
import type { TabReplay } from "../../../src/worker/replay/tab-replay.ts";
import { readContents } from "../../../src/ask/session-reader.ts";
import { replayInPieces } from "../../e2e/support/replay-in-pieces.ts";
import { appears, click, el, idleUntil, load, setAttributes, T0 } from "../dom/page.ts";
import { randomFrom, randomRecording } from "../dom/random-page.ts";
import { SMALL_SESSION, smallSegment } from "./small-session.ts";

const never = new AbortController().signal;
const eventsOf = ({ json }: Scene) => JSON.parse(json) as RecordedEvent[];

/** What replaying everything from the start shows at `at`. */
function sequential(events: readonly RecordedEvent[], at: number): unknown {
  const mirror = new DomMirror();
  for (const event of events) if (event.timestamp <= at) mirror.apply(event);
  return JSON.parse(JSON.stringify(snapshotOf(mirror, at)));
}

describe("seeking", () => {
  it("shows the page of sequential replay, at any time, in any order, however it was cut", async () => {
    const run = fc.asyncProperty(
      fc.nat(),
      fc.integer({ min: 5, max: 200 }),
      fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 6 }),
      async (seed, size, offsets) => {
        const events = randomRecording(randomFrom(seed), 300);
        const opensAt = events.find(({ type }) => type === 2)!.timestamp;
        const replay = replayInPieces(events, size);
        for (const offset of offsets) {
          const scene = await replay.seek(T0 + offset, never);
          expect(scene.at).toBe(Math.max(T0 + offset, opensAt));
          expect(eventsOf(scene)).toEqual(sequential(events, scene.at));
        }
      },
    );
    await fc.assert(run, { numRuns: 60 });
  });

  it("gives the node tree of any moment, to be asked for text and markup", async () => {
    const events = [
      ...load([el(10, "p", {}, "before")]),
      appears(1_000, 4, 20, "after"),
      idleUntil(2_000),
    ];
    const replay = replayInPieces(events, 1);
    const textAt = async (at: number) => {
      const { mirror } = await replay.mirrorAt(T0 + at, never);
      return visibleText(mirror.root!);
    };
    expect(await textAt(999)).toBe("before");
    expect(await textAt(1_000)).toBe("before after");
    expect(await textAt(-5)).toBe("before");
  });

  it("hands over exactly the events that come after the moment shown", async () => {
    const events = randomRecording(randomFrom(7), 300);
    const replay = replayInPieces(events, 40);
    const scene = await replay.seek(T0 + 120, never);
    const rest: RecordedEvent[] = [];
    for (let run = scene.run; ; run++) {
      const read = await replay.read(run, run === scene.run ? scene.at : undefined);
      if (!read) break;
      rest.push(...(JSON.parse(decodeUtf8(read.json)) as RecordedEvent[]));
    }
    expect(rest).toEqual(events.filter(({ timestamp }) => timestamp > scene.at));
    expect(scene.runCount).toBe(replay.runs.length);
  });

  it("shows the first page where one asks for a moment before it", async () => {
    const replay = replayInPieces(load([el(10, "p")], { at: 500 }), 1);
    const scene = await replay.seek(T0, never);
    expect(scene).toMatchObject({ at: T0 + 500, hasPicture: true });
    expect(eventsOf(scene).map(({ type }) => type)).toEqual([4, 2, 3]);
  });

  it("says that there is no picture where there is none", async () => {
    const scene = await replayInPieces([idleUntil(5)], 1).seek(T0, never);
    expect(scene).toMatchObject({ hasPicture: false, click: null });
  });

  it("names a click right before the moment, and none from long ago", async () => {
    const events = [
      ...load([el(10, "button")]),
      ...click(2_000, 10, { x: 7, y: 9 }),
      idleUntil(9_000),
    ];
    const replay = replayInPieces(events, 100);
    expect((await replay.seek(T0 + 2_100, never)).click).toEqual({ x: 7, y: 9, nodeId: 10 });
    expect((await replay.seek(T0 + 4_000, never)).click).toBe(null);
  });

  it("steps to the nearest event on either side, also over the border of a run", async () => {
    const replay = replayInPieces([...load([]), idleUntil(10), idleUntil(20)], 1);
    expect(await replay.step(T0 + 10, 1)).toBe(T0 + 20);
    expect(await replay.step(T0 + 10, -1)).toBe(T0);
    expect(await replay.step(T0 + 20, 1)).toBe(null);
  });

  it("tells how far the preparing is, and ends when it is broken off", async () => {
    const events = randomRecording(randomFrom(3), 300);
    const said: number[] = [];
    await replayInPieces(events, 30).seek(T0 + 9_999, never, ({ done }) => said.push(done));
    expect(said.length).toBeGreaterThan(3);
    expect(said).toEqual(said.toSorted((a, b) => a - b));

    const leave = new AbortController();
    const broken = replayInPieces(events, 30).seek(T0 + 9_999, leave.signal, () => leave.abort());
    await expect(broken).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("runs", () => {
  const info = (index: number, firstEventAt: number, lastEventAt: number) =>
    ({ index, firstEventAt, lastEventAt }) as SegmentInfo;
  const shape = (
    segments: SegmentInfo[],
    tail: { firstEventAt: number; lastEventAt: number } | null = null,
  ) =>
    planRuns(segments, tail).map(({ segments: parts, hasTail }) => [
      ...parts.map(({ index }) => index),
      ...(hasTail ? ["tail"] : []),
    ]);

  it("are segments, or neighbours that overlap in time together", () => {
    expect(shape([info(0, 0, 9), info(1, 10, 19), info(2, 20, 29)])).toEqual([[0], [1], [2]]);
    expect(shape([info(0, 0, 9), info(1, 10, 25), info(2, 20, 29)])).toEqual([[0], [1, 2]]);
    expect(shape([info(0, 0, 9), info(1, 20, 25), info(2, 5, 29)])).toEqual([[0, 1, 2]]);
    expect(shape([info(0, 0, 9)], { firstEventAt: 12, lastEventAt: 20 })).toEqual([[0], ["tail"]]);
    expect(shape([info(0, 0, 9)], { firstEventAt: 8, lastEventAt: 20 })).toEqual([[0, "tail"]]);
  });

  it("are found by time", () => {
    const runs = planRuns([info(0, 5, 9), info(1, 10, 19)], null);
    expect([0, 5, 9, 10, 99].map((at) => runAt(runs, at))).toEqual([0, 0, 0, 1, 1]);
  });
});

describe("keyframes in a store", () => {
  let store: SessionStore;
  let notes: string[];

  beforeEach(() => {
    store = createMemoryStore();
    notes = [];
  });

  const putSegment = async (...given: Parameters<typeof smallSegment>) =>
    store.putSegment(await smallSegment(...given));

  const open = async (over = store): Promise<TabReplay> =>
    openTab(over, await readContents(over, "a"), "t1", (message) => notes.push(message));
  const titleAt = async (replay: TabReplay, at: number) => {
    const mirror = new DomMirror();
    for (const event of eventsOf(await replay.seek(T0 + at, never))) mirror.apply(event);
    return mirror.get(10)?.attributes["title"];
  };
  const keyframe = (segmentIndex: number) =>
    store.getDerived({ sessionId: "a", tabId: "t1", segmentIndex, kind: "keyframe" });

  async function threeSegments(): Promise<void> {
    await store.putSession(readBack(SMALL_SESSION));
    await putSegment(0, load([el(10, "p", { title: "first" })]));
    await putSegment(1, [setAttributes(100, 10, { title: "second" })]);
    await putSegment(2, [setAttributes(200, 10, { title: "third" })]);
  }

  it("are made once by a seek that needs them, and used by the next", async () => {
    await threeSegments();
    expect(await titleAt(await open(), 150)).toBe("second");
    expect([await keyframe(1), await keyframe(2)].map(Boolean)).toEqual([true, false]);
    expect(await titleAt(await open(), 250)).toBe("third");
    const reads: number[] = [];
    const counting: SessionStore = {
      ...store,
      getSegment: (id, tab, index) => (reads.push(index), store.getSegment(id, tab, index)),
    };
    expect(await titleAt(await open(counting), 250)).toBe("third");
    // The second segment is far smaller than the page, so no keyframe stands behind it.
    expect(reads.toSorted()).toEqual([1, 2]);
  });

  it("go when a segment before them is redacted, and are made anew from what is left", async () => {
    await threeSegments();
    expect(await titleAt(await open(), 250)).toBe("third");
    await putSegment(1, [setAttributes(100, 10, { lang: "en" })], 1);
    expect(await keyframe(2)).toBe(null);
    expect(await titleAt(await open(), 150)).toBe("first");
  });

  const opening = () =>
    store.getDerived({ sessionId: "a", tabId: "t1", segmentIndex: 0, kind: "opening" });

  it("the first picture is kept too, and shown again without reading a segment", async () => {
    await threeSegments();
    expect(await titleAt(await open(), 150)).toBe("second");
    expect(await opening()).toBe(null);
    const made = await (await open()).seek(T0 - 1, never);
    expect(await opening()).toBeInstanceOf(Uint8Array);
    const reads: number[] = [];
    const counting: SessionStore = {
      ...store,
      getSegment: (id, tab, index) => (reads.push(index), store.getSegment(id, tab, index)),
    };
    expect(await (await open(counting)).seek(T0 - 1, never)).toEqual(made);
    expect(await (await open(counting)).seek(T0, never)).toEqual(made);
    expect(reads).toEqual([]);
  });

  it("a first picture that was made of another segment, or cannot be read, is not believed", async () => {
    await threeSegments();
    await (await open()).seek(T0, never);
    const stale = (await opening())!;
    const key = { sessionId: "a", tabId: "t1", segmentIndex: 0, kind: "opening" };
    await putSegment(0, load([el(10, "p", { title: "redacted" })]), 1);
    expect(await opening()).toBe(null);
    await store.putDerived(key, stale);
    expect(await titleAt(await open(), 0)).toBe("redacted");
    await store.putDerived(key, new Uint8Array([1, 2, 3]));
    expect(await titleAt(await open(), 0)).toBe("redacted");
    expect(notes).toEqual([expect.stringMatching(/The first picture of tab t1 is made anew/)]);
  });

  it("that were made of other segments, or cannot be read, are not believed", async () => {
    await threeSegments();
    await titleAt(await open(), 250);
    const stale = (await keyframe(1))!;
    const key = { sessionId: "a", tabId: "t1", kind: "keyframe" };
    await store.putDerived({ ...key, segmentIndex: 2 }, stale);
    await store.putDerived({ ...key, segmentIndex: 1 }, new Uint8Array([1, 2, 3]));
    expect(await titleAt(await open(), 250)).toBe("third");
    expect(notes).toEqual([expect.stringMatching(/Keyframe 1 of tab t1 is made anew/)]);
  });

  it.each([
    ["half of a recording at first", 2, 0],
    ["a third of one that is long", 3, 17_000_000],
  ])("take %s at the most, however large the page", async (_what, share, before) => {
    await store.putSession(readBack(SMALL_SESSION));
    const rows = Array.from({ length: 200 }, (_, i) => el(100 + i, "p", { title: `row ${i}` }));
    const ballast = { type: 5, data: { tag: "x", payload: "x".repeat(before) }, timestamp: T0 + 1 };
    await putSegment(0, [...load([el(10, "p", { title: "0" }), ...rows]), ballast]);
    let recorded = 0;
    for (let index = 1; index <= 60; index++) {
      const events = Array.from({ length: 20 }, (_, i) =>
        setAttributes(index * 100 + i, 10, { title: `${index}` }),
      );
      recorded += JSON.stringify(events).length;
      await putSegment(index, events);
    }
    const replay = await open();
    await replay.prepare(replay.runs.length, never);
    expect(await titleAt(replay, 6_000)).toBe("60");
    const sizes = await Promise.all(
      Array.from({ length: 61 }, async (_, i) => {
        const stored = await keyframe(i);
        return stored ? (await gunzip(stored, 1e9)).length : 0;
      }),
    );
    const all = sizes.reduce((sum, size) => sum + size, 0);
    expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(2);
    // The first stands for the page itself.
    expect(all - Math.max(...sizes)).toBeLessThanOrEqual(recorded / share);
  });

  it("that cannot be kept cost nobody a seek", async () => {
    await store.putSession(readBack(SMALL_SESSION));
    await putSegment(0, load([el(0.5, "p", { title: "half a node" })]));
    await putSegment(1, [setAttributes(100, 0.5, { title: "second" })]);
    const replay = await open();
    await replay.prepare(replay.runs.length, never);
    expect((await replay.seek(T0 + 150, never)).json).toContain("second");
    expect(notes.join()).toContain("A node has the id 0.5");
  });

  it("are few where somebody waits at the end of a long way, and made when somebody comes by", async () => {
    await store.putSession(readBack(SMALL_SESSION));
    const ballast = (at: number) => ({
      type: 5,
      data: { tag: "x", payload: "x".repeat(999_000) },
      timestamp: T0 + at,
    });
    await putSegment(0, [...load([el(10, "p", { title: "0" })]), ballast(3)]);
    for (let index = 1; index <= 20; index++) {
      const change = setAttributes(index * 100, 10, { title: `${index}` });
      await putSegment(index, [change, ballast(index * 100 + 1)]);
    }
    const made = async () => {
      const all = await Promise.all(Array.from({ length: 21 }, (_, i) => keyframe(i)));
      return all.flatMap((each, i) => (each ? [i] : []));
    };
    const replay = await open();
    expect(await titleAt(replay, 2_050)).toBe("20");
    const few = await made();
    expect(few.length).toBeGreaterThan(2);
    expect(few.length).toBeLessThan(8);
    expect(await titleAt(replay, 1_950)).toBe("19");
    expect((await made()).length).toBeGreaterThan(few.length);
    await replay.prepare(replay.runs.length, never);
    expect(await titleAt(replay, 1_050)).toBe("10");
  });

  it("stay in memory where the store keeps none", async () => {
    await threeSegments();
    const refusing: SessionStore = {
      ...store,
      putDerived: async () => {
        throw new Error("read only");
      },
    };
    const replay = await open(refusing);
    expect(await titleAt(replay, 250)).toBe("third");
    expect(await titleAt(replay, 150)).toBe("second");
    expect(notes).toEqual([expect.stringMatching(/kept in memory only: read only/)]);
  });

  it("are made at sealing, so that the first seek finds them", async () => {
    await store.putSession(readBack(SMALL_SESSION));
    const sealing = withKeyframesOnSeal(store, (message) => notes.push(message));
    const batches = [
      load([el(10, "p", { title: "first" })]),
      [setAttributes(100, 10, { title: "second" })],
    ];
    for (const [seq, events] of batches.entries()) {
      await store.appendTail(
        readBack({
          sessionId: "a",
          tabId: "t1",
          producer: "doc",
          seq,
          firstEventAt: events[0]!.timestamp,
          lastEventAt: events.at(-1)!.timestamp,
          eventCount: events.length,
          json: JSON.stringify(events),
          adds: {},
          hits: {},
        }),
      );
      await store.seal("a", "t1", { all: true });
    }
    expect(await keyframe(1)).toBe(null);
    await store.appendTail(
      readBack({
        sessionId: "a",
        tabId: "t1",
        producer: "doc",
        seq: 2,
        firstEventAt: T0 + 200,
        lastEventAt: T0 + 200,
        eventCount: 1,
        json: JSON.stringify([setAttributes(200, 10, { title: "third" })]),
        adds: {},
        hits: {},
      }),
    );
    await sealing.seal("a", "t1", { all: true });
    expect([await keyframe(1), await keyframe(2), await keyframe(3)].map(Boolean)).toEqual([
      true,
      false,
      false,
    ]);
    expect(notes).toEqual([]);
  });
});

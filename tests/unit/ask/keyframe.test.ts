import { describe, expect, it, test } from "vitest";
import { askDom, DOM_FORMS } from "../../../src/ask/dom.ts";
import { readContents } from "../../../src/ask/session-reader.ts";
import type { SessionSource } from "../../../src/ask/source.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { openTab } from "../../../src/worker/replay/open-tab.ts";
import { makeEvents } from "../../bench/events.ts";
import { RECORDINGS, stored } from "./cut-recordings.ts";
import { storedVisit } from "./recordings.ts";

async function prepare(store: SessionStore, id: string): Promise<void> {
  const replay = openTab(store, await readContents(store, id), "t", (message) => {
    throw new Error(message);
  });
  await replay.prepare(replay.runs.length, new AbortController().signal);
}

/** The store as one that keeps nothing derived, so that a question reads from the start. */
const fromTheStart = (store: SessionStore): SessionSource => ({
  ...store,
  lacks: { ...store.lacks, derived: "It is asked without." },
});

/** Counts the segments that are read. */
function counting(store: SessionStore): { source: SessionSource; read: () => number } {
  let read = 0;
  const getSegment: SessionStore["getSegment"] = (...place) => {
    read++;
    return store.getSegment(...place);
  };
  return { source: { ...store, getSegment }, read: () => read };
}

describe.each(RECORDINGS)("the page of $name from a keyframe", ({ events }) => {
  it("is the page from the start, at every moment and in every form", async () => {
    const store = await stored(events, 20);
    await prepare(store, "s");
    const lengthMs = events.at(-1)!.timestamp - events[0]!.timestamp;
    for (const share of [0.2, 0.5, 0.8, 1]) {
      for (const as of DOM_FORMS) {
        const query = { atMs: Math.round(share * lengthMs), as, limit: 0, tabId: "t" };
        const whole = await answerOf(fromTheStart(store), query);
        expect(await answerOf(store, query)).toEqual(whole);
      }
    }
  });
});

async function answerOf(source: SessionSource, query: Parameters<typeof askDom>[2]) {
  try {
    return await askDom(source, "s", query);
  } catch (error) {
    return String(error);
  }
}

test("a page late in a session costs its keyframe and what follows it, not all before", async () => {
  const store = await stored([...makeEvents(3_000)], 50);
  await prepare(store, "s");
  const [near, whole] = [counting(store), counting(store)];
  const query = { tabId: "t", as: "html" } as const;
  const { skipped: _, ...answer } = await askDom(near.source, "s", query);
  // Only what is read is told as not understood: the events are made up, and name nodes that are gone.
  const { skipped, ...same } = await askDom(fromTheStart(whole.source as SessionStore), "s", query);
  expect(skipped).toBeGreaterThan(0);
  expect(answer).toEqual(same);
  expect(near.read()).toBeLessThan(whole.read() / 2);
});

test("R7 a keyframe that cannot be read, or is of another state of the segments, is passed over", async () => {
  const store = await storedVisit(10);
  await prepare(store, "visit");
  const sound = await askDom(fromTheStart(store), "visit", { tabId: "t" });
  const segments = await store.listSegments("visit");
  for (const { index } of segments) {
    const key = { sessionId: "visit", tabId: "t", segmentIndex: index, kind: "keyframe" };
    await store.putDerived(key, new Uint8Array([1, 2, 3]));
  }
  expect(await askDom(store, "visit", { tabId: "t" })).toEqual(sound);
});

test("R7 what is missing before the keyframe is told all the same", async () => {
  const store = await storedVisit(10);
  await prepare(store, "visit");
  const infos = (await store.listSegments("visit")).filter(({ index }) => index !== 1);
  const source: SessionSource = { ...store, listSegments: async () => infos };
  const { missing } = await askDom(source, "visit", { tabId: "t" });
  expect(missing?.map(({ why }) => why)).toEqual(["Segment 1 is missing."]);
});

import { describe, expect, it, test } from "vitest";
import { askEvents } from "../../../src/ask/events.ts";
import type { SessionSource } from "../../../src/ask/source.ts";
import { askWindow } from "../../../src/ask/window.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { makeEvents } from "../../bench/events.ts";
import { signal } from "../dom/page.ts";
import { RECORDINGS, stored } from "./cut-recordings.ts";

/** Says the times at which segments begin are all that of the session, so that every question reads to the end. */
function toTheEnd(store: SessionStore): SessionSource {
  return {
    ...store,
    listSegments: async (id) =>
      (await store.listSegments(id)).map((info) => ({ ...info, firstEventAt: 0 })),
  };
}

function counting(store: SessionStore): { source: SessionSource; read: () => number } {
  let read = 0;
  const getSegment: SessionStore["getSegment"] = (...place) => {
    read++;
    return store.getSegment(...place);
  };
  return { source: { ...store, getSegment }, read: () => read };
}

describe.each(RECORDINGS)("in $name, a question about a stretch", ({ events }) => {
  it("is answered as by whoever reads to the end", async () => {
    const store = await stored(events, 10);
    const lengthMs = events.at(-1)!.timestamp - events[0]!.timestamp;
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const atMs = Math.round(share * lengthMs);
      const window = { atMs, beforeMs: 3_000, afterMs: 500 };
      expect(await askWindow(store, "s", window)).toEqual(
        await askWindow(toTheEnd(store), "s", window),
      );
      const query = { toOffsetMs: atMs, include: ["all"], limit: 0 };
      expect(await askEvents(store, "s", query)).toEqual(
        await askEvents(toTheEnd(store), "s", query),
      );
    }
  });
});

test("a stretch at the beginning does not cost the whole session", async () => {
  const { source, read } = counting(await stored([...makeEvents(3_000)], 100));
  await askWindow(source, "s", { atMs: 2_000, afterMs: 1_000 });
  expect(read()).toBeLessThan(5);
});

test("a request that began in the stretch is told with its end, however late that comes", async () => {
  const events = [...makeEvents(1_000)];
  const startedAt = events[0]!.timestamp;
  const both = { id: "r", how: "fetch" };
  const start = { ...both, phase: "start", method: "GET", url: "https://shop.example/slow" };
  const end = { ...both, phase: "end", status: 504, durationMs: 9_000 };
  for (const [payload, ms] of [
    [start, 1_000],
    [end, 10_000],
  ] as const) {
    events.push({ ...signal(0, "waymark.network", payload), timestamp: startedAt + ms });
  }
  events.sort((a, b) => a.timestamp - b.timestamp);
  const { groups } = await askWindow(await stored(events, 50), "s", { atMs: 1_000, afterMs: 10 });
  expect(groups.problem?.map(({ data }) => data?.["status"])).toEqual([504]);
});

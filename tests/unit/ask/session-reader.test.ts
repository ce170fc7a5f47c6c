import { expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readBack } from "../../../src/format/sanitized.ts";
import { readSegmentEvents } from "../../../src/ask/session-reader.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import { SMALL_SESSION, smallSegment } from "../worker/small-session.ts";

const COUNT = 4_000;

async function segmentOf(events: RecordedEvent[]) {
  const store = createMemoryStore();
  await store.putSession(readBack(SMALL_SESSION));
  await store.putSegment(await smallSegment(0, events));
  const [info] = await store.listSegments(SMALL_SESSION.id);
  return { store, info: info! };
}

const events = (dataOf: (i: number) => Record<string, unknown>): RecordedEvent[] =>
  Array.from({ length: COUNT }, (_, i) => ({
    type: 5,
    data: { tag: "note", payload: dataOf(i) },
    timestamp: 1_000 + (i >> 1),
  }));

test.each([
  ["short ones", events((i) => ({ text: `event ${i} `.repeat(10) }))],
  [
    "ones that hold what looks like an event's end",
    events((i) => ({
      list: [{ timestamp: 1_999 }, { timestamp: 9_999_999 }, { text: `ümlaut ${i}` }],
      text: '"timestamp":9999999},{',
    })),
  ],
])("of a segment of %s those up to a moment are read, whole and in order", async (_, all) => {
  const { store, info } = await segmentOf(all);
  expect(await readSegmentEvents(store, info)).toEqual(all);
  for (const until of [0, 1_000, 1_400, 2_000, 2_500, 2_999, 5_000]) {
    const read = (await readSegmentEvents(store, info, until)) as RecordedEvent[];
    expect(read).toEqual(all.slice(0, read.length));
    expect(read.length).toBeGreaterThanOrEqual(
      all.filter(({ timestamp }) => timestamp <= until).length,
    );
  }
});

test("what lies after the moment stays packed", async () => {
  const { store, info } = await segmentOf(events((i) => ({ text: `event ${i} `.repeat(10) })));
  expect((await readSegmentEvents(store, info, 1_100)).length).toBeLessThan(COUNT / 2);
});

import { describe, expect, it } from "vitest";
import { EventType, type RecordedEvent } from "../../../src/format/events.ts";
import type { RawRun } from "../../../src/worker/api.ts";
import { makeTrack } from "../../../viewer/stage/tracks.ts";

const VIEWPORT = { width: 800, height: 600 };
const meta = (timestamp: number): RecordedEvent => ({
  type: EventType.Meta,
  data: { href: "http://a.example/", width: 1000, height: 700 },
  timestamp,
});
const picture = (timestamp: number): RecordedEvent => ({
  type: EventType.FullSnapshot,
  data: { node: {} },
  timestamp,
});
const act = (timestamp: number): RecordedEvent => ({
  type: EventType.IncrementalSnapshot,
  data: { source: 2 },
  timestamp,
});
function run(...events: RecordedEvent[]): RawRun {
  return {
    firstEventAt: events[0]?.timestamp ?? 0,
    lastEventAt: events.at(-1)?.timestamp ?? 0,
    eventCount: events.length,
    json: new TextEncoder().encode(JSON.stringify(events)),
  };
}
const shape = (events: readonly RecordedEvent[] | undefined) =>
  events?.map(({ type, timestamp }) => `${type}@${timestamp}`);

describe("the events for a seek", () => {
  const runs = [
    run(meta(0), picture(10), act(20)),
    run(act(30), meta(40), picture(45), act(50)),
    run(act(60), act(70)),
  ];

  it("start at the last page opened before the moment, also runs earlier", () => {
    const track = makeTrack(runs, VIEWPORT);
    expect(shape(track.sliceAt(65)?.events)).toEqual(["4@45", "2@45", "3@50", "3@60", "3@70"]);
    expect(shape(track.sliceAt(44)?.events)?.slice(0, 3)).toEqual(["4@10", "2@10", "3@20"]);
    expect(track.sliceAt(25)?.nextRun).toBe(1);
  });

  it("before the first page start at that page", () => {
    expect(shape(makeTrack(runs, VIEWPORT).sliceAt(-5)?.events)).toEqual(["4@10", "2@10", "3@20"]);
  });

  it("are parsed afresh each time, since the Replayer changes what it is given", () => {
    const track = makeTrack(runs, VIEWPORT);
    const first = track.sliceAt(65)?.events[1];
    if (first) first.data = {};
    expect(track.sliceAt(65)?.events[1]?.data).toEqual({ node: {} });
  });

  it("keep a page's size when a cut fell between its Meta and its picture", () => {
    const track = makeTrack(
      [run(meta(0), picture(1), meta(90)), run(picture(95), act(99))],
      VIEWPORT,
    );
    const [head] = track.sliceAt(97)?.events ?? [];
    expect(head).toMatchObject({ type: EventType.Meta, timestamp: 95, data: { width: 1000 } });
  });

  it("take the session's viewport where a recording has no Meta", () => {
    const [head] = makeTrack([run(picture(5), act(9))], VIEWPORT).sliceAt(9)?.events ?? [];
    expect(head).toMatchObject({ type: EventType.Meta, data: VIEWPORT });
  });

  it("are none where no picture of the page was stored", () => {
    const track = makeTrack([run(act(1), act(2))], VIEWPORT);
    expect(track.firstPictureAt).toBeNull();
    expect(track.sliceAt(2)).toBeNull();
  });

  it("step to the nearest event on either side, across runs", () => {
    const track = makeTrack(runs, VIEWPORT);
    expect(track.step(20, 1)).toBe(30);
    expect(track.step(60, -1)).toBe(50);
    expect(track.step(70, 1)).toBeNull();
  });
});

import type { Replayer } from "rrweb";
import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { RawRun } from "../../../src/worker/api.ts";
import { makeFeed, type ReplaySource } from "../../../viewer/stage/feed.ts";

/** Of playing time, as in feed.ts. */
const AHEAD_MS = 2_000;
const REACH_MS = 50;
const PRUNE_EVENTS = 1_000;

const START = 1_000_000;
const FRAME_MS = 16;
const RUN_MS = 5_000;
const EVENTS_A_RUN = 400;

interface Read {
  run: number;
  after: number | undefined;
  /** The clock when it was asked for. */
  askedAt: number;
  answer(): void;
  fail(error: Error): void;
}

const event = (timestamp: number): RecordedEvent => ({ type: 3, data: {}, timestamp });

/** Its first event comes right after its start, its last one at its end. */
const timesOf = (run: number) =>
  Array.from(
    { length: EVENTS_A_RUN },
    (_, n) => START + run * RUN_MS + ((n + 1) * RUN_MS) / EVENTS_A_RUN,
  );

function storedRun(run: number): RawRun {
  const times = timesOf(run);
  return {
    firstEventAt: times[0]!,
    lastEventAt: times.at(-1)!,
    eventCount: times.length,
    json: new TextEncoder().encode(JSON.stringify(times.map(event))),
  };
}

/** A feed with a clock that runs as the stage's does: a frame on where the feed says that it may. */
function watchFeed(runCount: number, rate = 1) {
  const first = event(START);
  const events = [first];
  const handedOver: number[] = [];
  /** What came after its moment: the Replayer would not show it in its time. */
  const late: number[] = [];
  const reads: Read[] = [];
  const errors: unknown[] = [];
  let at = START;

  const replayer = {
    service: { state: { context: { events } } },
    addEvent(added: RecordedEvent) {
      events.push(added);
      handedOver.push(added.timestamp);
      if (added.timestamp < at) late.push(added.timestamp);
    },
  };
  const source: ReplaySource = {
    seek: () => Promise.reject(new Error("Nothing is sought here.")),
    read: (run, after) =>
      new Promise((resolve, reject) => {
        const answer = () => resolve(storedRun(run));
        reads.push({ run, after, askedAt: at, answer, fail: reject });
      }),
  };
  const scene = { json: "[]", at: START, hasPicture: true, click: null };
  const feed = makeFeed(
    replayer as unknown as Replayer,
    source,
    { ...scene, run: 0, runCount },
    (error) => errors.push(error),
  );

  /** Draws one frame, after what was answered has arrived, and says whether the clock moved. */
  async function frame(): Promise<boolean> {
    await new Promise(setImmediate);
    const flows = feed.flowsAt(at, rate);
    if (flows) at += FRAME_MS * rate;
    return flows;
  }

  /** Frames until the clock waits; it must do so before `until`. */
  async function playOn(until: number): Promise<void> {
    while (await frame()) expect(at).toBeLessThan(until);
  }

  return { first, events, handedOver, late, reads, errors, frame, playOn, now: () => at };
}

const allTimes = (runCount: number) =>
  Array.from({ length: runCount }, (_, run) => timesOf(run)).flat();

describe("what a stage is fed while it plays", () => {
  it.each([1, 4, 16])("comes in time for rate %d: the clock never waits", async (rate) => {
    const RUNS = 8;
    /** What the source takes for a run. */
    const FRAMES = 6;
    const stage = watchFeed(RUNS, rate);
    expect(await stage.frame()).toBe(false);
    stage.reads[0]!.answer();

    const due: { read: Read; inFrames: number }[] = [];
    while (stage.now() < START + RUNS * RUN_MS) {
      expect(await stage.frame()).toBe(true);
      if (stage.reads.length - 1 > due.length) {
        due.push({ read: stage.reads.at(-1)!, inFrames: FRAMES });
      }
      for (const each of due) if (each.inFrames-- === 0) each.read.answer();
    }
    expect(stage.handedOver).toEqual(allTimes(RUNS));
    expect(stage.late).toEqual([]);
    for (const { run, askedAt } of stage.reads.slice(1)) {
      const endsAt = START + run * RUN_MS;
      expect([run, endsAt - askedAt >= AHEAD_MS]).toEqual([run, true]);
    }
  });

  it("is waited for where the source is slow: the clock stands, and nothing is skipped", async () => {
    const RUNS = 3;
    const stage = watchFeed(RUNS);
    for (let run = 0; run < RUNS; run++) {
      const endsAt = START + run * RUN_MS;
      await stage.playOn(endsAt);
      expect(endsAt - stage.now()).toBeLessThanOrEqual(REACH_MS);
      const stoodAt = stage.now();
      for (let n = 0; n < 100; n++) expect(await stage.frame()).toBe(false);
      expect(stage.now()).toBe(stoodAt);
      expect(stage.reads.map((read) => read.run)).toEqual([0, 1, 2].slice(0, run + 1));

      stage.reads[run]!.answer();
      expect(await stage.frame()).toBe(true);
    }
    // After the last run there is nothing to wait for.
    while (stage.now() < START + (RUNS + 1) * RUN_MS) expect(await stage.frame()).toBe(true);
    expect(stage.handedOver).toEqual(allTimes(RUNS));
    expect(stage.late).toEqual([]);
    // Only the scene's own run holds events that the scene has in it already.
    expect(stage.reads.map((read) => read.after)).toEqual([START, undefined, undefined]);
  });

  it("is taken away once it was played: what is held stays bounded, and keeps the first event", async () => {
    const RUNS = 60;
    const stage = watchFeed(RUNS, 4);
    let most = 0;
    while (stage.now() < START + RUNS * RUN_MS) {
      const asked = stage.reads.length;
      const at = stage.now();
      await stage.frame();
      if (stage.reads.length === asked) continue;
      most = Math.max(most, stage.events.length);
      const isToCome = (time: number) => time >= at;
      const held = stage.events.slice(1).map((each) => each.timestamp);
      expect(held.filter(isToCome)).toEqual(stage.handedOver.filter(isToCome));
      stage.reads.at(-1)!.answer();
    }
    expect(stage.handedOver).toHaveLength(RUNS * EVENTS_A_RUN);
    // What is ahead of the clock comes on top: at rate 4 one run more than is being played.
    expect(most).toBeLessThanOrEqual(PRUNE_EVENTS + 4 * EVENTS_A_RUN);
    expect(stage.events[0]).toBe(stage.first);
  });

  it("R6 is missed once, in words, where a run cannot be read: the clock stands at its border", async () => {
    const stage = watchFeed(3);
    await stage.frame();
    stage.reads[0]!.answer();
    expect(await stage.frame()).toBe(true);
    const gone = new Error("The store is gone.");
    stage.reads[1]!.fail(gone);

    await stage.playOn(START + RUN_MS);
    expect(START + RUN_MS - stage.now()).toBeLessThanOrEqual(REACH_MS);
    for (let n = 0; n < 100; n++) expect(await stage.frame()).toBe(false);
    expect(stage.errors).toEqual([gone]);
    expect(stage.reads).toHaveLength(2);
    expect(stage.handedOver).toEqual(timesOf(0));
  });
});

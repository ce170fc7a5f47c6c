import { describe, expect, test, vi } from "vitest";
import { createBatcher } from "../../../src/record/batcher.ts";
import type { Primitives } from "../../../src/record/primitives.ts";
import { type Batch, sayOf } from "../../../src/record/protocol.ts";

/** A clock that only moves when told to. */
function makeBatcher(onOverflow = vi.fn<() => void>()) {
  let now = 0;
  let hidden = false;
  const soon: (() => void)[] = [];
  const timers: { at: number; run: () => void }[] = [];
  const primitives = {
    now: () => now,
    setTimeout: (run: () => void, ms: number) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return timer;
    },
    clearTimeout: (timer: { at: number; run: () => void }) => {
      timers.splice(timers.indexOf(timer), 1);
    },
    soon: (run: () => void) => void soon.push(run),
  } as unknown as Primitives;
  const posted: Batch[] = [];
  const batcher = createBatcher(
    primitives,
    (batch) => posted.push(batch),
    () => ({ input: 1 }),
    onOverflow,
    () => hidden,
  );
  /** What a script does, and the end of that script. */
  const inScript = (script: () => void) => {
    script();
    soon.splice(0).forEach((run) => run());
  };
  const whileHidden = (script: () => void) => {
    hidden = true;
    inScript(script);
    hidden = false;
  };
  const pass = (ms: number, { throttled = false } = {}) => {
    now += ms;
    if (throttled) return;
    for (const timer of timers.slice()) {
      if (timer.at > now) continue;
      timers.splice(timers.indexOf(timer), 1);
      timer.run();
    }
  };
  return { batcher, posted, pass, inScript, whileHidden };
}

describe("batches", () => {
  test("R1 delivered in another way are not posted as well, and are kept until they are stored", () => {
    const { batcher, posted, pass } = makeBatcher();
    batcher.add("1");
    const delivered: Batch[] = [];
    batcher.flush((batch) => delivered.push(batch));
    pass(1_000);
    expect(posted).toEqual([]);
    expect(delivered.map(({ json }) => json)).toEqual(["[1]"]);
    expect(batcher.takeTail()).toEqual(delivered);
  });

  test("R1 are told of by lines, without their events", () => {
    const batches = [0, 1].map((seq) => ({
      seq,
      count: 1,
      json: "[]",
      hits: { input: seq, a: 2 },
    }));
    expect(sayOf({ batches, leaving: "soon" })).toBe("soon\n0 1 input 0 a 2\n1 1 input 1 a 2");
    expect(sayOf({ batches: [{ seq: 2, count: 3, json: "[]", hits: {} }] })).toBe("undefined\n2 3");
  });

  test("R1 go out at the end of a script where the tab is hidden, as its timers may wait a minute", () => {
    const { batcher, posted, pass, whileHidden } = makeBatcher();
    whileHidden(() => {
      batcher.add("1");
      batcher.add("2");
      expect(posted).toEqual([]);
    });
    expect(posted.map(({ json }) => json)).toEqual(["[1,2]"]);
    pass(10, { throttled: true });
    whileHidden(() => batcher.add("3"));
    expect(posted.map(({ json }) => json)).toEqual(["[1,2]", "[3]"]);
  });

  test("R1 go out at the end of a script after 20 s without any, to wake who takes them", () => {
    const { batcher, posted, pass, inScript } = makeBatcher();
    inScript(() => batcher.add("1"));
    expect(posted).toEqual([]);
    pass(500);
    pass(19_999);
    inScript(() => batcher.add("2"));
    expect(posted.map(({ json }) => json)).toEqual(["[1]"]);
    pass(500);
    pass(20_000);
    inScript(() => {
      batcher.add("3");
      batcher.add("4");
    });
    expect(posted.map(({ json }) => json)).toEqual(["[1]", "[2]", "[3,4]"]);
    inScript(() => batcher.add("5"));
    expect(posted).toHaveLength(3);
  });

  test("go out 500 ms after their first event, numbered from 0", () => {
    const { batcher, posted, pass } = makeBatcher();
    batcher.add("{}");
    pass(499);
    expect(posted).toEqual([]);
    batcher.add("{}");
    pass(1);
    batcher.add("{}");
    pass(500);
    expect(posted.map(({ seq, count, json }) => [seq, count, json])).toEqual([
      [0, 2, "[{},{}]"],
      [1, 1, "[{}]"],
    ]);
  });

  test("go out on the next event where a hidden tab's timer sleeps", () => {
    const { batcher, posted, pass } = makeBatcher();
    batcher.add("{}");
    pass(800, { throttled: true });
    batcher.add("{}");
    expect(posted).toHaveLength(1);
  });

  test("go out at once at 256 KB, and a huge event travels alone", () => {
    const { batcher, posted } = makeBatcher();
    batcher.add("1");
    batcher.add(`"${"x".repeat(5_000_000)}"`);
    batcher.add("2");
    batcher.flush();
    expect(posted.map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  test("R1 are kept until they are acknowledged as stored", () => {
    const { batcher, posted, pass } = makeBatcher();
    for (const json of ["0", "1", "2"]) {
      batcher.add(json);
      pass(500);
    }
    batcher.acknowledge(1);
    batcher.add("3");
    expect(posted).toHaveLength(3);
    expect(batcher.takeTail().map(({ seq, json }) => [seq, json])).toEqual([
      [0, "[0]"],
      [2, "[2]"],
      [3, "[3]"],
    ]);
    expect(posted).toHaveLength(3);
    expect(batcher.nextSeq).toBe(4);
  });

  test("P7 are forgotten when consent is withdrawn", () => {
    const { batcher, pass } = makeBatcher();
    batcher.add("0");
    pass(500);
    batcher.add("1");
    batcher.drop();
    expect(batcher.takeTail()).toEqual([]);
  });

  test("R2 tell when nobody stores them, before the page's memory is gone", () => {
    const onOverflow = vi.fn<() => void>();
    const { batcher } = makeBatcher(onOverflow);
    const big = `"${"x".repeat(10_000_000)}"`;
    for (let i = 0; i < 11; i++) batcher.add(big);
    batcher.flush();
    expect(onOverflow).toHaveBeenCalled();
  });

  test("carry what gate 1 masked", () => {
    const { batcher, posted } = makeBatcher();
    batcher.add("0");
    batcher.flush();
    expect(posted[0]!.hits).toEqual({ input: 1 });
  });
});

import { expect, onTestFinished, test, vi } from "vitest";
import { DEFAULT_PAGE_POLICY } from "../../../src/privacy/policy.ts";
import { runIsolatedHalf } from "../../../src/record/isolated-half.ts";
import { handOver, sayOf, type ToPage, TAKE_EVENT } from "../../../src/record/protocol.ts";
import type { Uplink, UplinkCommand, Welcome } from "../../../src/record/uplink.ts";

const tell = (target: EventTarget, type: string, detail: string) =>
  target.dispatchEvent(new CustomEvent(type, { detail, cancelable: true }));

/** What the isolated half asks of a page. */
function aPage() {
  const metas: unknown[] = [];
  class FakeDocument {
    cookie = "";
    querySelectorAll = () => metas;
  }
  const window = Object.assign(new EventTarget(), {
    document: new FakeDocument(),
    navigator: { language: "en", userAgent: "x" },
    location: { href: "https://shop.example/" },
    innerWidth: 800,
    innerHeight: 600,
  });
  return window as unknown as Window;
}

const WELCOME: Welcome = {
  record: true,
  policy: DEFAULT_PAGE_POLICY,
  because: "start",
  session: "s",
  shown: { indicator: false, level: "balanced", byConsent: false },
};

/** A half at work in a page, with what the main half would hear and the background be told; `stored` and `refused` are its answers. */
async function aHalf(
  stored: () => Promise<void> = async () => {},
  refused: () => Promise<void> = async () => {},
) {
  const window = aPage();
  const heard: ToPage[] = [];
  const told: string[] = [];
  const answers: ((welcome: Welcome) => void)[] = [];
  let isTaken = false;
  window.addEventListener(TAKE_EVENT, () => (isTaken = true));
  let command: (command: UplinkCommand) => Promise<void> = async () => {};
  const uplink: Uplink = {
    hello(_page, returningTo) {
      told.push(`hello ${returningTo}`);
      return new Promise((done) => answers.push(done));
    },
    async send(batches) {
      told.push(`batches ${batches.map(({ seq }) => seq).join()}`);
      await stored();
    },
    async refuse(code) {
      told.push(`refused ${code}`);
      await refused();
    },
    orphaned: false,
    onCommand: (handler) => void (command = handler),
  };
  const offered = new Promise<MessagePort>((done) => {
    const dispatch = window.dispatchEvent.bind(window);
    window.dispatchEvent = (event) => {
      const [port] = (event as MessageEvent).ports ?? [];
      if (port) done(port);
      return dispatch(event);
    };
  });
  const life = new AbortController();
  runIsolatedHalf(window, uplink, { life } as Parameters<typeof runIsolatedHalf>[2]).catch(
    (error: unknown) => told.push(String(error)),
  );
  const port = await offered;
  port.onmessage = ({ data }: MessageEvent<ToPage>) => {
    heard.push(data);
    if (["stop", "pause"].includes(data.type)) port.postMessage({ type: "flushed", nextSeq: 0 });
    if (data.type === "begin") port.postMessage({ type: "begun" });
  };
  onTestFinished(() => {
    life.abort();
    port.close();
  });
  const settled = () => new Promise((next) => setTimeout(next, 20));
  return {
    told,
    settled,
    heard: () => heard.map(({ type }) => type),
    isTaken: () => isTaken,
    command: (given: UplinkCommand) => command(given),
    async answer(welcome: Welcome) {
      answers.shift()!(welcome);
      await settled();
    },
    async comesBack() {
      window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
      await settled();
    },
    acknowledged: () => heard.flatMap((each) => (each.type === "ack" ? [each.seq] : [])),
    async refuses() {
      port.postMessage({ type: "refused", code: "opt-out", sentence: "You opted out." });
      await settled();
    },
    async says(seq: number, json = "[]") {
      const batches = [{ seq, count: 1, json, hits: {} }];
      handOver(tell, port, [json], sayOf({ batches }));
      await settled();
    },
  };
}

test("a page that is told to stop before it knows whether it is recorded never begins", async () => {
  const half = await aHalf();
  await half.command({ type: "stop", drop: false, reason: "Stopped." });
  await half.answer(WELCOME);
  expect(half.heard()).not.toContain("begin");
  expect(half.isTaken()).toBe(true);
});

test("R1 a page that went into the cache paused goes on where the pause ended meanwhile", async () => {
  const half = await aHalf();
  await half.answer(WELCOME);
  await half.command({ type: "pause" });
  await half.comesBack();
  expect(half.told).toContain("hello s");
  await half.answer({ ...WELCOME, because: "resume" });
  expect(half.heard()).toEqual(["begin", "pause", "resume"]);
  // Back once more, it was not paused.
  await half.comesBack();
  await half.answer(WELCOME);
  expect(half.heard()).toEqual(["begin", "pause", "resume"]);
});

test("R1 nothing of a page that is back from the cache overtakes its hello", async () => {
  const half = await aHalf();
  await half.answer(WELCOME);
  await half.says(0);
  await half.comesBack();
  await half.says(1);
  expect(half.told).toEqual(["hello null", "batches 0", "hello s"]);
  await half.answer(WELCOME);
  expect(half.told.slice(3)).toEqual(["batches 1"]);
});

test("R1 a page that lay in the cache over its first question asks again", async () => {
  const half = await aHalf();
  await half.comesBack();
  expect(half.told).toEqual(["hello null", "hello null"]);
  // The first answer, if it comes at all, was given to a document that had left.
  await half.answer(WELCOME);
  expect(half.heard()).toEqual([]);
  await half.answer(WELCOME);
  expect(half.heard()).toEqual(["begin"]);
});

test("R1 what gathers while the background takes its time goes at once, in lots that it can take", async () => {
  const answers: (() => void)[] = [];
  const half = await aHalf(() => new Promise((done) => answers.push(done)));
  await half.answer(WELCOME);
  const big = JSON.stringify(["x".repeat(600_000)]);
  for (const [seq, json] of ["[]", "[]", "[]", big, big].entries()) await half.says(seq, json);
  expect(half.told).toEqual(["hello null", "batches 0"]);
  answers.shift()!();
  await half.settled();
  expect(half.told.slice(2)).toEqual(["batches 1,2,3"]);
  expect(half.acknowledged()).toEqual([0]);
  answers.shift()!();
  await half.settled();
  expect(half.told.slice(3)).toEqual(["batches 4"]);
  expect(half.acknowledged()).toEqual([0, 1, 2, 3]);
  answers.shift()!();
});

test("a lot of which something could not be stored is sent again, whole and with what came meanwhile", async () => {
  let failures = 1;
  const half = await aHalf(async () => {
    await half.settled();
    if (failures-- > 0) throw new Error("The disk hums.");
  });
  await half.answer(WELCOME);
  await half.says(0);
  await half.says(1);
  await new Promise((next) => setTimeout(next, 200));
  expect(half.told).toEqual(["hello null", "batches 0", "batches 0,1"]);
  expect(half.acknowledged()).toEqual([0, 1]);
});

test("R1 a stop waits for as long as batches are being stored, and no longer for one that is not", async () => {
  const answers: (() => void)[] = [];
  const half = await aHalf(() => new Promise((done) => answers.push(done)));
  await half.answer(WELCOME);
  const big = JSON.stringify(["x".repeat(1_200_000)]);
  for (let seq = 0; seq < 4; seq++) await half.says(seq, big);
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let ended = "";
  half.command({ type: "stop", drop: false, reason: "" }).then(
    () => (ended = "whole"),
    (error: unknown) => (ended = String(error)),
  );
  // Each of the first three takes 8 s: all of them together longer than any limit.
  for (let lot = 0; lot < 3; lot++) {
    await vi.advanceTimersByTimeAsync(8_000);
    expect(ended).toBe("");
    answers.shift()!();
  }
  await vi.advanceTimersByTimeAsync(25_000);
  expect(ended).toContain("Not all could be stored.");
});

test("P7 a refusal that nobody heard is told again, and what comes meanwhile goes nowhere", async () => {
  let deaf = 2;
  const half = await aHalf(undefined, async () => {
    if (deaf-- > 0) throw new Error("No answer.");
  });
  await half.answer(WELCOME);
  await half.refuses();
  await half.says(0);
  await vi.waitFor(() =>
    expect(half.told.slice(1)).toEqual(["refused opt-out", "refused opt-out", "refused opt-out"]),
  );
});

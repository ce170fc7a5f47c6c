import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Batch } from "../../../src/record/protocol.ts";
import { createSendQueue } from "../../../src/record/send-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const batch = (seq: number, chars = 10): Batch => ({
  seq,
  count: 1,
  json: "x".repeat(chars),
  hits: {},
});

/** A queue over a background whose answers a test gives. */
function setUp() {
  const lots: { seqs: number[]; answer(error?: Error): void }[] = [];
  const stored: number[] = [];
  const life = new AbortController();
  const uplink = {
    orphaned: false,
    send: (batches: Batch[]) =>
      new Promise<void>((resolve, reject) =>
        lots.push({
          seqs: batches.map(({ seq }) => seq),
          answer: (error) => (error ? reject(error) : resolve()),
        }),
      ),
  };
  const queue = createSendQueue(
    uplink as never,
    life.signal,
    () => undefined,
    ({ seq }) => stored.push(seq),
    () => life.abort(),
  );
  return { queue, lots, stored };
}

const turn = () => vi.advanceTimersByTimeAsync(0);

test("what came while an answer was waited for goes in one lot", async () => {
  const { queue, lots, stored } = setUp();
  for (const seq of [0, 1, 2]) queue.add(batch(seq));
  await turn();
  expect(lots.map(({ seqs }) => seqs)).toEqual([[0, 1, 2]]);
  queue.add(batch(3, 800_000));
  queue.add(batch(4, 800_000));
  await turn();
  expect(lots).toHaveLength(1);
  lots[0]!.answer();
  await turn();
  expect(stored).toEqual([0, 1, 2]);
  // Together they are more than a message may be.
  expect(lots[1]!.seqs).toEqual([3]);
  lots[1]!.answer();
  await turn();
  expect(lots[2]!.seqs).toEqual([4]);
});

test("R1 a lot that fails is sent again, with what came meanwhile", async () => {
  const { queue, lots, stored } = setUp();
  queue.add(batch(0));
  await turn();
  queue.add(batch(1));
  lots[0]!.answer(new Error("The disk is slow."));
  await vi.advanceTimersByTimeAsync(100);
  expect(lots[1]!.seqs).toEqual([0, 1]);
  lots[1]!.answer();
  await turn();
  expect(stored).toEqual([0, 1]);
});

test("R1 all is settled when it is stored, however long that takes, as long as something is", async () => {
  const { queue, lots } = setUp();
  queue.add(batch(0));
  await turn();
  queue.add(batch(1));
  const settled = queue.settled(null);
  await vi.advanceTimersByTimeAsync(9_000);
  lots[0]!.answer();
  await vi.advanceTimersByTimeAsync(9_000);
  lots[1]!.answer();
  await turn();
  expect(await settled).toBe(true);
});

test("R1 a batch that nobody stores is not settled, and keeps nobody waiting for ever", async () => {
  const { queue } = setUp();
  queue.add(batch(0));
  const settled = queue.settled(null);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await settled).toBe(false);
});

test("R1 a tail that is still on its way is not settled, though the queue is empty", async () => {
  const { queue } = setUp();
  const settled = queue.settled(new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await settled).toBe(false);
});

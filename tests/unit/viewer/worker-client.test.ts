import { expect, test, vi } from "vitest";
import type { OnProgress } from "../../../src/worker/api.ts";
import type { ViewerHost } from "../../../viewer/host.ts";
import { inOwnWorker } from "../../../viewer/worker-client.ts";

function aHost() {
  const stop = vi.fn<() => void>();
  const api = { connect: async () => undefined };
  return {
    stop,
    host: { source: {}, startWorker: () => ({ api, stop }) } as unknown as ViewerHost,
  };
}

test("progress that comes after the end is not told", async () => {
  const { host, stop } = aHost();
  const told: string[] = [];
  let say: OnProgress = () => undefined;
  const found = await inOwnWorker(host, new AbortController().signal, async (_api, tell) => {
    say = tell(({ what }) => told.push(what));
    say({ done: 0.5, what: "half" });
    return 4;
  });
  say({ done: 0.9, what: "late" });
  expect(found).toBe(4);
  expect(told).toEqual(["half"]);
  expect(stop).toHaveBeenCalledOnce();
});

test("an abort ends it at once, and nothing is told any more", async () => {
  const { host, stop } = aHost();
  const abort = new AbortController();
  const told: string[] = [];
  let say: OnProgress = () => undefined;
  const work = inOwnWorker(host, abort.signal, (_api, tell) => {
    say = tell(({ what }) => told.push(what));
    return new Promise(() => {});
  });
  await Promise.resolve();
  abort.abort();
  await expect(work).rejects.toMatchObject({ code: "cancelled" });
  say({ done: 0.9, what: "late" });
  expect(told).toEqual([]);
  expect(stop).toHaveBeenCalledOnce();
});

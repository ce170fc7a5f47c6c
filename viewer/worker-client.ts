import { proxy, wrap, type Remote } from "comlink";
import { WaymarkError } from "../src/format/errors.ts";
import type { OnProgress, WaymarkWorker } from "../src/worker/api.ts";
import type { RunningWorker, ViewerHost } from "./host.ts";

export type WorkerApi = Remote<WaymarkWorker>;

export function overWorker(worker: Worker): RunningWorker {
  return { api: wrap<WaymarkWorker>(worker), stop: () => worker.terminate() };
}

/**
 * Starts a worker, connects it and runs `job` in it; the worker ends with the job. An abort ends it
 * at once, whatever it was computing, and rejects with `cancelled`. Progress that goes by `tell` has a channel of
 * its own: what of it comes after the end is not told, as it would bring back what is over.
 */
export async function inOwnWorker<T>(
  host: ViewerHost,
  signal: AbortSignal,
  job: (api: WorkerApi, tell: (report: OnProgress) => OnProgress) => Promise<T>,
): Promise<T> {
  const { api, stop } = host.startWorker();
  let isOver = false;
  const tell = (report: OnProgress) =>
    progressTo((progress) => {
      if (!isOver) report(progress);
    });
  try {
    return await orAborted(
      signal,
      api.connect(host.source).then(() => job(api, tell)),
    );
  } finally {
    isOver = true;
    stop();
  }
}

/** Settles with `work`, or rejects with `cancelled` when the signal fires first. */
export function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new WaymarkError("cancelled", "Cancelled."));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}

/** Callbacks cross to a worker only as Comlink proxies. */
export function progressTo(report: OnProgress): OnProgress {
  return proxy(report);
}

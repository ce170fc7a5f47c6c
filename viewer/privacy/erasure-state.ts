import { createSignal, onCleanup } from "solid-js";
import type {
  ErasurePreview,
  ErasureQuery,
  ErasureResult,
} from "../../src/worker/erase/erasure.ts";
import type { Progress } from "../../src/worker/api.ts";
import { useViewer } from "../context.ts";
import { isCancelled } from "../ui/problem.tsx";
import { inOwnWorker } from "../worker-client.ts";

/** Where an erasure is: asked for, looked for, listed, under way, done. */
export type ErasureStep =
  | { at: "ask"; error: unknown }
  | { at: "look"; progress: Progress }
  | { at: "list"; preview: ErasurePreview; error: unknown }
  | { at: "erase"; preview: ErasurePreview; progress: Progress; stopping: boolean }
  | { at: "done"; result: ErasureResult };

const STARTING: Progress = { done: 0, what: "Starting" };

/** An erasure step by step. Looking can be broken off at once; erasing stops between two sessions. */
export function createErasure() {
  const { host } = useViewer();
  const [step, setStep] = createSignal<ErasureStep>({ at: "ask", error: null });
  let stop: () => void = () => {};
  const leave = new AbortController();
  onCleanup(() => leave.abort());

  async function look(query: ErasureQuery): Promise<void> {
    setStep({ at: "look", progress: STARTING });
    try {
      const abort = new AbortController();
      stop = () => abort.abort();
      const preview = await inOwnWorker(
        host,
        AbortSignal.any([leave.signal, abort.signal]),
        (api, tell) =>
          api.previewErasure(
            query,
            tell((progress) => setStep({ at: "look", progress })),
          ),
      );
      setStep({ at: "list", preview, error: null });
    } catch (error) {
      setStep({ at: "ask", error: isCancelled(error) ? null : error });
    }
  }

  async function erase(preview: ErasurePreview): Promise<void> {
    let stopping = false;
    const show = (progress: Progress) => setStep({ at: "erase", preview, progress, stopping });
    show(STARTING);
    try {
      const result = await inOwnWorker(host, leave.signal, (api, tell) => {
        stop = () => {
          stopping = true;
          void api.stopErasure();
        };
        return api.erase(preview, tell(show));
      });
      setStep({ at: "done", result });
    } catch (error) {
      setStep({ at: "list", preview, error });
    }
  }

  return {
    step,
    look,
    erase,
    cancel: () => stop(),
    again: () => setStep({ at: "ask", error: null }),
  };
}

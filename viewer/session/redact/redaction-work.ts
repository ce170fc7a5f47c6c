import { createSignal, onCleanup } from "solid-js";
import type { SessionId } from "../../../src/format/ids.ts";
import type { Progress } from "../../../src/worker/api.ts";
import type {
  RedactionPreview,
  RedactionResult,
  RedactionTarget,
} from "../../../src/worker/redact/api.ts";
import { WRITING } from "../../../src/worker/redact/writing.ts";
import { useViewer } from "../../context.ts";
import { isCancelled } from "../../ui/problem.tsx";
import { inOwnWorker, type WorkerApi } from "../../worker-client.ts";

/** Previews and carries out redactions, each in a worker of its own; a newer one ends an older preview. */
export function createRedactionWork(id: SessionId) {
  const { host } = useViewer();
  const [progress, setProgress] = createSignal<Progress | null>(null);
  const [preview, setPreview] = createSignal<RedactionPreview | null>(null);
  const [error, setError] = createSignal<unknown>(null);
  const [applying, setApplying] = createSignal(false);
  let running: AbortController | null = null;
  let applyIn: WorkerApi | null = null;
  onCleanup(() => {
    // What is being written is written to its end.
    if (!applying()) running?.abort();
  });

  async function look(targets: readonly RedactionTarget[]): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    setError(null);
    setPreview(null);
    setProgress({ done: 0, what: "Starting" });
    const report = (next: Progress) => void (running === mine && setProgress(next));
    try {
      const found = await inOwnWorker(host, mine.signal, (api, tell) =>
        api.previewRedaction(id, targets, tell(report)),
      );
      if (running === mine) setPreview(found);
    } catch (failure) {
      if (running === mine && !isCancelled(failure)) setError(failure);
    } finally {
      if (running === mine) setProgress(null);
    }
  }

  async function apply(targets: readonly RedactionTarget[]): Promise<RedactionResult | null> {
    running?.abort();
    running = null;
    setError(null);
    setApplying(true);
    setProgress({ done: 0, what: "Starting" });
    try {
      return await inOwnWorker(host, new AbortController().signal, (api, tell) => {
        applyIn = api;
        return api.applyRedaction(id, targets, tell(setProgress));
      });
    } catch (failure) {
      if (!isCancelled(failure)) setError(failure);
      return null;
    } finally {
      applyIn = null;
      setProgress(null);
      setApplying(false);
    }
  }

  return {
    progress,
    preview,
    error,
    applying,
    look,
    apply,
    /** False from the moment of the write on. */
    canCancel: () => applying() && progress()?.what !== WRITING,
    cancel: () => void applyIn?.cancelRedaction(id),
  };
}

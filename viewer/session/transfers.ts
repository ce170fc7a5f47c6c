import { createSignal, onCleanup } from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import type { Session } from "../../src/format/session.ts";
import type { OnProgress, Progress } from "../../src/worker/api.ts";
import { useViewer } from "../context.ts";
import { download } from "../ui/download.ts";
import { codeOf, isCancelled } from "../ui/problem.tsx";
import { showToast } from "../ui/toasts.tsx";
import { bytesText } from "../words.ts";
import { inOwnWorker, progressTo, type WorkerApi } from "../worker-client.ts";

interface Work {
  label: string;
  progress: Progress;
  cancel: () => void;
}

interface Failure {
  text: string;
  againLabel: string;
  again: () => void;
}

/** Export and push: one at a time, each in a worker of its own, so that cancelling ends it at once. */
export function createTransfers(session: () => Session) {
  const { host } = useViewer();
  const [work, setWork] = createSignal<Work | null>(null);
  const [failure, setFailure] = createSignal<Failure | null>(null);
  let running: AbortController | null = null;
  onCleanup(() => running?.abort());

  async function run<T>(
    label: string,
    job: (api: WorkerApi, onProgress: OnProgress) => Promise<T>,
    onFailure: (error: unknown) => Failure,
  ): Promise<T | null> {
    const abort = (running = new AbortController());
    const cancel = () => abort.abort();
    const report = (progress: Progress) => {
      if (!abort.signal.aborted) setWork({ label, progress, cancel });
    };
    setFailure(null);
    report({ done: 0, what: "Starting" });
    try {
      return await inOwnWorker(host, abort.signal, (api) => job(api, progressTo(report)));
    } catch (error) {
      if (!isCancelled(error)) setFailure(onFailure(error));
      return null;
    } finally {
      setWork(null);
    }
  }

  async function exportJson(): Promise<void> {
    const file = await run(
      "Exporting",
      (api, onProgress) => api.exportRrweb(session().id, onProgress),
      (error) => ({
        text: `Not exported: ${messageOf(error)}`,
        againLabel: "Try again",
        again: () => void exportJson(),
      }),
    );
    if (!file) return;
    download(file.fileName, file.json, "application/json");
    showToast({ text: `Exported ${file.fileName} (${bytesText(file.json.byteLength)}).` });
  }

  async function push(): Promise<void> {
    const server = await askServer();
    if (server === undefined) return;
    if (!server) {
      const open = host.openOptions;
      showToast({
        text: "No team server is set. Enter its address and an ingest key in the options.",
        forMs: 10_000,
        ...(open ? { action: { label: "Open options", run: open } } : {}),
      });
      return;
    }
    const done = await run(
      "Pushing",
      async (api, onProgress) => {
        await api.pushSession(session().id, server, onProgress);
        return true;
      },
      (error) => ({
        text:
          codeOf(error) === "network"
            ? `Push stopped: ${messageOf(error)} What arrived stays there; resuming sends the rest.`
            : `Not pushed: ${messageOf(error)}`,
        againLabel: codeOf(error) === "network" ? "Resume" : "Try again",
        again: () => void push(),
      }),
    );
    if (done) showToast({ text: `Pushed to ${new URL(server.url).host}.` });
  }

  /** Null when none is set; undefined when the settings could not be read, which is then on screen. */
  async function askServer() {
    try {
      return (await host.getServer?.()) ?? null;
    } catch (error) {
      showToast({ text: `The settings cannot be read: ${messageOf(error)}`, tone: "danger" });
      return undefined;
    }
  }

  return {
    work,
    failure,
    forget: () => setFailure(null),
    canPush: Boolean(host.getServer),
    exportJson,
    push,
  };
}

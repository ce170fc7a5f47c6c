import { proxy } from "comlink";
import { createSignal, onCleanup } from "solid-js";
import type { AskToLeave } from "../../src/export/leave.ts";
import { messageOf } from "../../src/format/errors.ts";
import type { Session } from "../../src/format/session.ts";
import type { OnProgress, Progress } from "../../src/worker/api.ts";
import { useViewer } from "../context.ts";
import { download } from "../ui/download.ts";
import { codeOf, isCancelled } from "../ui/problem.tsx";
import { showToast } from "../ui/toasts.tsx";
import { bytesText } from "../words.ts";
import { inOwnWorker, type WorkerApi } from "../worker-client.ts";
import { EXPORT_WORDS } from "./export-words.ts";
import type { ExportForm, Leaving } from "./leave-state.ts";

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

interface Transfer<T> extends Pick<Leaving, "verb" | "where" | "choice"> {
  label: string;
  job: (api: WorkerApi, ask: AskToLeave, onProgress: OnProgress) => Promise<T>;
  onFailure: (error: unknown) => Failure;
  /** The list gives way to another one at once, so its dialog stays. */
  isReplaced?: () => boolean;
}

/**
 * Export and push: one at a time, each in a worker of its own, so that cancelling ends it at once.
 * The worker lists and looks through what leaves, and waits for the answer before anything does (rule P10).
 */
export function createTransfers(session: () => Session) {
  const { host } = useViewer();
  const [leaving, setLeaving] = createSignal<Leaving | null>(null);
  const [work, setWork] = createSignal<Work | null>(null);
  const [failure, setFailure] = createSignal<Failure | null>(null);
  let running: AbortController | null = null;
  onCleanup(() => running?.abort());

  async function run<T>(transfer: Transfer<T>): Promise<T | null> {
    const { verb, where, choice, label, job, onFailure, isReplaced } = transfer;
    const what = { verb, where, ...(choice && { choice }) };
    const abort = (running = new AbortController());
    const cancel = () => abort.abort();
    /** Progress has a channel of its own: what comes late must not hide the list again. */
    let step: "looking" | "listed" | "going" = "looking";
    const look = (progress: Progress) =>
      setLeaving({ ...what, progress, manifest: null, answer: cancel });
    const report = (progress: Progress) => {
      if (abort.signal.aborted) return;
      if (step === "going") setWork({ label, progress, cancel });
      else if (step === "looking") look(progress);
    };
    const ask: AskToLeave = (manifest) =>
      new Promise((resolve) => {
        // A question that was on its way when its work was called off: another one may have the dialog now.
        if (abort.signal.aborted) return resolve(false);
        const answer = (goes: boolean) => {
          if (!goes) return cancel();
          step = "going";
          setLeaving(null);
          report({ done: 0, what: "Starting" });
          resolve(true);
        };
        step = "listed";
        setLeaving({ ...what, progress: LISTED, manifest, answer });
      });
    setFailure(null);
    look({ done: 0, what: "Starting" });
    try {
      return await inOwnWorker(host, abort.signal, (api, tell) =>
        job(api, proxy(ask), tell(report)),
      );
    } catch (error) {
      if (!isCancelled(error)) setFailure(onFailure(error));
      return null;
    } finally {
      if (!isReplaced?.()) setLeaving(null);
      setWork(null);
    }
  }

  async function exportSession(form: ExportForm = "rrweb"): Promise<void> {
    let next: ExportForm | null = null;
    const choose = (other: ExportForm) => {
      if (other === form) return;
      next = other;
      running?.abort();
    };
    const file = await run({
      verb: "Export",
      where: EXPORT_WORDS[form].where,
      choice: { form, choose },
      isReplaced: () => next !== null,
      label: "Exporting",
      job: (api, ask, onProgress) => exportAs(form, api, ask, onProgress),
      onFailure: (error) => ({
        text: `Not exported: ${messageOf(error)}`,
        againLabel: "Try again",
        again: () => void exportSession(form),
      }),
    });
    if (next !== null) return exportSession(next);
    if (!file) return;
    download(file.fileName, file.content, file.type);
    showToast({ text: `Exported ${file.fileName} (${bytesText(file.size)}).` });
  }

  async function exportAs(
    form: ExportForm,
    api: WorkerApi,
    ask: AskToLeave,
    onProgress: OnProgress,
  ) {
    if (form === "bundle") {
      const { fileName, file } = await api.exportBundle(session().id, ask, onProgress);
      return { fileName, content: file, size: file.size, type: "application/zip" };
    }
    const { fileName, json } = await api.exportRrweb(session().id, ask, onProgress);
    return { fileName, content: json, size: json.byteLength, type: "application/json" };
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
    const done = await run({
      verb: "Push",
      where: `to ${new URL(server.url).host}`,
      label: "Pushing",
      async job(api, ask, onProgress) {
        await api.pushSession(session().id, server, ask, onProgress);
        return true;
      },
      onFailure: (error) => ({
        text:
          codeOf(error) === "network"
            ? `Push stopped: ${messageOf(error)} What arrived stays there; resuming sends the rest.`
            : `Not pushed: ${messageOf(error)}`,
        againLabel: codeOf(error) === "network" ? "Resume" : "Try again",
        again: () => void push(),
      }),
    });
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
    leaving,
    work,
    failure,
    forget: () => setFailure(null),
    canPush: Boolean(host.getServer),
    exportSession,
    push,
  };
}

const LISTED: Progress = { done: 1, what: "Looked through" };

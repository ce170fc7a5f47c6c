import { twoFrames } from "./frames.ts";

/** Evaluated in the extension's real viewer page; tests/bench/replay.ts bundles it. */
export interface ReplayViewer {
  /** Milliseconds from following the link to a session until its first picture is painted. */
  open(id: string): Promise<number>;
  /** Milliseconds until the page at `offsetMs` is painted. */
  seek(id: string, offsetMs: number): Promise<number>;
  /** Resolves once the session is analysed and its events are listed. */
  analysed(): Promise<void>;
}

const open = (id: string) => timed(`#/sessions/${id}`, (stage) => stage["state"] === "ready");

const seek = (id: string, offsetMs: number) =>
  timed(
    `#/sessions/${id}?t=${offsetMs}`,
    (stage) => stage["state"] === "ready" && stage["positionMs"] === String(offsetMs),
  );

async function timed(hash: string, isThere: (stage: DOMStringMap) => boolean): Promise<number> {
  const from = performance.now();
  location.hash = hash;
  await changed(() => {
    const stage = document.querySelector<HTMLElement>(".stage");
    return stage !== null && isThere(stage.dataset);
  });
  await twoFrames();
  return performance.now() - from;
}

const analysed = () => changed(() => document.querySelector("#panel-tab-events .badge") !== null);

/** Told by the changes themselves: asking every frame would round times up to frames. */
function changed(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isSo()) return resolve();
    const observer = new MutationObserver(() => {
      if (!isSo()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
}

(globalThis as { replayViewer?: ReplayViewer }).replayViewer = { open, seek, analysed };

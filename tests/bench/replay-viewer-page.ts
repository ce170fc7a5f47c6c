import { twoFrames } from "./frames.ts";

/** Evaluated in the extension's real viewer page; tests/bench/replay.ts bundles it. */
export interface ReplayViewer {
  /** Milliseconds from following the link to a session until its first picture is painted. */
  open(id: string): Promise<number>;
  /** Milliseconds until the page at `offsetMs` is painted. */
  seek(id: string, offsetMs: number): Promise<number>;
  /** Resolves once the library shows the first page of a session. */
  pictured(): Promise<void>;
  /** Brings up the list of findings. */
  showFindings(): void;
  /** Resolves once the session is analysed and its events are listed. */
  analysed(): Promise<void>;
  /** Goes to the worst finding: milliseconds until its moment is painted, and which one it is. */
  goToWorst(): Promise<{ ms: number; offsetMs: number }>;
}

const open = (id: string) => timed(`#/sessions/${id}`, (stage) => stage["state"] === "ready");

const seek = (id: string, offsetMs: number) =>
  timed(
    `#/sessions/${id}?t=${offsetMs}`,
    (stage) => stage["state"] === "ready" && stage["positionMs"] === String(offsetMs),
  );

function timed(hash: string, isThere: (stage: DOMStringMap) => boolean): Promise<number> {
  return until(() => void (location.hash = hash), isThere);
}

async function until(act: () => void, isThere: (stage: DOMStringMap) => boolean): Promise<number> {
  const from = performance.now();
  act();
  await changed(() => {
    const stage = document.querySelector<HTMLElement>(".stage");
    return stage !== null && isThere(stage.dataset);
  });
  await twoFrames();
  return performance.now() - from;
}

async function goToWorst(): Promise<{ ms: number; offsetMs: number }> {
  const stage = () => document.querySelector<HTMLElement>(".stage")!.dataset;
  const before = stage()["positionMs"];
  const ms = await until(
    () => document.querySelector<HTMLElement>(".finding button")!.click(),
    ({ positionMs }) => positionMs !== before,
  );
  return { ms, offsetMs: Number(stage()["positionMs"]) };
}

const analysed = () => changed(() => document.querySelector("#panel-tab-events .badge") !== null);

const pictured = () => changed(() => document.querySelector(".rows img") !== null);

const showFindings = () => document.querySelector<HTMLElement>("#panel-tab-findings")!.click();

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

(globalThis as { replayViewer?: ReplayViewer }).replayViewer = {
  open,
  seek,
  pictured,
  showFindings,
  analysed,
  goToWorst,
};

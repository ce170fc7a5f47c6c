import { twoFrames } from "./frames.ts";

/** Evaluated in the extension's real viewer page; tests/bench/replay.ts bundles it. */
export interface ReplayViewer {
  /** Milliseconds from following the link to a session until its first picture is painted. */
  open(id: string): Promise<number>;
  /** Milliseconds until the page at `offsetMs` is painted. */
  seek(id: string, offsetMs: number): Promise<number>;
  /** From now on a press on the element is waited for; on `body`, of a key. */
  listen(selector: string): void;
  /**
   * Milliseconds from that press (its click, where the element is a link) until the page that it leads to is painted.
   */
  pressed(): Promise<number>;
  /** Where to press: `share` percent of its width, in the middle of its height. */
  placeOf(selector: string, share: number): { x: number; y: number };
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

const PRESSES = [
  ["a", "click"],
  ["body", "keydown"],
  ["*", "pointerdown"],
] as const;

let shown: Promise<number> | null = null;

const listen = (selector: string) => void (shown = shownAfterPress(selector));

async function pressed(): Promise<number> {
  if (!shown) throw new Error("Nobody listens for a press.");
  return shown;
}

async function shownAfterPress(selector: string): Promise<number> {
  const element = document.querySelector(selector)!;
  // One that is drawn ahead is not there yet.
  const stage = () => {
    const found = document.querySelector<HTMLElement>(".stage");
    return found?.checkVisibility({ visibilityProperty: true }) ? found.dataset : undefined;
  };
  const before = stage()?.["positionMs"];
  const press = await new Promise<Event>((resolve) => {
    const name = PRESSES.find(([what]) => element.matches(what))![1];
    element.addEventListener(name, resolve, { once: true, capture: true });
  });
  await changed(() => stage()?.["state"] === "ready" && stage()?.["positionMs"] !== before);
  await twoFrames();
  return performance.now() - press.timeStamp;
}

function placeOf(selector: string, share: number): { x: number; y: number } {
  const { left, top, width, height } = document.querySelector(selector)!.getBoundingClientRect();
  return { x: left + (width * share) / 100, y: top + height / 2 };
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
  listen,
  pressed,
  placeOf,
  pictured,
  showFindings,
  analysed,
  goToWorst,
};

import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../../src/format/events.ts";
import type { Scene, SceneClick } from "../../src/worker/api.ts";
import { makeFeed, type Feed, type ReplaySource } from "./feed.ts";
import { elementAt, type StageElement } from "./element-at.ts";
import { makeAnimationHold } from "./animation-hold.ts";
import { placeOnStage, type StagePoint } from "./place.ts";
import { makeScreen } from "./screen.ts";

export interface StageOptions {
  /** Epoch milliseconds of offset 0. */
  startedAt: number;
  durationMs: number;
  onResize(size: { width: number; height: number }): void;
  /** A click is being replayed, or stands right before the moment that was sought. */
  onClick(click: StagePoint): void;
  /** The end was reached. */
  onFinish(): void;
  /** The replayed document was built anew: the place to listen for its keys. */
  onDocument(page: Document): void;
  /** A moment that was sought stands on the stage. */
  onScene(scene: Scene): void;
  /** The stage waits for the worker (true), or goes on. */
  onWait(waits: boolean): void;
  onError(error: unknown): void;
}

/** Replays one tab. Positions are offsets in milliseconds from the session's start. */
export interface Stage {
  /**
   * Shows the page as it was once every event up to and including `offsetMs` had happened. Resolves
   * when it, or a moment sought later, is shown; the last one sought wins.
   */
  seek(offsetMs: number): Promise<void>;
  /** That moment is likely to be sought next. */
  point(offsetMs: number): void;
  /** True while the moment asked for is not shown yet; `position` says it already. */
  isSeeking(): boolean;
  /** 0 holds the picture; otherwise how many times faster than life. */
  setRate(rate: number): void;
  position(): number;
  document(): Document | null;
  /** The element at a point of the recorded tab's viewport, once the moment sought is shown. */
  elementAt(point: StagePoint): StageElement | null;
  destroy(): void;
}

/**
 * A seek that takes longer than this is worth breaking off for a newer one. Faster ones are waited
 * for: dragging along the bar then shows a picture every now and then.
 */
const BREAK_OFF_MS = 700;
/** A wait shorter than this is not noticed. */
const WORTH_A_WORD_MS = 150;

/**
 * Every seek shows a snapshot of the page at that moment, and never replays what came before. From then
 * on the Replayer is fed run by run.
 */
export function makeStage(root: HTMLElement, source: ReplaySource, options: StageOptions): Stage {
  const { startedAt, durationMs } = options;
  const endAt = startedAt + durationMs;
  let rate = 0;
  let feed: Feed | null = null;
  /** Timestamp of the Replayer's first event, which is the zero of its clock. */
  let zeroAt = startedAt;
  /** The moment that is wanted on stage and not there yet. */
  let wanted: number | null = null;
  let pumping: Promise<void> | null = null;
  let askedAt = 0;
  let breakOff: () => void = () => {};
  const life = new AbortController();
  const animations = makeAnimationHold();
  const screen = makeScreen(root, {
    onResize: options.onResize,
    onPlayed(event) {
      const click = clickOf(event);
      if (click && screen.replayer) options.onClick(placeOnStage(screen.replayer, click));
    },
    onFinish: options.onFinish,
    onDocument(page) {
      page.addEventListener("error", hideBroken, { capture: true });
      options.onDocument(page);
    },
  });

  const momentOf = (offsetMs: number) =>
    startedAt + Math.min(Math.max(0, Math.round(offsetMs)), durationMs);

  function seek(offsetMs: number): Promise<void> {
    wanted = momentOf(offsetMs);
    if (pumping) setTimeout(breakOff, Math.max(0, askedAt + BREAK_OFF_MS - performance.now()));
    else pumping = pump().finally(() => (pumping = null));
    return pumping;
  }

  async function pump(): Promise<void> {
    while (wanted !== null && !life.signal.aborted) {
      const at: number = wanted;
      const late = setTimeout(() => options.onWait(true), WORTH_A_WORD_MS);
      try {
        const scene = await orBrokenOff(source.seek(at));
        if (life.signal.aborted) return;
        if (!scene) continue;
        show(scene, at);
        if (wanted === at) wanted = null;
        options.onScene(scene);
      } catch (error) {
        if (wanted === at) wanted = null;
        if (!life.signal.aborted) options.onError(error);
      } finally {
        clearTimeout(late);
        // It would keep the scene's text.
        breakOff = () => {};
        options.onWait(false);
      }
    }
  }

  /** Null when a newer moment is wanted and this one takes too long; the next question cancels it. */
  function orBrokenOff(asked: Promise<Scene>): Promise<Scene | null> {
    askedAt = performance.now();
    return new Promise((resolve, reject) => {
      breakOff = () => resolve(null);
      asked.then(resolve, reject);
    });
  }

  function show(scene: Scene, at: number): void {
    const events = JSON.parse(scene.json) as RecordedEvent[];
    if (!scene.hasPicture) return;
    // The first page comes a moment after the start; until then it is what there is to see.
    if (scene.at > at) for (const event of events) event.timestamp = at;
    zeroAt = events[0]!.timestamp;
    screen.show(events, at, Math.max(endAt, scene.at));
    const { replayer } = screen;
    if (!replayer) return;
    if (rate === 0) animations.hold(replayer.iframe.contentDocument);
    feed = makeFeed(replayer, source, scene, options.onError);
    applyRate();
    if (scene.click) options.onClick(placeOnStage(replayer, scene.click));
  }

  /** Plays only as far as there are events: waiting for more, the clock stands still. */
  function applyRate(): void {
    const { replayer } = screen;
    if (!replayer || !feed) return;
    const at = zeroAt + replayer.getCurrentTime();
    const flows = rate > 0 && feed.flowsAt(at, rate);
    const speed = flows ? rate : 0;
    if (replayer.config.speed === speed) return;
    replayer.setConfig({ speed });
    if (speed === 0) animations.hold(replayer.iframe.contentDocument);
    else animations.release();
  }

  return {
    seek,
    point(offsetMs) {
      if (wanted === null) source.seekAhead?.(momentOf(offsetMs));
    },
    isSeeking: () => wanted !== null,
    setRate(next) {
      rate = next;
      applyRate();
    },
    position() {
      if (wanted !== null) return wanted - startedAt;
      const { replayer } = screen;
      if (!replayer) return 0;
      applyRate();
      const at = zeroAt + replayer.getCurrentTime();
      return Math.min(durationMs, Math.max(0, Math.floor(at - startedAt)));
    },
    elementAt: (point) =>
      screen.replayer && wanted === null ? elementAt(screen.replayer, point) : null,
    document: () => screen.replayer?.iframe.contentDocument ?? null,
    destroy() {
      life.abort();
      screen.destroy();
      feed = null;
    },
  };
}

function clickOf({ type, data }: RecordedEvent): SceneClick | null {
  if (type !== EventType.IncrementalSnapshot) return null;
  if (data["source"] !== IncrementalSource.MouseInteraction) return null;
  if (data["type"] !== MouseInteraction.Click && data["type"] !== MouseInteraction.TouchStart) {
    return null;
  }
  const { x, y, id } = data as { x?: unknown; y?: unknown; id?: unknown };
  return typeof x === "number" && typeof y === "number" && typeof id === "number"
    ? { x, y, nodeId: id }
    : null;
}

const CLEAR_PIXEL =
  "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/** Pictures from the network are not fetched; an empty place is nearer to the page than a broken icon. */
function hideBroken({ target }: Event): void {
  const element = target as Element;
  if (element.tagName !== "IMG" || element.getAttribute("src") === CLEAR_PIXEL) return;
  element.removeAttribute("srcset");
  element.setAttribute("src", CLEAR_PIXEL);
}

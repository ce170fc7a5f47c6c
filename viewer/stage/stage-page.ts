import type { RecordedEvent } from "../../src/format/events.ts";
import type { Scene, SceneClick } from "../../src/worker/api.ts";
import { clickOf } from "../../src/worker/replay/click-of.ts";
import { makeAnimationHold } from "./animation-hold.ts";
import { elementAt, type StageElement } from "./element-at.ts";
import { type Feed, makeFeed, type ReplaySource } from "./feed.ts";
import { placeOnStage, type StagePoint } from "./place.ts";
import { makeScreen } from "./screen.ts";

export interface StagePageOptions {
  /** The last moment, in epoch milliseconds. */
  endAt: number;
  /** `size` is another one now. */
  onResize(): void;
  /** A click is being replayed. */
  onClick(click: StagePoint): void;
  onFinish(): void;
  /** The replayed document was built anew. */
  onDocument(page: Document): void;
  onError(error: unknown): void;
}

/** A replayed page with the clock and the feed that belong to it. Moments are epoch milliseconds. */
export interface StagePage {
  /** Of the recorded tab's viewport; null before the first scene. */
  readonly size: { width: number; height: number } | null;
  /** Null before the first scene. */
  readonly document: Document | null;
  /** Makes the empty frame, which the first scene then finds. */
  prepare(): void;
  /** Shows a scene that has a picture, and stands at `at`. */
  show(scene: Scene, at: number): void;
  /** 0 holds the picture; otherwise how many times faster than life. Plays only as far as there are events. */
  setRate(rate: number): void;
  /** The moment that it shows; null before the first scene. */
  now(): number | null;
  elementAt(point: StagePoint): StageElement | null;
  placeOf(click: SceneClick): StagePoint | null;
  destroy(): void;
}

/** Draws into `root`. */
export function makeStagePage(
  root: HTMLElement,
  source: ReplaySource,
  options: StagePageOptions,
): StagePage {
  let rate = 0;
  let feed: Feed | null = null;
  let size: StagePage["size"] = null;
  /** Timestamp of the Replayer's first event, which is the zero of its clock. */
  let zeroAt = 0;
  const animations = makeAnimationHold();
  const screen = makeScreen(root, {
    onResize(next) {
      size = next;
      options.onResize();
    },
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

  /** Waiting for more events, the clock stands still. */
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
    get size() {
      return size;
    },
    get document() {
      return screen.replayer?.iframe.contentDocument ?? null;
    },
    prepare: screen.prepare,
    show(scene, at) {
      const events = JSON.parse(scene.json) as RecordedEvent[];
      // The first page comes a moment after the start; until then it is what there is to see.
      if (scene.at > at) for (const event of events) event.timestamp = at;
      zeroAt = events[0]!.timestamp;
      screen.show(events, at, Math.max(options.endAt, scene.at));
      const { replayer } = screen;
      if (!replayer) return;
      if (rate === 0) animations.hold(replayer.iframe.contentDocument);
      feed = makeFeed(replayer, source, scene, options.onError);
      applyRate();
    },
    setRate(next) {
      rate = next;
      applyRate();
    },
    now() {
      const { replayer } = screen;
      if (!replayer) return null;
      applyRate();
      return zeroAt + replayer.getCurrentTime();
    },
    elementAt: (point) => (screen.replayer ? elementAt(screen.replayer, point) : null),
    placeOf: (click) => (screen.replayer ? placeOnStage(screen.replayer, click) : null),
    destroy() {
      screen.destroy();
      feed = null;
    },
  };
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

import { Replayer } from "rrweb";
import type { eventWithTime } from "@rrweb/types";
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
import { paintFont, paintSignal } from "./paint-signals.ts";
import { REPLAYED_PAGE } from "../words.ts";
import { placeOnStage, type StagePoint } from "./place.ts";

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
 * The Replayer applies events strictly before its time, and picks the last Meta at or before it.
 * Half a millisecond past the whole one makes both mean "up to and including".
 */
const INCLUSIVE_MS = 0.5;
/**
 * A seek that takes longer than this is worth breaking off for a newer one. Faster ones are waited
 * for: dragging along the bar then shows a picture every now and then.
 */
const BREAK_OFF_MS = 700;
/** A wait shorter than this is not noticed. */
const WORTH_A_WORD_MS = 150;

/**
 * Every seek builds a fresh Replayer on a snapshot: a reused one keeps old DOM and old sheets after
 * going back. It plays from the start and is held by rate 0, because playing again after a pause
 * would apply some events a second time (its last event may be a mouse move, which begins before it
 * ends). From then on it is fed run by run.
 */
export function makeStage(root: HTMLElement, source: ReplaySource, options: StageOptions): Stage {
  const { startedAt, durationMs } = options;
  const endAt = startedAt + durationMs;
  let rate = 0;
  let replayer: Replayer | null = null;
  let feed: Feed | null = null;
  let box: HTMLElement | null = null;
  let shell: Shell | null = null;
  /** Takes down the page that was on stage before; null once it is gone. */
  let clearOld: (() => void) | null = null;
  /** Timestamp of the Replayer's first event, which is the zero of its clock. */
  let zeroAt = startedAt;
  /** The moment that is wanted on stage and not there yet. */
  let wanted: number | null = null;
  let pumping: Promise<void> | null = null;
  let askedAt = 0;
  let breakOff: () => void = () => {};
  const life = new AbortController();
  const animations = makeAnimationHold();

  function seek(offsetMs: number): Promise<void> {
    wanted = startedAt + Math.min(Math.max(0, Math.round(offsetMs)), durationMs);
    if (pumping) setTimeout(breakOff, Math.max(0, askedAt + BREAK_OFF_MS - performance.now()));
    else pumping = pump().finally(() => (pumping = null));
    return pumping;
  }

  async function pump(): Promise<void> {
    while (wanted !== null && !life.signal.aborted) {
      const at: number = wanted;
      const late = setTimeout(() => options.onWait(true), WORTH_A_WORD_MS);
      try {
        const asked = orBrokenOff(source.seek(at));
        // It takes a while to make: best while the worker is busy with the page.
        if (replayer) shell ??= makeShell(replayer);
        const scene = await asked;
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
        options.onWait(false);
      }
    }
  }

  /** A Replayer that has its frame, and no page yet; `shown` is the one on stage, where it is made ahead. */
  function makeShell(shown: Replayer | null): Shell {
    const around = document.createElement("div");
    // Before the old one: whoever looks for the page finds the new one.
    root.prepend(around);
    const made = new Replayer([bookend(0), bookend(0)] as eventWithTime[], {
      root: around,
      speed: 0,
      useVirtualDom: false,
      mouseTail: false,
      // See `makeAnimationHold`; a rule for it would be weighed for every element.
      pauseAnimation: false,
      // Replayed focus would take the keyboard away from the person who watches.
      triggerFocus: false,
      showWarning: false,
      // A page that scrolls smoothly would still be on its way when the moment is shown.
      insertStyleRules: ["* { scroll-behavior: auto !important }"],
    });
    // The Replayer forbids scroll bars, and a page that had one would be laid out too wide.
    made.iframe.setAttribute("scrolling", "auto");
    made.iframe.title = REPLAYED_PAGE;
    if (shown) keepOutOfSight(around, made.iframe, shown.iframe);
    return { box: around, replayer: made };
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
    // A bookend makes the Replayer's clock cover the session's whole length.
    events.push(bookend(Math.max(endAt, scene.at)));
    zeroAt = events[0]!.timestamp;

    clearOld?.();
    const oldBox = box;
    const old = replayer;
    const { box: freshBox, replayer: fresh } = shell ?? makeShell(null);
    shell = null;
    box = freshBox;
    replayer = fresh;
    fill(fresh, events as eventWithTime[]);
    freshBox.removeAttribute("style");
    // Before it plays: a seek casts what lies before, too.
    fresh.on("custom-event", (event) => paintSignal(fresh, event as RecordedEvent));
    fresh.on("event-cast", (event) => paintFont(fresh, event as RecordedEvent));
    // Resize first: the frame must stand before the old one goes, or the stage would flash.
    fresh.on("resize", (size) => options.onResize(size as { width: number; height: number }));
    fresh.play(at - zeroAt + INCLUSIVE_MS);
    fresh.on("event-cast", (event) => {
      const click = clickOf(event as RecordedEvent);
      if (click && replayer === fresh) options.onClick(placeOnStage(fresh, click));
    });
    fresh.on("finish", () => {
      if (replayer === fresh) options.onFinish();
    });
    fresh.on("fullsnapshot-rebuilded", () => {
      // The document is the same one, and keeps the sheets that the page before had adopted.
      const page = fresh.iframe.contentDocument;
      if (page) page.adoptedStyleSheets = [];
      onRebuilt(fresh);
    });
    onRebuilt(fresh);
    if (oldBox && old) clearLater(oldBox, old);
    feed = makeFeed(fresh, source, scene, options.onError);
    applyRate();
    if (scene.click) options.onClick(placeOnStage(fresh, scene.click));
  }

  /** Taking a large page down takes a while, which the first frame of the new one need not wait for. */
  function clearLater(oldBox: HTMLElement, old: Replayer): void {
    oldBox.style.visibility = "hidden";
    old.timer.clear();
    const clear = () => {
      if (clearOld === clear) clearOld = null;
      oldBox.remove();
      old.destroy();
    };
    clearOld = clear;
    afterPaint(() => clearOld === clear && clear());
  }

  function onRebuilt(fresh: Replayer): void {
    if (rate === 0) animations.hold(fresh.iframe.contentDocument);
    const page = fresh.iframe.contentDocument;
    if (!page) return;
    page.addEventListener("error", hideBroken, { capture: true });
    options.onDocument(page);
  }

  /** Plays only as far as there are events: waiting for more, the clock stands still. */
  function applyRate(): void {
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
    isSeeking: () => wanted !== null,
    setRate(next) {
      rate = next;
      applyRate();
    },
    position() {
      if (wanted !== null) return wanted - startedAt;
      if (!replayer) return 0;
      applyRate();
      const at = zeroAt + replayer.getCurrentTime();
      return Math.min(durationMs, Math.max(0, Math.floor(at - startedAt)));
    },
    elementAt: (point) => (replayer && wanted === null ? elementAt(replayer, point) : null),
    document: () => replayer?.iframe.contentDocument ?? null,
    destroy() {
      life.abort();
      clearOld?.();
      for (const each of [replayer, shell?.replayer]) each?.destroy();
      for (const each of [box, shell?.box]) each?.remove();
      replayer = null;
      shell = null;
      feed = null;
    },
  };
}

/** A Replayer that has its frame, and no page yet. */
interface Shell {
  box: HTMLElement;
  replayer: Replayer;
}

/**
 * A browser lays out the first page of a frame with its scroll bar in place. One that was drawn before is
 * laid out without a bar, and again with it, unless there was one: so a frame that waits scrolls as the page
 * on stage does.
 */
function keepOutOfSight(
  box: HTMLElement,
  frame: HTMLIFrameElement,
  shown: HTMLIFrameElement,
): void {
  const page = shown.contentDocument?.documentElement;
  if (!page || page.scrollHeight <= page.clientHeight) {
    box.style.display = "none";
    return;
  }
  box.style.cssText = "position: absolute; visibility: hidden";
  frame.style.display = "inherit";
  frame.width = shown.width;
  frame.height = shown.height;
  frame.contentDocument?.body.style.setProperty("height", "200vh");
}

/** Runs once what was drawn before the call is painted. */
function afterPaint(work: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(work)));
}

/** Gives a Replayer its events, as its constructor would have taken them, which draws the first page once more. */
function fill(replayer: Replayer, events: eventWithTime[]): void {
  const held = replayer.service.state.context.events;
  held.splice(0, held.length, ...events);
  if (events.some(isTouch)) {
    replayer.wrapper.querySelector(".replayer-mouse")?.classList.add("touch-device");
  }
}

function isTouch({ type, data }: eventWithTime): boolean {
  if (type !== EventType.IncrementalSnapshot) return false;
  const { source } = data;
  return (
    source === IncrementalSource.TouchMove ||
    (source === IncrementalSource.MouseInteraction && data.type === MouseInteraction.TouchStart)
  );
}

/** An event that changes nothing. */
function bookend(timestamp: number): RecordedEvent {
  return { type: EventType.Custom, data: { tag: "waymark.edge", payload: {} }, timestamp };
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

import { Replayer } from "rrweb";
import type { eventWithTime } from "@rrweb/types";
import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../../src/format/events.ts";
import { paintSignal } from "./paint-signals.ts";
import type { Track } from "./tracks.ts";

/** A click in the coordinates of the recorded viewport. */
export interface StageClick {
  x: number;
  y: number;
}

export interface StageOptions {
  /** Epoch milliseconds of offset 0. */
  startedAt: number;
  durationMs: number;
  onResize(size: { width: number; height: number }): void;
  /** A click is being replayed, or stands right before the moment that was sought. */
  onClick(click: StageClick): void;
  /** The end was reached, or the Replayer ran dry before it (then seek again). */
  onFinish(): void;
  /** The replayed document was built anew: the place to listen for its keys. */
  onDocument(page: Document): void;
}

/** Replays one tab. Positions are offsets in milliseconds from the session's start. */
export interface Stage {
  /** Shows the page as it was once every event up to and including `offsetMs` had happened. */
  seek(offsetMs: number): void;
  /** 0 holds the picture; otherwise how many times faster than life. */
  setRate(rate: number): void;
  /** Read from the Replayer's own clock. */
  position(): number;
  document(): Document | null;
  destroy(): void;
}

/**
 * The Replayer applies events strictly before its time, and picks the last Meta at or before it.
 * Half a millisecond past the whole one makes both mean "up to and including".
 */
const INCLUSIVE_MS = 0.5;
/** Feed the next run when what was fed ends within this much playing time. */
const FEED_AHEAD_MS = 10_000;
/** A click this short before the moment sought is shown, since it is what one came to see. */
const RECENT_CLICK_MS = 900;

/**
 * Every seek builds a fresh Replayer: a reused one keeps old DOM and old sheets after going back.
 * It plays from the start and is held by rate 0, because playing again after a pause would apply
 * some events a second time (its last event may be a mouse move, which begins before it ends).
 */
export function makeStage(root: HTMLElement, track: Track, options: StageOptions): Stage {
  const { startedAt, durationMs } = options;
  const endAt = startedAt + durationMs;
  let rate = 0;
  let replayer: Replayer | null = null;
  let box: HTMLElement | null = null;
  /** Timestamp of the Replayer's first event, which is the zero of its clock. */
  let zeroAt = startedAt;
  let nextRun = 0;
  let fedUntil = 0;

  function seek(offsetMs: number): void {
    const at = startedAt + Math.min(Math.max(0, Math.round(offsetMs)), durationMs);
    const slice = track.sliceAt(at);
    if (!slice) return;
    const { events } = slice;
    // A bookend on either side makes the Replayer's clock cover the session's whole length.
    if ((events[0]?.timestamp ?? at) > at) events.unshift(bookend(startedAt));
    nextRun = slice.nextRun;
    if (nextRun >= track.runCount) events.push(bookend(endAt));
    fedUntil = events.at(-1)?.timestamp ?? at;
    zeroAt = events[0]?.timestamp ?? at;
    const recentClick = events.findLast(
      (event) => event.timestamp <= at && event.timestamp > at - RECENT_CLICK_MS && clickOf(event),
    );

    const oldBox = box;
    const old = replayer;
    box = document.createElement("div");
    root.append(box);
    const fresh = new Replayer(events as eventWithTime[], {
      root: box,
      speed: rate,
      useVirtualDom: false,
      mouseTail: false,
      // Replayed focus would take the keyboard away from the person who watches.
      triggerFocus: false,
      showWarning: false,
    });
    replayer = fresh;
    // Before it plays: a seek casts what lies before, too.
    fresh.on("custom-event", (event) => paintSignal(fresh, event as RecordedEvent));
    // Resize first: the frame must stand before the old one goes, or the stage would flash.
    fresh.on("resize", (size) => options.onResize(size as { width: number; height: number }));
    fresh.play(at - zeroAt + INCLUSIVE_MS);
    fresh.on("event-cast", (event) => {
      const click = clickOf(event as RecordedEvent);
      if (click && replayer === fresh) options.onClick(click);
    });
    fresh.on("finish", () => {
      if (replayer === fresh) options.onFinish();
    });
    fresh.on("fullsnapshot-rebuilded", () => onRebuilt(fresh));
    onRebuilt(fresh);
    old?.destroy();
    oldBox?.remove();
    feed(at);
    const click = recentClick && clickOf(recentClick);
    if (click) options.onClick(click);
  }

  function onRebuilt(fresh: Replayer): void {
    holdAnimations(fresh, rate === 0);
    const page = fresh.iframe.contentDocument;
    if (!page) return;
    page.addEventListener("error", hideBroken, { capture: true });
    options.onDocument(page);
  }

  function feed(at: number): void {
    const fed = replayer;
    if (!fed) return;
    while (nextRun < track.runCount && fedUntil - at < FEED_AHEAD_MS * Math.max(1, rate)) {
      const events = track.run(nextRun++);
      if (nextRun >= track.runCount) events.push(bookend(endAt));
      for (const event of events) {
        fedUntil = Math.max(fedUntil, event.timestamp);
        fed.addEvent(event as eventWithTime);
      }
    }
  }

  return {
    seek,
    setRate(next) {
      rate = next;
      if (!replayer) return;
      replayer.setConfig({ speed: rate });
      holdAnimations(replayer, rate === 0);
    },
    position() {
      if (!replayer) return 0;
      const at = zeroAt + replayer.getCurrentTime();
      feed(at);
      return Math.min(durationMs, Math.max(0, Math.floor(at - startedAt)));
    },
    document: () => replayer?.iframe.contentDocument ?? null,
    destroy() {
      replayer?.destroy();
      box?.remove();
      replayer = null;
    },
  };
}

/** An event that changes nothing. The end stands a little late so that the last real event is cast. */
function bookend(timestamp: number): RecordedEvent {
  return { type: EventType.Custom, data: { tag: "waymark.edge", payload: {} }, timestamp };
}

function clickOf(event: RecordedEvent): StageClick | null {
  const { data } = event;
  if (event.type !== EventType.IncrementalSnapshot) return null;
  if (data["source"] !== IncrementalSource.MouseInteraction) return null;
  if (data["type"] !== MouseInteraction.Click && data["type"] !== MouseInteraction.TouchStart) {
    return null;
  }
  const { x, y } = data as { x?: unknown; y?: unknown };
  return typeof x === "number" && typeof y === "number" ? { x, y } : null;
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

/** The class is the Replayer's own; it stops CSS animations. */
function holdAnimations(replayer: Replayer, hold: boolean): void {
  replayer.iframe.contentDocument?.documentElement?.classList.toggle("rrweb-paused", hold);
}

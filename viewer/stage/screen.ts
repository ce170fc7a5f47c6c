import { Replayer } from "rrweb";
import type { eventWithTime } from "@rrweb/types";
import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  NodeType,
  type RecordedEvent,
  type SerializedNode,
} from "../../src/format/events.ts";
import { afterPaint } from "../ui/after-paint.ts";
import { REPLAYED_PAGE } from "../words.ts";
import { changesIn, type Lasting, noteLasting } from "./lasting.ts";
import { lastingOf, type NextPage, nextPage } from "./next-page.ts";
import { paintFont, paintSignal } from "./paint-signals.ts";

export interface ScreenOptions {
  onResize(size: { width: number; height: number }): void;
  /** An event was played, not one of those that make up a page that is shown. */
  onPlayed(event: RecordedEvent): void;
  /** The last moment was reached. */
  onFinish(): void;
  /** The replayed document was built anew. */
  onDocument(page: Document): void;
}

/** The frame that shows a replayed page, and the Replayer in it: one for all pages that are shown in it. */
export interface Screen {
  /** Null before the first page. */
  readonly replayer: Replayer | null;
  /** Makes the empty frame, which the first page then finds. */
  prepare(): void;
  /**
   * Shows the page that `events` make, which begin with its Meta, as it is right after `at`; from there the Replayer
   * plays what it is given, up to `endAt` (epoch milliseconds).
   */
  show(events: RecordedEvent[], at: number, endAt: number): void;
  destroy(): void;
}

/**
 * The Replayer applies events strictly before its time, and picks the last Meta at or before it.
 * Half a millisecond past the whole one makes both mean "up to and including".
 */
const INCLUSIVE_MS = 0.5;
/** What it adapted of style sheets is kept for the next page, which is likely to have the same ones. */
const PAGES_A_CACHE = 100;

/** Nobody adds to it. */
const NONE: SerializedNode[] = [];

/** What must be as in a fresh Replayer when it shows another moment; its types call it private. */
interface Inside {
  firstFullSnapshot: unknown;
  legacy_missingNodeRetryMap: object;
  newDocumentQueue: unknown[];
  lastHoveredRootNode?: ParentNode | undefined;
}
const inside = (replayer: Replayer) => replayer as unknown as Inside;

/**
 * A seek turns the page that stands into the one that was sought, where most of it is the same, and else has it built
 * anew in the same frame. The Replayer plays from the start and is held by rate 0, because playing again after a pause
 * would apply some events a second time (its last event may be a mouse move, which begins before it ends).
 */
export function makeScreen(root: HTMLElement, options: ScreenOptions): Screen {
  let replayer: Replayer | null = null;
  /** What the page holds beside its tree; null where nobody knows. */
  let lasting: Lasting | null = null;
  let end: RecordedEvent = bookend(0);
  /** The events of a page are being applied, all at once. */
  let isShowing = false;
  let shown = 0;
  let callOffThinning: (() => void) | null = null;

  function make(): Replayer {
    const made = new Replayer([bookend(0), end] as eventWithTime[], {
      root,
      speed: 0,
      // It would find its last event in the list of another page.
      liveMode: true,
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
    made.on("resize", (size) => options.onResize(size as { width: number; height: number }));
    made.on("custom-event", (event) => paintSignal(made, event as RecordedEvent));
    made.on("event-cast", (event) => onCast(made, event as RecordedEvent));
    made.on("fullsnapshot-rebuilded", () => {
      const page = made.iframe.contentDocument;
      if (!page) return;
      // The document is the same one, and keeps the sheets that the page before had adopted.
      page.adoptedStyleSheets = [];
      options.onDocument(page);
    });
    return made;
  }

  function onCast(made: Replayer, event: RecordedEvent): void {
    paintFont(made, event);
    if (isShowing) return;
    if (event === end) return options.onFinish();
    if (lasting) {
      noteLasting(lasting, event, true);
      noteInMirror(made, event, lasting);
    }
    options.onPlayed(event);
  }

  function apply(made: Replayer, events: RecordedEvent[], at: number): void {
    rewind(made);
    fill(made, events as eventWithTime[]);
    isShowing = true;
    try {
      made.play(at - events[0]!.timestamp + INCLUSIVE_MS);
    } finally {
      isShowing = false;
    }
  }

  function turn(made: Replayer, events: readonly RecordedEvent[], at: number): boolean {
    let next: NextPage | null = null;
    try {
      next = lasting && nextPage(made, lasting, events);
    } catch (error) {
      console.warn(`Waymark: the page at ${at} is built anew.`, error);
    }
    if (!next) return false;
    apply(made, [...next.events, end], at);
    lasting = next.lasting;
    settleTransitions(made.iframe.contentDocument);
    return made.getMirror().getIds().length === next.size;
  }

  /** A snapshot's tree is in the frame, and need not be in memory a second time. */
  function thinOut(): void {
    const mirror = replayer?.getMirror();
    for (const id of mirror?.getIds() ?? []) {
      const meta = mirror?.getMeta(mirror.getNode(id) as never) as SerializedNode | null;
      // Whether a sheet has texts of its own is asked of its children.
      const isPlain =
        meta?.type === NodeType.Element && !/^(?:style|link)$/.test(meta.tagName ?? "");
      if (isPlain && meta.childNodes && meta.childNodes.length > 0) meta.childNodes = NONE;
    }
  }

  return {
    get replayer() {
      return shown > 0 ? replayer : null;
    },
    prepare: () => void (replayer ??= make()),
    show(events, at, endAt) {
      callOffThinning?.();
      callOffThinning = afterPaint(thinOut);
      // It makes the Replayer's clock cover the session's whole length.
      end = bookend(Math.max(endAt, at));
      const made = (replayer ??= make());
      if (++shown % PAGES_A_CACHE === 0) made.resetCache();
      if (turn(made, events, at)) return;
      if (lasting && lasting.fonts.size > 0) made.iframe.contentDocument?.fonts.clear();
      inside(made).firstFullSnapshot = true;
      apply(made, [...events, end], at);
      lasting = lastingOf(events);
    },
    destroy() {
      callOffThinning?.();
      replayer?.destroy();
      replayer = null;
    },
  };
}

/** The Replayer forgets where it was, and what it kept of the page that stood for the events to come. */
function rewind(replayer: Replayer): void {
  replayer.service.send("END");
  replayer.service.state.context.lastPlayedEvent = null;
  const held = inside(replayer);
  held.legacy_missingNodeRetryMap = {};
  held.newDocumentQueue = [];
  for (const element of held.lastHoveredRootNode?.querySelectorAll(".\\:hover") ?? []) {
    element.classList.remove(":hover");
    if (element.className === "") element.removeAttribute("class");
  }
  held.lastHoveredRootNode = undefined;
  const pointer = replayer.wrapper.querySelector(".replayer-mouse");
  pointer?.setAttribute("class", "replayer-mouse");
  pointer?.removeAttribute("style");
  replayer.iframe.contentDocument?.getSelection()?.removeAllRanges();
}

/** Gives a Replayer its events, as its constructor would have taken them. */
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

/** The Replayer's mirror keeps saying of nodes what they were when they came: here it learns what was played. */
function noteInMirror(replayer: Replayer, { type, data }: RecordedEvent, lasting: Lasting): void {
  if (type !== EventType.IncrementalSnapshot || data["source"] !== IncrementalSource.Mutation)
    return;
  const mirror = replayer.getMirror();
  for (const { id, attributes } of changesIn(data["attributes"])) {
    const meta = mirror.getMeta(mirror.getNode(id) as never) as SerializedNode | null;
    if (!meta?.attributes) continue;
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === null) delete meta.attributes[name];
      else if (typeof value === "string") meta.attributes[name] = value;
    }
  }
  for (const { id, value } of changesIn(data["texts"])) {
    const node = mirror.getNode(id) as Node | null;
    const meta = mirror.getMeta(node as never) as SerializedNode | null;
    if (!node || !meta) continue;
    meta.textContent = typeof value === "string" ? value : "";
    // Of a sheet's text the mirror does not know whether it is the whole of it.
    const sheet = node.parentElement;
    if (sheet?.nodeName === "STYLE") lasting.rules.set(mirror.getId(sheet as never), "text");
  }
}

/** What was changed at once never took its time. */
function settleTransitions(page: Document | null): void {
  if (!page) return;
  for (const animation of page.getAnimations()) {
    if ("transitionProperty" in animation) animation.finish();
  }
  for (const frame of page.querySelectorAll("iframe")) settleTransitions(frame.contentDocument);
}

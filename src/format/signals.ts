import * as v from "valibot";
import { EventType, type RecordedEvent } from "./events.ts";
import { ID_PATTERN } from "./ids.ts";

/**
 * Page and browser signals: rrweb custom events (type 5) whose tag starts with `waymark.`.
 * What is not listed here is refused by gate 2.
 */
const text = v.pipe(v.string(), v.maxLength(8_192));
const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Reasons in `waymark.lifecycle` of a page that a rewind leaves alone while it is under load. */
export const PAGE_IS_BUSY = "Rewind pauses: this page is busy.";
export const PAGE_IS_CALM = "The page is calm again.";

const lifecycle = v.strictObject({
  what: v.picklist(["start", "pause", "resume", "gap", "stop"]),
  /** For a gap: why nothing was recorded. For a stop: who or what stopped it. */
  reason: v.optional(text),
  /** For a gap into a site without permission: its origin. */
  origin: v.optional(text),
});

const navigation = v.strictObject({
  how: v.picklist(["load", "push", "replace", "pop", "hash", "bfcache"]),
  url: text,
});

/** Node id of the iframe whose document said it; none when it was the tab's own. */
const inFrame = v.optional(v.number());

const error = v.strictObject({
  what: v.picklist(["error", "rejection"]),
  message: text,
  name: v.optional(text),
  stack: v.optional(text),
  source: v.optional(text),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
  frame: inFrame,
});

/** One request from start to end; `phase` tells which side of it this event is. */
const network = v.strictObject({
  id: v.string(),
  phase: v.picklist(["start", "end"]),
  how: v.picklist(["fetch", "xhr", "beacon"]),
  method: v.optional(text),
  url: v.optional(text),
  status: v.optional(v.number()),
  failed: v.optional(v.boolean()),
  durationMs: v.optional(milliseconds),
  frame: inFrame,
});

/**
 * What the browser did. In the stream of the tab it is about:
 * `tab-opened`, in the opener's: `detail` is the address, `tab` the new tab's id where it joined the session;
 * `tab-activated`: the user now looks at this tab; `tab-left`: at none of the session's any more;
 * `tab-limit`: the session holds no more tabs, so the one just opened is not recorded.
 */
const browser = v.strictObject({
  what: v.picklist([
    "tab-opened",
    "tab-activated",
    "tab-left",
    "tab-limit",
    "download",
    "visible",
    "hidden",
    "dialog",
    "print",
  ]),
  detail: v.optional(text),
  tab: v.optional(v.pipe(v.string(), v.regex(ID_PATTERN))),
});

/** What a frame of another origin is about; its content is in the stream as the iframe's document. */
const frame = v.strictObject({
  what: v.picklist(["shown", "gap", "empty"]),
  /** Node id of the iframe; none where nothing could be asked of the frame. */
  id: v.optional(v.number()),
  url: v.optional(text),
  /** Why something is missing in it (gap), or why its place stays empty. */
  reason: v.optional(text),
});

/**
 * A document found the iframe whose content the background asked about. On the wire only: gate 2
 * takes it out of the stream.
 */
const link = v.strictObject({
  id: v.number(),
  nonce: v.number(),
  /** The iframe stands in a part of the page that is masked. */
  masked: v.optional(v.boolean()),
  /** The recorder of the document sees into it by itself. */
  covered: v.optional(v.boolean()),
});

/** Longest edge of a recorded canvas picture, in pixels. */
export const LARGEST_CANVAS_EDGE = 1_280;
/** A picture of that size is smaller; one that is not is left out. In characters of its data URL. */
export const LONGEST_CANVAS_PICTURE = 700_000;

/** How a canvas looks now, where a site rule allows its pixels. */
const canvas = v.strictObject({
  /** The canvas element's recorded id. */
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Of the picture, in pixels; the canvas itself may be larger. */
  width: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LARGEST_CANVAS_EDGE)),
  height: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LARGEST_CANVAS_EDGE)),
  /** A data URL of a bitmap. */
  picture: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(LONGEST_CANVAS_PICTURE),
      v.regex(/^data:image\/(?:webp|png|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/),
    ),
  ),
  /** Why there is no picture of this canvas from here on, said once. */
  missing: v.optional(v.picklist(["cross-origin"])),
});

/** State of an element, by its recorded id, that neither markup nor rrweb has. */
const state = v.strictObject({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  what: v.picklist(["popover", "indeterminate"]),
  on: v.boolean(),
});

/** In place of an event that was redacted after the fact. */
const redacted = v.strictObject({ reason: v.optional(text) });

export const SIGNALS = {
  "waymark.lifecycle": lifecycle,
  "waymark.navigation": navigation,
  "waymark.error": error,
  "waymark.network": network,
  "waymark.browser": browser,
  "waymark.frame": frame,
  "waymark.link": link,
  "waymark.canvas": canvas,
  "waymark.state": state,
  "waymark.redacted": redacted,
} as const;

export type SignalTag = keyof typeof SIGNALS;
export type SignalPayload<T extends SignalTag> = v.InferOutput<(typeof SIGNALS)[T]>;

export function isSignalTag(tag: unknown): tag is SignalTag {
  return typeof tag === "string" && Object.hasOwn(SIGNALS, tag);
}

export function signalEvent<T extends SignalTag>(
  tag: T,
  payload: SignalPayload<T>,
  timestamp: number,
): RecordedEvent {
  return { type: EventType.Custom, data: { tag, payload }, timestamp };
}

/** The payload when `event` is a well-formed signal of this tag, else null. */
export function readSignal<T extends SignalTag>(
  event: RecordedEvent,
  tag: T,
): SignalPayload<T> | null {
  if (event.type !== EventType.Custom || event.data["tag"] !== tag) return null;
  const parsed = v.safeParse(SIGNALS[tag], event.data["payload"]);
  return parsed.success ? (parsed.output as SignalPayload<T>) : null;
}

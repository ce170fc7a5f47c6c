import * as v from "valibot";
import { EventType, type RecordedEvent } from "../events.ts";
import { browser } from "./browser.ts";
import { capture } from "./capture.ts";
import { consoleCall } from "./console.ts";
import { circumstances } from "./circumstances.ts";
import { canvas, state } from "./elements.ts";
import { error } from "./error.ts";
import { text } from "./fields.ts";
import { click, form, key } from "./interactions.ts";
import { navigation } from "./navigation.ts";
import { network } from "./network.ts";
import { identify, track } from "./tracking.ts";
import { vital } from "./vital.ts";

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

/** In place of an event that was redacted after the fact. */
const redacted = v.strictObject({ reason: v.optional(text) });

/**
 * Page and browser signals: rrweb custom events (type 5) whose tag starts with `waymark.`.
 * What is not listed here is refused by gate 2.
 */
export const SIGNALS = {
  "waymark.lifecycle": lifecycle,
  "waymark.navigation": navigation,
  "waymark.error": error,
  "waymark.console": consoleCall,
  "waymark.network": network,
  "waymark.vital": vital,
  "waymark.form": form,
  "waymark.click": click,
  "waymark.key": key,
  "waymark.track": track,
  "waymark.identify": identify,
  "waymark.browser": browser,
  "waymark.circumstances": circumstances,
  "waymark.frame": frame,
  "waymark.link": link,
  "waymark.canvas": canvas,
  "waymark.state": state,
  "waymark.capture": capture,
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
  // Schemas are walked with what objects inherit: where a page puts methods on all of them, gate 2 checks alone.
  if (isInheriting()) return { ...(event.data["payload"] as SignalPayload<T>) };
  const parsed = v.safeParse(SIGNALS[tag], event.data["payload"]);
  return parsed.success ? (parsed.output as SignalPayload<T>) : null;
}

/** True where every object has a key that is not its own. */
function isInheriting(): boolean {
  for (const _ in {}) return true;
  return false;
}

import * as v from "valibot";
import { EventType, type RecordedEvent } from "./events.ts";
import { ID_PATTERN } from "./ids.ts";

/**
 * Page and browser signals: rrweb custom events (type 5) whose tag starts with `waymark.`.
 * What is not listed here is refused by gate 2.
 */
const text = v.pipe(v.string(), v.maxLength(8_192));
const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));

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

const error = v.strictObject({
  what: v.picklist(["error", "rejection"]),
  message: text,
  name: v.optional(text),
  stack: v.optional(text),
  source: v.optional(text),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
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

/** In place of an event that was redacted after the fact. */
const redacted = v.strictObject({ reason: v.optional(text) });

export const SIGNALS = {
  "waymark.lifecycle": lifecycle,
  "waymark.navigation": navigation,
  "waymark.error": error,
  "waymark.network": network,
  "waymark.browser": browser,
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

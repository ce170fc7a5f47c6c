import { shorten } from "../../dom/label.ts";
import type { RecordedEvent } from "../../format/events.ts";
import { readSignal, type SignalPayload, type SignalTag } from "../../format/signals/signals.ts";
import type { NormalizedEvent } from "../event.ts";
import { readConsole, readError } from "./console-readers.ts";
import type { Context, Place } from "./context.ts";
import { readBrowser, readClick, readForm, readKey } from "./interaction-readers.ts";
import type { Reader } from "./reader.ts";
import {
  readCircumstances,
  readIdentify,
  readNavigation,
  readTrack,
  readVital,
} from "./page-signals.ts";

const readLifecycle: Reader<"waymark.lifecycle"> = (context, place, lifecycle) => {
  if (lifecycle.what === "start") {
    context.documentBegins = true;
    context.load = null;
  }
  return context.event(place, {
    kind: "lifecycle",
    category: "meta",
    label: lifecycleLabel(lifecycle),
    data: { ...lifecycle },
  });
};

const readFrame: Reader<"waymark.frame"> = (context, place, frame) =>
  context.event(place, {
    kind: "lifecycle",
    category: "meta",
    label: frameLabel(frame),
    ...(frame.id !== undefined && { nodeId: frame.id }),
    data: { ...frame },
  });

const readCapture: Reader<"waymark.capture"> = (context, place, capture) =>
  context.event(place, {
    kind: "lifecycle",
    category: "meta",
    label: captureLabel(capture),
    data: { ...capture },
  });

const readRedacted: Reader<"waymark.redacted"> = (context, place) =>
  context.event(place, {
    kind: "lifecycle",
    category: "meta",
    label: "Redacted afterwards",
    masked: true,
  });

/** How the page looks, for the replay; nothing that happened. */
const nothing = () => null;

const READERS: { [T in SignalTag]?: Reader<T> } = {
  "waymark.navigation": readNavigation,
  "waymark.error": readError,
  "waymark.console": readConsole,
  "waymark.browser": readBrowser,
  "waymark.vital": readVital,
  "waymark.track": readTrack,
  "waymark.identify": readIdentify,
  "waymark.circumstances": readCircumstances,
  "waymark.form": readForm,
  "waymark.click": readClick,
  "waymark.key": readKey,
  "waymark.lifecycle": readLifecycle,
  "waymark.frame": readFrame,
  "waymark.capture": readCapture,
  "waymark.redacted": readRedacted,
  "waymark.canvas": nothing,
  "waymark.state": nothing,
};

/** False where the payload is not what its tag promises, or nobody reads that tag. */
export function readOther<T extends SignalTag>(
  context: Context,
  place: Place,
  tag: T,
  event: RecordedEvent,
  out: NormalizedEvent[],
): boolean {
  const read = READERS[tag] as Reader<T> | undefined;
  const payload = read && readSignal(event, tag);
  if (!payload) return false;
  const told = read(context, place, payload);
  if (told) out.push(told);
  return true;
}

function lifecycleLabel({ what, reason }: SignalPayload<"waymark.lifecycle">): string {
  // The reasons of a start or resume are words of the recorder, not of people.
  if (what === "start" && reason === "navigation") return "Recording goes on in a new page";
  if (what === "start" || what === "resume" || !reason) return LIFECYCLE_LABELS[what];
  return `${LIFECYCLE_LABELS[what]}: ${reason}`;
}

function frameLabel({ what, url, reason }: SignalPayload<"waymark.frame">): string {
  const where = url ? shorten(url) : "another origin";
  if (what === "shown") return `A frame shows ${where}`;
  const missing =
    what === "gap" ? "Something is missing in a frame" : `A frame of ${where} is empty`;
  return reason ? `${missing}: ${reason}` : missing;
}

function captureLabel({ part, what, reason, dropped }: SignalPayload<"waymark.capture">): string {
  if (what === "failed") return `The capture of ${PARTS[part]} ended by an error: ${reason}`;
  if (reason !== undefined) return `Not recorded of ${PARTS[part]}: ${dropped}. ${reason}`;
  return `Too many ${PARTS[part]} in a short time. Not recorded: ${dropped}`;
}

const PARTS: Record<SignalPayload<"waymark.capture">["part"], string> = {
  console: "console lines",
  errors: "errors",
  network: "requests",
  vitals: "speed measurements",
  navigation: "address changes",
  visibility: "visibility changes",
  interactions: "interactions",
  tracking: "events told by the page",
  circumstances: "the page's circumstances",
  frames: "frames",
};

const LIFECYCLE_LABELS: Record<SignalPayload<"waymark.lifecycle">["what"], string> = {
  start: "Recording started",
  pause: "Recording paused",
  resume: "Recording resumed",
  gap: "Not recorded",
  stop: "Recording stopped",
};

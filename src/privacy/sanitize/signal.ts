import { LONGEST_TEXT } from "../../format/signals/fields.ts";
import {
  isSignalTag,
  readSignal,
  type SignalPayload,
  type SignalTag,
} from "../../format/signals/signals.ts";
import type { RecordedEvent } from "../../format/events.ts";
import type { Context } from "./context.ts";
import { aroundOf } from "./around.ts";
import { cleanUrl } from "./clean-url.ts";
import { hit } from "../hits.ts";
import { isLeftOut } from "../left-out.ts";
import { maskShape } from "./masks.ts";
import { blockedBy, IS, inherited, UNKNOWN_PARENT } from "./node-map.ts";
import { sanitizeRequest } from "./request.ts";

type Network = SignalPayload<"waymark.network">;

const URL_FIELDS = new Set(["url", "from", "referrer", "source", "origin"]);
/** Of no use without the element that they are about. */
const OF_AN_ELEMENT: ReadonlySet<SignalTag> = new Set([
  "waymark.click",
  "waymark.form",
  "waymark.key",
  // One that an attribute asks for; those of the API name no element.
  "waymark.track",
  // Only what a user did in a place has one.
  "waymark.browser",
]);
/** Cleaned by sanitizeRequest. */
const REQUEST_PARTS = new Set([
  "requestHeaders",
  "responseHeaders",
  "requestBody",
  "responseBody",
  "initiator",
  "redirects",
]);
/** Lists of recorded elements. */
const ID_LISTS = ["nodes", "stack"];
/** Fields of which not even a shortcut is told: secrets, and what a page marked as not to be recorded. */
const SILENT_FIELD = IS.never | IS.ignore;

/** Redacts the payload of a known signal in place; false for anything else, which is not recorded. */
export function sanitizeSignal(event: RecordedEvent, context: Context): boolean {
  const tag = event.data["tag"];
  if (!isSignalTag(tag)) return false;
  const payload = readSignal(event, tag) as Record<string, unknown> | null;
  if (payload === null) return false;
  if (isLeftOut(tag, payload, context.leftOut)) return false;
  if (tag === "waymark.link" && !readLink(payload, context)) return false;
  if (tag === "waymark.canvas" || tag === "waymark.state") {
    event.data = { tag, payload };
    return tag === "waymark.canvas"
      ? passesCanvas(payload["id"] as number, context)
      : isVisible(payload["id"] as number, context);
  }
  if (!showsVisible(tag, payload, context)) return false;
  if (payload["how"] === "title" && !readTitle(payload, context)) return false;
  if (tag === "waymark.key" && isSilent(payload["id"], context)) {
    hit(context.hits, "never");
    return false;
  }
  if (tag === "waymark.network") sanitizeRequest(payload as Network, context);
  const { redactor, hits, strict } = context;
  if (strict) hideTexts(tag, payload);
  // At level strict pictures are not told of.
  if (strict && payload["name"] === "LCP") delete payload["source"];
  for (const [field, value] of Object.entries(payload)) {
    if (REQUEST_PARTS.has(field) && tag === "waymark.network") continue;
    if (typeof value === "object" && !ID_LISTS.includes(field)) {
      payload[field] = redactor.value(value, hits);
    }
    // A replacement may be longer than what it replaces.
    if (typeof value !== "string") continue;
    const clean = isUrl(field, payload)
      ? cleanUrl(value, "link", redactor, hits)
      : String(redactor.value(value, hits));
    payload[field] = clean.slice(0, LONGEST_TEXT);
  }
  event.data = { tag, payload };
  if (readSignal(event, tag) !== null) return true;
  // Patterns of a site's own may make previews longer than they may be; the message has their sense.
  if (payload["args"] === undefined) return false;
  delete payload["args"];
  return readSignal(event, tag) !== null;
}

/** At level strict a page's words are no more recorded in its console or dialogs than on it, and its pictures have no address. */
function hideTexts(tag: SignalTag, payload: Record<string, unknown>): void {
  if (tag === "waymark.console") {
    payload["message"] = maskShape(String(payload["message"]));
    delete payload["args"];
    delete payload["stack"];
  } else if (tag === "waymark.browser" && payload["what"] === "dialog") delete payload["detail"];
  else if (tag === "waymark.error" && payload["what"] === "resource") delete payload["url"];
}

const OF_A_FRAME: ReadonlySet<SignalTag> = new Set(["waymark.error", "waymark.capture"]);

/** Takes the ids of what is blocked out of a signal; false where nothing is left to tell. */
function showsVisible(tag: SignalTag, payload: Record<string, unknown>, context: Context): boolean {
  const { id, frame } = payload;
  // What a frame of the page's own origin says, as its document does not stand in what is blocked.
  if (OF_A_FRAME.has(tag) && typeof frame === "number" && !isVisible(frame, context)) return false;
  if (tag === "waymark.link" || tag === "waymark.frame") return true;
  for (const name of ID_LISTS) {
    const ids = payload[name];
    if (Array.isArray(ids)) payload[name] = ids.filter((each: number) => isVisible(each, context));
  }
  const fields = payload["fields"];
  if (Array.isArray(fields)) {
    payload["fields"] = fields.filter((field: { id: number }) => isVisible(field.id, context));
  }
  const missed = payload["missed"] as { id: number } | undefined;
  if (missed && !isVisible(missed.id, context)) delete payload["missed"];
  if (typeof id !== "number" || isVisible(id, context)) return true;
  delete payload["id"];
  if (tag === "waymark.error") delete payload["url"];
  if (tag === "waymark.vital") delete payload["source"];
  return !OF_AN_ELEMENT.has(tag);
}

/** A title is text like that of its element: told where that is plainly recorded, and at no level strict. */
function readTitle({ id }: Record<string, unknown>, { map, strict, live }: Context): boolean {
  if (strict || typeof id !== "number" || aroundOf(map.get(id)) !== "plain") return false;
  return ((live?.marksAround(id) ?? 0) & (IS.block | IS.mask)) === 0;
}

/** Of what the browser did, only a tab that was opened has an address in `detail`. */
function isUrl(field: string, payload: Record<string, unknown>): boolean {
  return URL_FIELDS.has(field) || (field === "detail" && payload["what"] === "tab-opened");
}

/** False where no iframe stands that may be seen; notes whether it stands where content is masked. */
function readLink(payload: Record<string, unknown>, { map }: Context): boolean {
  const state = map.get(payload["id"] as number);
  const around = aroundOf(state);
  if (state?.tag !== "iframe" || around === "blocked") return false;
  if (around === "masked") payload["masked"] = true;
  return true;
}

/** Pixels cannot be masked: none of what is blocked, masked or unknown, none at level strict, none without a site rule. */
function passesCanvas(id: number, context: Context): boolean {
  const state = context.map.get(id) ?? UNKNOWN_PARENT;
  const hidden = (inherited(state) & (IS.block | IS.mask | IS.unknown)) !== 0;
  const passes = context.canvas && !context.strict && !hidden && state.tag === "canvas";
  if (!passes) hit(context.hits, "canvas");
  return passes;
}

function isSilent(id: unknown, context: Context): boolean {
  const state = typeof id === "number" ? context.map.get(id) : undefined;
  return state !== undefined && (inherited(state) & SILENT_FIELD) !== 0;
}

function isVisible(id: number, context: Context): boolean {
  const state = context.map.get(id);
  return state !== undefined && blockedBy(state) === null;
}

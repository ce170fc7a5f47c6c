import { isSignalTag, readSignal } from "../../format/signals.ts";
import type { RecordedEvent } from "../../format/events.ts";
import type { Context } from "./context.ts";
import { aroundOf } from "./around.ts";
import { cleanUrl } from "./clean-url.ts";
import { hit } from "../hits.ts";
import { blockedBy, IS, inherited, UNKNOWN_PARENT } from "./node-map.ts";

/** The cap of texts in the signals' schemas; a replacement may be longer than what it replaces. */
const LONGEST_TEXT = 8_192;
const URL_FIELDS = new Set(["url", "source", "origin"]);

/** Redacts the payload of a known signal in place; false for anything else, which is not recorded. */
export function sanitizeSignal(event: RecordedEvent, context: Context): boolean {
  const tag = event.data["tag"];
  if (!isSignalTag(tag)) return false;
  const payload = readSignal(event, tag) as Record<string, unknown> | null;
  if (payload === null) return false;
  if (tag === "waymark.link" && !readLink(payload, context)) return false;
  if (tag === "waymark.canvas" || tag === "waymark.state") {
    event.data = { tag, payload };
    return tag === "waymark.canvas"
      ? passesCanvas(payload["id"] as number, context)
      : isVisible(payload["id"] as number, context);
  }
  const { redactor, hits } = context;
  for (const [field, value] of Object.entries(payload)) {
    if (typeof value !== "string") continue;
    const clean = isUrl(field, payload)
      ? cleanUrl(value, "link", redactor, hits)
      : String(redactor.value(value, hits));
    payload[field] = clean.slice(0, LONGEST_TEXT);
  }
  event.data = { tag, payload };
  return readSignal(event, tag) !== null;
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

function isVisible(id: number, context: Context): boolean {
  const state = context.map.get(id);
  return state !== undefined && blockedBy(state) === null;
}

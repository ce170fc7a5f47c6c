import { EventType, type RecordedEvent } from "../../format/events.ts";
import { isSignalTag } from "../../format/signals/signals.ts";
import { type Hits, hit } from "../hits.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { isFiniteNumber } from "./shape-node.ts";

/** Characters of a payload as JSON; what is longer goes. */
const LONGEST_PAYLOAD = 200_000;
const LONGEST_NAME = 200;
const DEEPEST = 20;
const LATEST = 8_640_000_000_000_000;

/** Headers, bodies and cookies, whatever a tool calls them (rule P9). */
const CONTENT_KEY = /^(?:_?(?:request|response)_?)?(?:headers?|body|cookies?)$/i;
/** What stands in a control, among the attributes that tools tell of an element (rule P2). */
const VALUE_KEY = /^(?:value|key)$/i;
/** A mark in an exported stream of ours: the only tag of that kind which is no signal. */
const MARK = "waymark.mark";

/** Custom events that are no signals of ours, and events of rrweb's plugins: only in recordings of other tools. */
export function isOfOtherTool(value: unknown): value is RecordedEvent {
  const { type, data, timestamp } = (value ?? {}) as Partial<RecordedEvent>;
  if (typeof data !== "object" || data === null) return false;
  if (!isFiniteNumber(timestamp) || timestamp < 0 || timestamp > LATEST) return false;
  if (type === EventType.Plugin) return typeof data["plugin"] === "string";
  const { tag } = data;
  if (type !== EventType.Custom || typeof tag !== "string") return false;
  return tag === MARK || (!isSignalTag(tag) && !tag.startsWith("waymark."));
}

/**
 * A copy of another tool's event without headers, bodies, values of controls and what the patterns find. Its payload
 * is of no shape that is known, so all of it is looked through, like what a page tells of itself (rule P5).
 */
export function sanitizeOtherTool(
  { type, data, timestamp }: RecordedEvent,
  redactor: Redactor,
  hits: Hits,
): RecordedEvent {
  const field = type === EventType.Plugin ? "plugin" : "tag";
  const name = redactor.text(String(data[field]), hits).slice(0, LONGEST_NAME);
  let payload = redactor.value(withoutContent(data["payload"], hits), hits);
  if ((JSON.stringify(payload) ?? "").length > LONGEST_PAYLOAD) {
    hit(hits, "too-large");
    payload = {};
  }
  return { type, data: { [field]: name, payload }, timestamp: Math.floor(timestamp) };
}

function withoutContent(value: unknown, hits: Hits, depth = 0, isAttributes = false): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) {
    hit(hits, "too-deep");
    return "[too deep]";
  }
  if (Array.isArray(value)) return value.map((item) => withoutContent(item, hits, depth + 1));
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "__proto__") continue;
    if (CONTENT_KEY.test(key)) hit(hits, "request-content");
    else if (isAttributes && VALUE_KEY.test(key)) hit(hits, "input");
    else out[key] = withoutContent(item, hits, depth + 1, key === "attributes");
  }
  // Which key was typed, beside a shortcut's (rule P9).
  const { category, data } = out as { category?: unknown; data?: Record<string, unknown> };
  if (category === "ui.keyDown" && typeof data === "object" && data !== null) {
    const held = data["metaKey"] === true || data["ctrlKey"] === true || data["altKey"] === true;
    if (!held) delete data["key"];
  }
  return out;
}

import * as v from "valibot";
import { inFrame, nodeId, text } from "./fields.ts";

const measure = v.pipe(v.number(), v.finite(), v.minValue(0));

export const WEB_VITALS = ["LCP", "CLS", "INP", "FCP", "TTFB"] as const;
export type WebVital = (typeof WEB_VITALS)[number];

/** How the document came that a vital is of; `bfcache` begins its vitals anew. */
const LOADS = ["navigate", "reload", "back_forward", "bfcache", "prerender", "restore"] as const;

/**
 * What a page's speed was like: web vitals with the ratings of the library web-vitals, long tasks and long
 * animation frames (milliseconds; CLS has no unit), and memory where the browser tells (bytes). A vital
 * is told again when it changes: the last of a load counts.
 */
export const vital = v.strictObject({
  name: v.picklist([...WEB_VITALS, "long-task", "long-frame", "memory"]),
  value: measure,
  rating: v.optional(v.picklist(["good", "needs-improvement", "poor"])),
  load: v.optional(v.picklist(LOADS)),
  /** It is of the whole document, of which a part was not recorded. */
  unseen: v.optional(v.literal(true)),
  /** The element that the value is due to. */
  id: v.optional(nodeId),
  /** Where the time went, by part, in milliseconds; of memory, bytes. */
  parts: v.optional(v.record(v.pipe(v.string(), v.maxLength(64)), measure)),
  /** Script or resource that it is due to. */
  source: v.optional(text),
  /** The function in that script, or the kind of interaction. */
  by: v.optional(v.pipe(v.string(), v.maxLength(200))),
  frame: inFrame,
});

import * as v from "valibot";
import { inFrame, nodeId, text } from "./fields.ts";

const measure = v.pipe(v.number(), v.finite(), v.minValue(0));

/**
 * What a page's speed was like: web vitals with the ratings of the library web-vitals, long tasks and long
 * animation frames (milliseconds; CLS has no unit), and memory where the browser tells (bytes).
 */
export const vital = v.strictObject({
  name: v.picklist(["LCP", "CLS", "INP", "FCP", "TTFB", "long-task", "long-frame", "memory"]),
  value: measure,
  rating: v.optional(v.picklist(["good", "needs-improvement", "poor"])),
  /** The element that the value is due to. */
  id: v.optional(nodeId),
  /** Where the time went, by part, in milliseconds. */
  parts: v.optional(v.record(v.pipe(v.string(), v.maxLength(64)), measure)),
  /** Script, resource or interaction that it is due to. */
  source: v.optional(text),
  frame: inFrame,
});

import * as v from "valibot";
import { inFrame, text } from "./fields.ts";

/** What a session is told of by parts of their own, each of which can fail alone. */
export const CAPTURE_PARTS = [
  "console",
  "errors",
  "network",
  "vitals",
  "navigation",
  "visibility",
  "interactions",
  "tracking",
  "circumstances",
  "frames",
] as const;
export type CapturePart = (typeof CAPTURE_PARTS)[number];

/**
 * A part of the capture says what it does not tell: `failed`, from here on nothing, as it met an error of
 * its own; `sampled`, that `dropped` of its signals came faster than they are kept, or are not kept for a `reason`.
 */
export const capture = v.strictObject({
  part: v.picklist(CAPTURE_PARTS),
  what: v.picklist(["failed", "sampled"]),
  reason: v.optional(text),
  dropped: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  frame: inFrame,
});

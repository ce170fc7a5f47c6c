import * as v from "valibot";
import { nodeId } from "./fields.ts";

/** Longest edge of a recorded canvas picture, in pixels. */
export const LARGEST_CANVAS_EDGE = 1_280;
/** A picture of that size is smaller; one that is not is left out. In characters of its data URL. */
export const LONGEST_CANVAS_PICTURE = 700_000;

/** How a canvas looks now, where a site rule allows its pixels. */
export const canvas = v.strictObject({
  /** The canvas element's recorded id. */
  id: nodeId,
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
export const state = v.strictObject({
  id: nodeId,
  what: v.picklist(["popover", "indeterminate"]),
  on: v.boolean(),
});

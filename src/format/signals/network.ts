import * as v from "valibot";
import { inFrame, milliseconds, text } from "./fields.ts";

/** One request from start to end; `phase` tells which side of it this event is. */
export const network = v.strictObject({
  id: v.string(),
  phase: v.picklist(["start", "end"]),
  how: v.picklist(["fetch", "xhr", "beacon"]),
  method: v.optional(text),
  url: v.optional(text),
  status: v.optional(v.number()),
  failed: v.optional(v.boolean()),
  durationMs: v.optional(milliseconds),
  frame: inFrame,
});

import * as v from "valibot";
import { inFrame, text } from "./fields.ts";

export const error = v.strictObject({
  what: v.picklist(["error", "rejection"]),
  message: text,
  name: v.optional(text),
  stack: v.optional(text),
  source: v.optional(text),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
  frame: inFrame,
});

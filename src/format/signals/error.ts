import * as v from "valibot";
import { inFrame, nodeId, text } from "./fields.ts";

/** Frameworks whose words for a failed hydration are known. */
export const HYDRATION_BY = ["react", "next", "vue", "svelte", "angular"] as const;
export type HydrationBy = (typeof HYDRATION_BY)[number];
/** The page that a framework was given by the server was not the one that it would draw. */
export const hydration = v.optional(v.picklist(HYDRATION_BY));

const cause = v.strictObject({
  message: text,
  name: v.optional(text),
  stack: v.optional(text),
});

/**
 * What went wrong in a page: an uncaught error, a rejection that nobody handled, a resource that could not
 * be loaded, something that the page's content security policy forbids.
 */
export const error = v.strictObject({
  what: v.picklist(["error", "rejection", "resource", "csp"]),
  message: text,
  name: v.optional(text),
  /** As the engine wrote it; never parsed. */
  stack: v.optional(text),
  /** What caused it, and what caused that. */
  causes: v.optional(v.pipe(v.array(cause), v.maxLength(5))),
  /** Where in the page's scripts, for `csp` where the browser says. */
  source: v.optional(text),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
  hydration,
  /** For `resource`: tag and id of its element, if that is recorded; for `csp` the id only. */
  tag: v.optional(v.pipe(v.string(), v.maxLength(100))),
  id: v.optional(nodeId),
  /** Of the resource; for `csp` what was blocked, or a word as `inline` and `eval`. */
  url: v.optional(text),
  /** For `csp`: what it was forbidden by, e.g. `img-src`. */
  directive: v.optional(v.pipe(v.string(), v.maxLength(100))),
  /** For `csp`: nothing was blocked, the policy is on trial. */
  reportOnly: v.optional(v.boolean()),
  frame: inFrame,
});

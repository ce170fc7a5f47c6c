import * as v from "valibot";
import { nodeId, text } from "./fields.ts";

/** Characters of a title as far as a signal tells it. */
export const LONGEST_TITLE = 300;

/** Where the tab's own document is, and how it came there. */
export const navigation = v.strictObject({
  /** `load`: a new document, told as it begins; `title`: the same place has another title. */
  how: v.picklist(["load", "push", "replace", "pop", "hash", "bfcache", "title"]),
  url: text,
  /** The address before; of a load the referrer, where there is one. */
  from: v.optional(text),
  /** Of a load, by the browser's navigation timing. */
  type: v.optional(v.picklist(["navigate", "reload", "back_forward", "prerender"])),
  /** Of a load: how often it was redirected, as far as all of that was of its own origin. */
  redirects: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  /** Of `title`: the title's element, and what it says. */
  id: v.optional(nodeId),
  title: v.optional(v.pipe(v.string(), v.maxLength(2 * LONGEST_TITLE))),
});

import * as v from "valibot";
import { inFrame, nodeId } from "./fields.ts";

/** As in Sentiero, whose pages need not change but for a prefix. */
export const TRACK_NAME = /^[\w.-]{1,100}$/;
/** Characters of a custom event's data, or of all metadata, as JSON. */
export const LONGEST_TRACK_DATA = 4_096;

const data = v.pipe(
  v.record(v.string(), v.unknown()),
  v.check((value) => JSON.stringify(value).length <= LONGEST_TRACK_DATA, "too long"),
);

/** An event that the page itself tells, by `Waymark.track` or an attribute. */
export const track = v.strictObject({
  name: v.pipe(v.string(), v.regex(TRACK_NAME)),
  data: v.optional(data),
  by: v.picklist(["api", "click", "change", "submit", "focus", "blur"]),
  /** The element with the attribute. */
  id: v.optional(nodeId),
  frame: inFrame,
});

/** What the page says of itself by `Waymark.setMetadata`: it replaces what it said before under these names. */
export const identify = v.strictObject({ metadata: data, frame: inFrame });

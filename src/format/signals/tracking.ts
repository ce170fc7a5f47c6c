import * as v from "valibot";
import { freeValue, inFrame, nodeId } from "./fields.ts";

/** As in Sentiero, whose pages need not change but for a prefix. */
export const TRACK_NAME = /^[\w.-]{1,100}$/;
/** Characters of a custom event's data, or of all metadata that is told at once, as JSON. */
export const LONGEST_TRACK_DATA = 4_096;
/** How deep a custom event's data may nest. */
export const DEEPEST_TRACK_DATA = 10;

/** As in a session's record, which metadata becomes a part of. */
export const MOST_METADATA = 50;
export const LONGEST_METADATA_NAME = 128;
export const LONGEST_METADATA_VALUE = 1_024;

/** Redaction may make a value longer. */
const within = <T>(most: number) => freeValue<T>(2 * most);

export const TRACKED_ACTS = ["click", "change", "submit", "focus", "blur"] as const;
export type TrackedAct = (typeof TRACKED_ACTS)[number];

/** An event that the page itself tells, by `Waymark.track` or an attribute. */
export const track = v.pipe(
  v.strictObject({
    name: v.pipe(v.string(), v.regex(TRACK_NAME)),
    data: v.optional(v.pipe(v.record(v.string(), v.unknown()), within(LONGEST_TRACK_DATA))),
    by: v.picklist(["api", ...TRACKED_ACTS]),
    /** The element with the attribute. */
    id: v.optional(nodeId),
    frame: inFrame,
  }),
  v.check(({ by, id }) => by === "api" || id !== undefined, "of no element"),
);

/** What the page says of itself by `Waymark.setMetadata`: it replaces what it said before under these names. */
export const identify = v.strictObject({
  metadata: v.pipe(
    v.record(
      v.pipe(v.string(), v.maxLength(2 * LONGEST_METADATA_NAME)),
      v.union([
        v.pipe(v.string(), v.maxLength(2 * LONGEST_METADATA_VALUE)),
        v.pipe(v.number(), v.finite()),
        v.boolean(),
      ]),
    ),
    within(LONGEST_TRACK_DATA),
  ),
  frame: inFrame,
});

import * as v from "valibot";

const line = v.pipe(v.string(), v.maxLength(2_048));
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const size = v.strictObject({ width: count, height: count });
const measure = v.pipe(v.number(), v.finite(), v.minValue(0));

/**
 * What the page and its browser were like, as a session's record has it. What is not known is left out:
 * records from before there were so many, and of other tools, have fewer.
 */
export const environment = v.strictObject({
  /** Address of the first document, and where it was come from. */
  url: v.optional(line),
  referrer: v.optional(line),
  userAgent: v.optional(line),
  /** Name and main version, e.g. `Chrome 156`. */
  browser: v.optional(label),
  os: v.optional(label),
  /** CSS pixels of the first document's viewport. */
  viewport: v.optional(size),
  /** CSS pixels. */
  screen: v.optional(size),
  devicePixelRatio: v.optional(measure),
  locale: v.optional(label),
  timeZone: v.optional(label),
  colorScheme: v.optional(v.picklist(["light", "dark"])),
  reducedMotion: v.optional(v.boolean()),
  connection: v.optional(
    v.strictObject({
      /** As the Network Information API calls it: `slow-2g` to `4g`. */
      type: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,20}$/))),
      downlinkMbps: v.optional(measure),
      rttMs: v.optional(measure),
      saveData: v.optional(v.boolean()),
    }),
  ),
  /** Which build of the site it was, as the page names it. */
  build: v.optional(label),
  /** The same by a header of the answer that the document came with, where the browser tells of that. */
  serverBuild: v.optional(label),
  extensionVersion: v.optional(label),
});

/** What the page sees of it: told by each document of a tab once it is parsed. */
export const circumstances = v.omit(environment, ["userAgent", "locale", "extensionVersion"]);

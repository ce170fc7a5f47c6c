import * as v from "valibot";
import { inFrame, milliseconds, text } from "./fields.ts";

/** Characters of a body or a frame of a socket; what is longer is cut. */
export const LONGEST_BODY = 65_536;
export const LONGEST_HEADER = 2_048;
export const MOST_HEADERS = 100;
export const MOST_REDIRECTS = 20;

const word = v.pipe(v.string(), v.maxLength(200));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Who made a request. Those of scripts are told by the page, all others by the browser. */
export const REQUEST_HOWS = [
  "fetch",
  "xhr",
  "beacon",
  "websocket",
  "eventsource",
  /** The browser itself, for the page: documents, scripts, images, style sheets. */
  "load",
] as const;

/** Names in lower case. Only by a rule for the site; gate 2 takes credentials out (rule P9). */
const headers = v.pipe(
  v.array(v.tuple([word, v.pipe(v.string(), v.maxLength(LONGEST_HEADER))])),
  v.maxLength(MOST_HEADERS),
);
/** Only by a rule for the site, of text kinds, and redacted (rule P9). */
const body = v.strictObject({
  text: v.pipe(v.string(), v.maxLength(LONGEST_BODY)),
  /** Its content type; none for frames of sockets. */
  type: v.optional(word),
  /** It was longer. */
  cut: v.optional(v.boolean()),
});

const traffic = v.strictObject({ count: whole, bytes: whole });

/**
 * One request from start to end; `phase` tells which side of it this event is. `open` and `message`
 * are of sockets and event sources.
 */
export const network = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(100)),
  phase: v.picklist(["start", "open", "message", "end"]),
  how: v.picklist(REQUEST_HOWS),
  /** Of an end: it is all that is told of this request, which began `durationMs` before. */
  whole: v.optional(v.literal(true)),
  /** Of what the browser loads: `document`, `script`, `image` and the like. */
  what: v.optional(v.pipe(v.string(), v.maxLength(40))),
  method: v.optional(text),
  url: v.optional(text),
  status: v.optional(v.number()),
  statusText: v.optional(word),
  failed: v.optional(v.boolean()),
  /** Why there is no answer, as the page sees it. */
  failure: v.optional(v.picklist(["abort", "timeout", "network", "refused"])),
  /** The browser's own word for that, e.g. `net::ERR_CONNECTION_REFUSED`. */
  error: v.optional(word),
  durationMs: v.optional(milliseconds),
  /** Of the answer, in bytes: over the wire with headers, the body there, and the body unpacked. */
  sizes: v.optional(
    v.strictObject({
      transferred: v.optional(whole),
      encoded: v.optional(whole),
      decoded: v.optional(whole),
    }),
  ),
  /** Where the time went. */
  timing: v.optional(
    v.strictObject({
      redirectMs: v.optional(milliseconds),
      dnsMs: v.optional(milliseconds),
      connectMs: v.optional(milliseconds),
      waitMs: v.optional(milliseconds),
      receiveMs: v.optional(milliseconds),
    }),
  ),
  /** The answer came from the browser's cache. */
  cached: v.optional(v.boolean()),
  /** Content type of the answer. */
  mime: v.optional(word),
  /** Addresses that sent it on, the first one first. */
  redirects: v.optional(
    v.pipe(v.array(v.strictObject({ url: text, status: v.number() })), v.maxLength(MOST_REDIRECTS)),
  ),
  /** Where in the page's scripts it was made. */
  initiator: v.optional(
    v.strictObject({
      source: text,
      line: v.optional(v.number()),
      column: v.optional(v.number()),
    }),
  ),
  /** What the user did within the second before, and when (epoch milliseconds). */
  interaction: v.optional(
    v.strictObject({ what: v.picklist(["click", "key", "submit"]), at: milliseconds }),
  ),
  /** Of a message: which way, of which kind, how long. */
  direction: v.optional(v.picklist(["in", "out"])),
  data: v.optional(v.picklist(["text", "binary"])),
  bytes: v.optional(whole),
  /** Of the end of a socket: all that went through it, of which `message` tells a part. */
  messages: v.optional(v.strictObject({ in: traffic, out: traffic, told: whole })),
  /** How a socket was closed. */
  code: v.optional(v.number()),
  reason: v.optional(word),
  requestHeaders: v.optional(headers),
  responseHeaders: v.optional(headers),
  requestBody: v.optional(body),
  responseBody: v.optional(body),
  frame: inFrame,
});

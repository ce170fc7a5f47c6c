import * as v from "valibot";
import { WaymarkError, type ErrorCode } from "../../format/errors.ts";
import { checkSegmentInfo } from "../../format/schemas.ts";
import type { SegmentInfo } from "../../format/session.ts";
import { SESSION_SORTS, type SessionQuery } from "../session-store.ts";

/** What client and server both know about the /v1 routes, so that neither can drift. */

/** A segment travels as its gzip bytes; these headers carry the rest of `SegmentInfo`. */
const SEGMENT_HEADERS = {
  rev: "waymark-rev",
  firstEventAt: "waymark-first-event-at",
  lastEventAt: "waymark-last-event-at",
  eventCount: "waymark-event-count",
  bytes: "waymark-bytes",
} as const;
const SHA256_HEADER = "waymark-sha256";

export const WAYMARK_HEADERS: readonly string[] = [
  SHA256_HEADER,
  ...Object.values(SEGMENT_HEADERS),
];

export const JSON_TYPE = "application/json";
/** Not `Content-Encoding: gzip`: the bytes are stored as they came, nobody on the way may unpack them. */
export const SEGMENT_TYPE = "application/gzip";
export const BYTES_TYPE = "application/octet-stream";

/** The HTTP status of each error code. 413 and 429 are the server's own, beside these. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  "invalid-input": 400,
  "invalid-id": 400,
  "from-the-future": 400,
  "not-allowed": 403,
  "not-found": 404,
  conflict: 409,
  deleted: 410,
  refused: 422,
  cancelled: 499,
  damaged: 500,
  unsupported: 501,
  network: 502,
  quota: 507,
};

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(STATUS_OF, value);
}

export function segmentHeaders(info: SegmentInfo): Record<string, string> {
  const headers: Record<string, string> = { [SHA256_HEADER]: info.sha256 };
  for (const [field, name] of Object.entries(SEGMENT_HEADERS)) {
    headers[name] = String(info[field as keyof typeof SEGMENT_HEADERS]);
  }
  return headers;
}

/** Reads what `segmentHeaders` wrote. Throws `invalid-input` naming the header that is wrong. */
export function readSegmentHeaders(
  headers: Headers,
  place: Pick<SegmentInfo, "sessionId" | "tabId" | "index">,
): SegmentInfo {
  const numbers: Record<string, number> = {};
  for (const [field, name] of Object.entries(SEGMENT_HEADERS)) {
    numbers[field] = wholeNumber(headers.get(name), `The header ${name}`);
  }
  return checkSegmentInfo({ ...place, ...numbers, sha256: headers.get(SHA256_HEADER) });
}

/** Strict: no sign, space, exponent or empty text, all of which `Number` would take. Throws `invalid-input`. */
export function wholeNumber(text: string | null | undefined, what: string): number {
  if (typeof text === "string" && /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) {
    return Number(text);
  }
  throw new WaymarkError("invalid-input", `${what} must be a whole number from 0.`);
}

const short = v.pipe(v.string(), v.maxLength(2_048));
const number = v.pipe(
  v.string(),
  v.regex(/^\d{1,16}$/, "must be a whole number from 0"),
  v.transform(Number),
  v.safeInteger(),
);
const flag = v.pipe(
  v.picklist(["true", "false"]),
  v.transform((text) => text === "true"),
);

const QuerySchema = v.strictObject({
  text: v.optional(short),
  site: v.optional(short),
  project: v.optional(short),
  label: v.optional(short),
  state: v.optional(v.picklist(["recording", "paused", "finished", "interrupted"])),
  origin: v.optional(v.picklist(["extension", "embed", "import"])),
  pinned: v.optional(flag),
  hasErrors: v.optional(flag),
  hasFindings: v.optional(flag),
  startedFrom: v.optional(number),
  startedTo: v.optional(number),
  minDurationMs: v.optional(number),
  maxDurationMs: v.optional(number),
  minEvents: v.optional(number),
  sort: v.optional(v.picklist(SESSION_SORTS)),
  descending: v.optional(flag),
  limit: v.optional(v.pipe(number, v.minValue(1), v.maxValue(500))),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(8_192))),
});

export function queryToParams(query: SessionQuery): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) params.set(name, String(value));
  }
  return params;
}

/** Every name and value is checked; an unknown or doubled one is refused. Throws `invalid-input`. */
export function queryFromParams(params: URLSearchParams): SessionQuery {
  const raw: Record<string, string> = {};
  for (const [name, value] of params) {
    const known = Object.hasOwn(QuerySchema.entries, name);
    if (!known || Object.hasOwn(raw, name)) {
      throw new WaymarkError(
        "invalid-input",
        `The parameter "${name.slice(0, 40)}" is ${known ? "given twice" : "unknown"}.`,
      );
    }
    raw[name] = value;
  }
  const parsed = v.safeParse(QuerySchema, raw, { abortEarly: true });
  if (parsed.success) return parsed.output as SessionQuery;
  const issue = parsed.issues[0];
  const name = v.getDotPath(issue) ?? "?";
  throw new WaymarkError(
    "invalid-input",
    `The parameter "${name.slice(0, 40)}" is not valid: ${issue.message}`,
  );
}

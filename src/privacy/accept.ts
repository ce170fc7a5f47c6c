import { WaymarkError } from "../format/errors.ts";
import type { Sanitized } from "../format/sanitized.ts";
import {
  checkAnnotation,
  checkSegmentInfo,
  checkSession,
  checkSessionPatch,
  checkTailBatch,
} from "../format/schemas.ts";
import type { Annotation, Segment, Session, SessionPatch, TailBatch } from "../format/session.ts";
import { mint } from "./mint.ts";
import { type ScanHit, scanEvents, scanValue } from "./scan-events.ts";

export { type ScanHit, scanEvents, scanValue } from "./scan-events.ts";

/** Random by design, and checked for their shape by the schemas. */
const IDS: ReadonlySet<string> = new Set(["id", "sessionId", "tabId", "producer"]);

/**
 * The doors for what was recorded elsewhere: the server's ingest, bundles, sync. They check and
 * refuse; they never rewrite. Each throws `invalid-input` for a wrong shape and `refused`, naming
 * rule and place, for what the patterns still catch. Canvas pictures pass them: whether a site
 * allows those was judged where they were recorded, and no address that could be trusted comes along.
 */
export function acceptSession(value: unknown): Sanitized<Session> {
  return accepted(checkSession(value), "session");
}

export function acceptPatch(value: unknown): Sanitized<SessionPatch> {
  return accepted(checkSessionPatch(value), "session patch");
}

export function acceptAnnotation(value: unknown): Sanitized<Annotation> {
  return accepted(checkAnnotation(value), "annotation");
}

export function acceptBatch(value: unknown): Sanitized<TailBatch> {
  const batch = checkTailBatch(value);
  refuseHits(scanJson(batch.json, "batch"), "batch");
  const { json: _, ...rest } = batch;
  refuseHits(scanValue(rest, IDS), "batch");
  return mint(batch);
}

/**
 * `json` is the uncompressed text of `segment.gzip`; the caller unzips, because how depends on the
 * host. The store checks that the two belong together (`bytes`, `sha256`, `eventCount`).
 */
export function acceptSegment(segment: unknown, json: string): Sanitized<Segment> {
  const { gzip, ...rest } = segment as Segment;
  if (!(gzip instanceof Uint8Array)) {
    throw new WaymarkError(
      "invalid-input",
      "This segment has no bytes: send the gzip of its events.",
    );
  }
  const info = checkSegmentInfo(rest);
  refuseHits(scanJson(json, "segment"), "segment");
  return mint({ ...info, gzip });
}

/** What a blob may be. A type is told by its first bytes, never by its name. */
const BLOB_KINDS: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x52, 0x49, 0x46, 0x46], // WebP
  [0x77, 0x4f, 0x46, 0x32], // woff2
  [0x77, 0x4f, 0x46, 0x46], // woff
];
const LARGEST_BLOB = 20_000_000;

/** Pictures and fonts by their first bytes, and text that the patterns pass (style sheets, drawn SVG). */
export function acceptBlob(bytes: Uint8Array): Sanitized<Uint8Array> {
  if (bytes.length === 0 || bytes.length > LARGEST_BLOB) {
    throw new WaymarkError(
      "invalid-input",
      `A blob has 1 to ${LARGEST_BLOB} bytes; this one has ${bytes.length}.`,
    );
  }
  if (isPictureOrFont(bytes)) return mint(bytes);
  if (bytes.includes(0)) {
    throw new WaymarkError(
      "refused",
      "A blob is a picture, a font or text; these bytes are none of them.",
    );
  }
  refuseHits(scanBlob(bytes), "blob");
  return mint(bytes);
}

const isPictureOrFont = (bytes: Uint8Array): boolean =>
  BLOB_KINDS.some((head) => head.every((byte, i) => bytes[i] === byte));

/** What the patterns catch in a blob; in a picture or font there is no text to look through. */
export function scanBlob(bytes: Uint8Array): ScanHit[] {
  return isPictureOrFont(bytes) ? [] : scanValue(new TextDecoder().decode(bytes));
}

/** What the patterns catch in a session's record or an annotation. */
export function scanRecord(record: object): ScanHit[] {
  return scanValue(record, IDS);
}

function accepted<T>(value: T, what: string): Sanitized<T> {
  refuseHits(scanValue(value, IDS), what);
  return mint(value);
}

function scanJson(json: string, what: string): ScanHit[] {
  try {
    return scanEvents(json);
  } catch (cause) {
    throw new WaymarkError("invalid-input", `The events of this ${what} are not JSON.`, { cause });
  }
}

function refuseHits(hits: readonly ScanHit[], what: string): void {
  const first = hits[0];
  if (!first) return;
  const more = hits.length > 1 ? ` and ${hits.length - 1} more` : "";
  throw new WaymarkError(
    "refused",
    `This ${what} still holds what must not leave the machine that recorded it: ${first.rule} at ${first.path}${more}. Redact it there and send it again.`,
  );
}

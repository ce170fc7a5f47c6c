import { WaymarkError } from "../format/errors.ts";
import { assertId } from "../format/ids.ts";
import { checkSegmentInfo } from "../format/schemas.ts";
import type { Segment, SegmentInfo } from "../format/session.ts";
import { decodeUtf8, gunzip, gzip, sha256Hex } from "./bytes.ts";
import { MAX_SEGMENT_BYTES, parseEvents } from "./event-json.ts";
import type { SealedRun } from "./seal-plan.ts";
import type { PutSegmentOutcome } from "./session-store.ts";

const invalid = (message: string, cause?: unknown) =>
  new WaymarkError("invalid-input", message, { cause });

/** Checks a segment against its own content and returns a copy. Throws `invalid-id`, `invalid-input`. */
export async function segmentToPut(value: Segment): Promise<Segment> {
  const { gzip: packed, ...rest } = value;
  assertId(rest.sessionId, "Session id");
  assertId(rest.tabId, "Tab id");
  const info = checkSegmentInfo(rest);
  if (!(packed instanceof Uint8Array)) throw invalid("A segment carries its events as bytes.");
  const where = `Segment ${info.index} of tab ${info.tabId}`;
  if (info.bytes > MAX_SEGMENT_BYTES) {
    throw invalid(`${where} declares ${info.bytes} bytes; ${MAX_SEGMENT_BYTES} is the most.`);
  }
  const raw = await gunzip(packed, info.bytes);
  if (raw.length !== info.bytes) {
    throw invalid(`${where} should unpack to ${info.bytes} bytes, not ${raw.length}.`);
  }
  if ((await sha256Hex(raw)) !== info.sha256) {
    throw invalid(`${where} does not match its hash; send it again.`);
  }
  let json: string;
  try {
    json = decodeUtf8(raw);
  } catch (cause) {
    throw invalid(`${where} is not UTF-8.`, cause);
  }
  parseEvents(json, info.eventCount);
  return { ...info, gzip: packed.slice() };
}

/** Hashes and packs a sealed run. */
export async function buildSegment(
  place: Pick<Segment, "sessionId" | "tabId" | "index">,
  run: SealedRun,
): Promise<Segment> {
  const { json, ...times } = run;
  const [sha256, packed] = await Promise.all([sha256Hex(json), gzip(json)]);
  return { ...place, rev: 0, ...times, bytes: json.length, sha256, gzip: packed };
}

export function infoOf({ gzip: _, ...info }: Segment): SegmentInfo {
  return info;
}

/**
 * What cutting a tab's beginning off with `base` comes to, as `segmentOutcome`; `held` is what stands
 * in its place. Throws `conflict` where nothing does.
 */
export function cutOutcome(held: SegmentInfo | null, base: SegmentInfo): PutSegmentOutcome {
  if (held) return segmentOutcome(held, base);
  throw new WaymarkError(
    "conflict",
    `Tab ${base.tabId} has no segment ${base.index} whose place a base segment could take.`,
  );
}

/** What putting `next` over `held` comes to; only `stored` writes. Throws `conflict`. */
export function segmentOutcome(held: SegmentInfo | null, next: SegmentInfo): PutSegmentOutcome {
  if (!held || next.rev > held.rev) return "stored";
  if (next.rev < held.rev) return "older";
  if (next.sha256 === held.sha256) return "unchanged";
  throw new WaymarkError(
    "conflict",
    `Segment ${next.index} of tab ${next.tabId} is here already with other content at rev ${held.rev}. Raise its rev to replace it.`,
  );
}

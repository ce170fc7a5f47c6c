import { MAX_SEGMENT_BYTES } from "../event-json.ts";

/** How a bundle's file name ends. */
export const BUNDLE_END = ".waymark.zip";

/** What `waymark.json` says beside the format's version. */
export const BUNDLE_KIND = "waymark-bundle";

/** The parts of a bundle that are JSON. The header is read first: it says which version wrote the rest. */
export const PARTS = {
  header: "waymark.json",
  session: "session.json",
  segments: "segments.json",
  annotations: "annotations.json",
  missing: "missing.json",
} as const;

export const segmentEntry = (tabId: string, index: number): string =>
  `segments/${tabId}/${index}.json.gz`;
export const blobEntry = (sha256: string): string => `blobs/${sha256}`;

const SEGMENT_NAME = /^segments\/[A-Za-z0-9_-]{1,128}\/(?:0|[1-9]\d{0,8})\.json\.gz$/;
export const BLOB_NAME = /^blobs\/([0-9a-f]{64})$/;

/** JSON parts unpack to at most this; a list of 65,000 segments has 20 MB. */
const LARGEST_PART = 64_000_000;
const LARGEST_HEADER = 10_000;
const LARGEST_BLOB = 20_000_000;
/** Gzip of what cannot be packed is longer than it, by far less than this. */
const GZIP_SLACK = 100_000;

/** Bytes that an entry of this name may unpack to; null for one that no bundle has. */
export function mostBytes(name: string): number | null {
  if (name === PARTS.header) return LARGEST_HEADER;
  if ((Object.values(PARTS) as string[]).includes(name)) return LARGEST_PART;
  if (SEGMENT_NAME.test(name)) return MAX_SEGMENT_BYTES + GZIP_SLACK;
  return BLOB_NAME.test(name) ? LARGEST_BLOB : null;
}

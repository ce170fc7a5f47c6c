/**
 * Bytes that one request may carry. A segment is sealed at 1 MB of JSON (DESIGN section 4) but one
 * full snapshot can be far larger, so its caps are what a browser could still replay.
 */
export const BODY_LIMITS = {
  /** A session with 1,000 tabs of the longest titles and URLs. */
  session: 5_000_000,
  annotation: 100_000,
  /** The pieces of a page's batch stay under 4 MB (DESIGN section 6); JSON in JSON grows by its quotes. */
  batch: 12_000_000,
  segmentGzip: 16_000_000,
  /** The same once unpacked. */
  segmentJson: 64_000_000,
  blob: 16_000_000,
  derived: 32_000_000,
  small: 10_000,
} as const;

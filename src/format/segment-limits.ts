/** A segment is sealed at the first of these (DESIGN section 4). */
export const SEGMENT_EVENTS = 5_000;
export const SEGMENT_BYTES = 1_000_000;

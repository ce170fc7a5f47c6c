/**
 * The element that shows on a recorded page that it is recorded. It is no part of the page, and never
 * of a recording.
 */
export const INDICATOR_TAG = "waymark-indicator";

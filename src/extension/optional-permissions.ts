/**
 * What the browser is asked for only where the user switches it on in the options. Without it the
 * recorder works as well, and tells less.
 */
export const OPTIONAL_PERMISSIONS = ["downloads", "webRequest"] as const;
export type OptionalPermission = (typeof OPTIONAL_PERMISSIONS)[number];

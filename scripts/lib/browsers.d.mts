/** Path of a Chromium that can load extensions, or null. `CHROME_PATH` wins; throws when it names no program. */
export function findChromium(env?: Record<string, string | undefined>): string | null;

/** Path of a Firefox, or null. `FIREFOX_PATH` wins; throws when it names no program. */
export function findFirefox(env?: Record<string, string | undefined>): string | null;

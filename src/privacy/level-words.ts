import type { Level } from "./policy.ts";

/** What a level does, for people. */
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  strict: "Strict: all text and all fields masked",
  balanced: "Balanced: fields masked, patterns redacted",
  open: "Open: fields masked unless a site rule lifts it",
};

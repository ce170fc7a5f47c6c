/**
 * The masking policy of a site. `PagePolicy` is the part that the page's main half needs and may
 * know; custom patterns stay with gate 2.
 */
export const LEVELS = ["strict", "balanced", "open"] as const;
export type Level = (typeof LEVELS)[number];

export interface PagePolicy {
  level: Level;
  /** CSS selectors, validated before recording (rule P8). */
  block: string[];
  mask: string[];
  ignore: string[];
  /** Lifts masking at level `open` only; never the never-list. */
  unmask: string[];
}

export const DEFAULT_PAGE_POLICY: PagePolicy = {
  level: "balanced",
  block: [],
  mask: [],
  ignore: [],
  unmask: [],
};

import type { SignalTag } from "../format/signals/signals.ts";

/**
 * What is captured beside the picture and can be left out, everywhere or on a site. All of it is
 * captured by default. Where the page goes and what its window is like belong to every recording.
 */
export const OPTIONAL_PARTS = [
  "console",
  "errors",
  "network",
  "vitals",
  "interactions",
  "tracking",
] as const;
export type OptionalPart = (typeof OPTIONAL_PARTS)[number];

const PART_OF: Partial<Record<SignalTag, OptionalPart>> = {
  "waymark.console": "console",
  "waymark.error": "errors",
  "waymark.network": "network",
  "waymark.vital": "vitals",
  "waymark.click": "interactions",
  "waymark.form": "interactions",
  "waymark.key": "interactions",
  "waymark.browser": "interactions",
  "waymark.track": "tracking",
  "waymark.identify": "tracking",
};

/** Whether a signal is of a part that is left out. */
export function isLeftOut(tag: SignalTag, leftOut: readonly OptionalPart[]): boolean {
  const part = PART_OF[tag];
  return part !== undefined && leftOut.includes(part);
}

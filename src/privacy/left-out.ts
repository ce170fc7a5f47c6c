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
  "waymark.track": "tracking",
  "waymark.identify": "tracking",
};

/** What `waymark.browser` tells of the user; the rest is which tab is seen, and how. */
const USER_ACTS: ReadonlySet<unknown> = new Set([
  "download",
  "dialog",
  "print",
  "copy",
  "cut",
  "paste",
  "file-chooser",
]);

/** Whether a signal is of a part that is left out. */
export function isLeftOut(
  tag: SignalTag,
  payload: Readonly<Record<string, unknown>>,
  leftOut: readonly OptionalPart[],
): boolean {
  const isAct = tag === "waymark.browser" && USER_ACTS.has(payload["what"]);
  const part = isAct ? "interactions" : PART_OF[tag];
  return part !== undefined && leftOut.includes(part);
}

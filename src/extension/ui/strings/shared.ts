import { wholeNumber } from "../../../format/count.ts";
import type { Level } from "../../../privacy/policy.ts";

/** What the words of several pages are made of. */
export function plural(count: number, one: string, many: string): string {
  return `${wholeNumber(count)} ${count === 1 ? one : many}`;
}

export const NEVER_RECORDED =
  "Never recorded: passwords, payment cards, one-time codes, hidden fields and file names.";

export const LEVEL_NAMES: Record<Level, string> = {
  balanced: "Balanced",
  strict: "Strict",
  open: "Open",
};

import type { Pointer } from "../format/pointer.ts";

export const KINDS = [
  "navigation",
  "click",
  "tap",
  "input",
  "focus",
  "blur",
  "scroll",
  "viewport",
  "mutation",
  "dom-snapshot",
  "network",
  "console",
  "error",
  "vital",
  "memory",
  "form",
  "track",
  "mark",
  "browser",
  "lifecycle",
  "selection",
  "media",
  "breadcrumb",
  "span",
  "video",
  "mobile",
] as const;
export type Kind = (typeof KINDS)[number];

/** `user` acts, `page` answers, `network`, `problem`, `browser`, `meta`. */
export type Category = "user" | "page" | "network" | "problem" | "browser" | "meta";

/** What every question, timeline and detector reads: one thing that happened, in words. */
export interface NormalizedEvent extends Pointer {
  /** ISO 8601. */
  timestamp: string;
  kind: Kind;
  category: Category;
  /** A short sentence for people: `Click on "Apply coupon"`. */
  label: string;
  /** The tab's URL at that moment. */
  url: string;
  selector: string | null;
  nodeId: number | null;
  rawType: number;
  rawSource: number | null;
  /** The text that would say more was masked in the recording. */
  masked?: true;
  /** Kind-specific details, small. */
  data?: Record<string, unknown>;
}

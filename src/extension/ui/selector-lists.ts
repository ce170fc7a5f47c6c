import type { PagePolicy } from "../../privacy/policy.ts";
import { normalSite } from "../../privacy/site-list.ts";

export const LIST_NAMES = ["block", "mask", "ignore", "unmask"] as const;
export type ListName = (typeof LIST_NAMES)[number];
export type SelectorLists = Pick<PagePolicy, ListName>;

/** Throws on a bad selector, as `querySelector` does. */
export type SelectorTest = (selector: string) => void;

/** The browser's own parser decides; a fragment needs no page. */
export const testSelector: SelectorTest = (selector) =>
  void document.createDocumentFragment().querySelector(selector);

/** One selector a line; blank lines and repetitions are dropped. */
export function parseLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ""))];
}

/** In which line an entry stands, as a person counts them. */
export function lineOf(text: string, entry: string): number {
  return text.split(/\r?\n/).findIndex((line) => line.trim() === entry) + 1;
}

/** One site a line, as lists hold them; or the first line that names none. */
export function parseSiteLines(
  text: string,
): { ok: true; sites: string[] } | { ok: false; line: number; typed: string } {
  const typed = parseLines(text);
  const bad = typed.find((line) => normalSite(line) === null);
  if (bad !== undefined) return { ok: false, line: lineOf(text, bad), typed: bad };
  return { ok: true, sites: [...new Set(typed.map((line) => normalSite(line)!))] };
}

/**
 * Finds the first selector that the browser does not understand, in the order of the page. A bad
 * one is never skipped or saved: rrweb would silently mask nothing (rule P8).
 */
export function findBadSelector(
  lists: SelectorLists,
  test: SelectorTest,
): { list: ListName; selector: string } | null {
  for (const list of LIST_NAMES) {
    const bad = lists[list].find((selector) => !isSelector(selector, test));
    if (bad !== undefined) return { list, selector: bad };
  }
  return null;
}

export function isSelector(selector: string, test: SelectorTest): boolean {
  try {
    test(selector);
    return true;
  } catch {
    // The exception is the answer; the caller names the selector.
    return false;
  }
}

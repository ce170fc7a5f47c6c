import type { NormalizedEvent } from "../../event.ts";
import { numberIn, seenOf, textIn } from "./timeline.ts";
import type { Seen } from "./types.ts";

/** One page that the tab showed, until the next. */
export interface Visit extends Seen {
  /** The address without query and fragment, so that filters, pages and months of one view are one page. */
  page: string;
  /** The whole address without its fragment. */
  address: string;
  how: string;
  /** The click that led here, right before it; null where there was none. */
  click: Seen | null;
}

/** A click leads to a page that comes this soon after. Ours: slower loads are told as slow clicks. */
const LEADS_WITHIN_MS = 10_000;

/** The pages of a tab in order. What only rewrites the address of the same page is no visit. */
export function visitsOf(events: readonly NormalizedEvent[], startedAt: number): Visit[] {
  const visits: Visit[] = [];
  let click: Seen | null = null;
  for (const event of events) {
    if (event.kind === "click" || event.kind === "tap") {
      const seen = seenOf(event, startedAt);
      click = { ...seen, at: numberIn(event, "clickAt") ?? seen.at };
    }
    if (event.kind !== "navigation") continue;
    const how = textIn(event, "how") || "load";
    const url = textIn(event, "url") || event.url;
    const address = url.split("#", 1)[0] ?? "";
    const page = address.split("?", 1)[0] ?? "";
    if (how === "hash" || how === "replace" || visits.at(-1)?.address === address) continue;
    const seen = seenOf(event, startedAt);
    const led = click && seen.at - click.at <= LEADS_WITHIN_MS ? click : null;
    visits.push({ ...seen, page, address, how, click: led });
    click = null;
  }
  return visits;
}

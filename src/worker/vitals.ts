import { WEB_VITALS, type WebVital } from "../format/signals/vital.ts";
import { eachEvent, type PackedEvents } from "./packed-events.ts";

export type Rating = "good" | "needs-improvement" | "poor";

export interface PageVital {
  name: WebVital;
  /** As the event says it: `LCP 2.9 s (needs improvement)`. */
  label: string;
  rating: Rating;
}

/** The web vitals of one document of a session, by its address. */
export interface PageSpeed {
  url: string;
  vitals: PageVital[];
}

/**
 * What a session says of its documents' speed, in the order in which they came. A vital is told again
 * as it changes: the last word on an address counts.
 */
export function pageSpeeds(events: PackedEvents): PageSpeed[] {
  const pages = new Map<string, Map<WebVital, PageVital>>();
  for (const { kind, data, label, url } of eachEvent(events)) {
    const [name, rating] = kind === "vital" ? (data?.what.split(" ") ?? []) : [];
    if (!isWebVital(name) || rating === undefined) continue;
    const page = pages.get(url) ?? new Map<WebVital, PageVital>();
    pages.set(url, page);
    page.set(name, { name, label, rating: rating as Rating });
  }
  return [...pages].map(([url, vitals]) => ({
    url,
    vitals: WEB_VITALS.flatMap((name) => vitals.get(name) ?? []),
  }));
}

const isWebVital = (name: string | undefined): name is WebVital =>
  (WEB_VITALS as readonly (string | undefined)[]).includes(name);

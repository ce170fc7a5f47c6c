import type { NormalizedEvent } from "./event.ts";

/** How long a page was open, over all visits. */
export interface RouteTime {
  /** Without query and fragment. */
  url: string;
  visits: number;
  openMs: number;
  /** What the user did there: clicks, typing, scrolling. */
  acts: number;
  /** When it was first opened. */
  firstAtMs: number;
}

interface Visit {
  tabId: string;
  url: string;
  atMs: number;
}

/** Adds up how long each page was open in its tab: from each navigation to the tab's next one, or to the end. */
export function createRouteTimes(): {
  navigated(event: NormalizedEvent): void;
  acted(event: NormalizedEvent): void;
  /** The longest open first. */
  finish(durationMs: number): RouteTime[];
} {
  const visits: Visit[] = [];
  const acts = new Map<string, number>();
  return {
    navigated({ tabId, url, offsetMs }) {
      visits.push({ tabId, url: routeOf(url), atMs: offsetMs });
    },
    acted({ url }) {
      const route = routeOf(url);
      acts.set(route, (acts.get(route) ?? 0) + 1);
    },
    finish(durationMs) {
      const routes = new Map<string, RouteTime>();
      const next = new Map<string, number>();
      for (const { tabId, url, atMs } of visits.toSorted((a, b) => b.atMs - a.atMs)) {
        const route = routes.get(url) ?? {
          url,
          visits: 0,
          openMs: 0,
          acts: acts.get(url) ?? 0,
          firstAtMs: atMs,
        };
        route.visits++;
        route.openMs += Math.max(0, (next.get(tabId) ?? durationMs) - atMs);
        route.firstAtMs = atMs;
        routes.set(url, route);
        next.set(tabId, atMs);
      }
      return [...routes.values()].toSorted(
        (a, b) => b.openMs - a.openMs || a.firstAtMs - b.firstAtMs,
      );
    },
  };
}

/** `https://shop.example/cart` for any of its queries and fragments; hash routes (`#/...`) are pages of their own. */
export function routeOf(url: string): string {
  return url.replace(/(?:\?[^#]*)?(#[!/][^?]*)?(?:[?#].*)?$/, "$1");
}

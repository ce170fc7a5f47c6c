import { LONGEST_TITLE } from "../../format/signals/navigation.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import { createLimiter } from "./limiter.ts";
import { titleOf } from "./page-reads.ts";
import type { SignalContext, SignalSource } from "./signal-source.ts";

type Navigation = SignalPayload<"waymark.navigation">;
type How = Navigation["how"];

/** The Navigation API's names, as far as they are needed here. */
interface NavigationLike extends EventTarget {
  currentEntry: { url: string | null } | null;
}
interface EntryChange extends Event {
  navigationType: "push" | "replace" | "reload" | "traverse" | null;
}

/** Scripts that write the address with every scroll step or key are told of now and then. */
const ADDRESSES = { burst: 50, perSecond: 5 };
/** Titles that blink to draw attention, too. */
const TITLES = { burst: 10, perSecond: 0.2 };
/** A title that stands for less is none: frameworks write several in a row. */
const TITLE_STANDS_MS = 500;

/**
 * How the document came, and URL changes within it: history API, hash, back and forward, and the return
 * from the back-forward cache; and its title. Uses the Navigation API, which tells of changes without
 * patching `history`; only in browsers without it (Firefox before 147) calls of `history` are watched.
 */
export const watchNavigation: SignalSource = {
  part: "navigation",
  watch(context) {
    watchAddress(context);
    const { global } = context;
    // A frame is no place that the tab went to.
    if (global.top !== global) return;
    const { document } = global;
    if (context.fromStart) tellLoad(context);
    if (document.readyState === "loading") {
      context.listen(document, "DOMContentLoaded", () => watchTitle(context));
    } else watchTitle(context);
  },
};

function watchAddress(context: SignalContext): void {
  const { global, listen, say, watchCalls } = context;
  const limiter = createLimiter(context, "navigation", ADDRESSES);
  let url = global.location.href;
  const changed = (how: How) => {
    const next = global.location.href;
    if (next === url && how !== "bfcache") return;
    const onlyHash = how !== "bfcache" && withoutHash(next) === withoutHash(url);
    const from = url;
    url = next;
    if (!limiter.take()) return;
    say("waymark.navigation", {
      how: onlyHash ? "hash" : how,
      url: next,
      ...(from !== next && { from }),
    });
  };

  const navigation = (global as { navigation?: NavigationLike }).navigation;
  listen(global, "popstate", () => changed("pop"));
  listen(global, "hashchange", () => changed("hash"));
  listen(global, "pageshow", (event) => {
    if ((event as PageTransitionEvent).persisted) changed("bfcache");
  });
  if (navigation) {
    listen(navigation, "currententrychange", (event) => {
      const type = (event as EntryChange).navigationType;
      changed(type === "traverse" ? "pop" : type === "replace" ? "replace" : "push");
    });
  } else {
    const { prototype } = global.History;
    watchCalls(prototype, "pushState", "value", () => () => changed("push"));
    watchCalls(prototype, "replaceState", "value", () => () => changed("replace"));
  }
}

function tellLoad({ global, say }: SignalContext): void {
  const [entry] = global.performance.getEntriesByType("navigation");
  const { name, type, redirectCount = 0 } = (entry ?? {}) as Partial<PerformanceNavigationTiming>;
  const { referrer } = global.document;
  say("waymark.navigation", {
    how: "load",
    // As it came: its scripts may have written another address since.
    url: name || global.location.href,
    ...(referrer !== "" && { from: referrer }),
    ...(type && { type }),
    // The browser counts none where one of them was of another origin.
    ...(redirectCount > 0 && { redirects: redirectCount }),
  });
}

/**
 * Watches the title's element, and the head for another one; its text alone, so that style sheets
 * which scripts write into the head cost nothing.
 */
function watchTitle(context: SignalContext): void {
  const { global, mirror, say, later, attempt, onEnd } = context;
  const { document, MutationObserver } = global;
  const limiter = createLimiter(context, "navigation", TITLES);
  let told = titleOf(document);
  let observed: Element | null = null;
  let waits = false;

  function tell(): void {
    waits = false;
    const title = titleOf(document);
    if (title === told) return;
    told = title;
    // Whether the title may be told is judged by its element.
    const id = observed ? mirror.getId(observed) : -1;
    if (id <= 0 || !limiter.take()) return;
    const { href: url } = global.location;
    say("waymark.navigation", { how: "title", url, id, title: clip(title) });
  }
  const observer = new MutationObserver(() =>
    attempt(() => {
      observe();
      if (waits) return;
      waits = true;
      later(tell, TITLE_STANDS_MS);
    }),
  );
  function observe(): void {
    const { head } = document;
    const element = head?.querySelector(":scope > title") ?? null;
    if (!head || (element === observed && element !== null)) return;
    observed = element;
    observer.disconnect();
    observer.observe(head, { childList: true });
    if (!element) return;
    observer.observe(element, { childList: true, characterData: true, subtree: true });
  }
  observe();
  onEnd(() => observer.disconnect());
}

/** Cut between words: of half an address the patterns would not know that it is one. */
function clip(title: string): string {
  if (title.length <= LONGEST_TITLE) return title;
  return title.slice(0, Math.max(0, title.lastIndexOf(" ", LONGEST_TITLE)));
}

const withoutHash = (url: string) => url.split("#", 1)[0];

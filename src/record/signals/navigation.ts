import type { SignalPayload } from "../../format/signals.ts";
import type { SignalSource } from "./signal-source.ts";

type How = SignalPayload<"waymark.navigation">["how"];

/** The Navigation API's names, as far as they are needed here. */
interface NavigationLike extends EventTarget {
  currentEntry: { url: string | null } | null;
}
interface EntryChange extends Event {
  navigationType: "push" | "replace" | "reload" | "traverse" | null;
}

/**
 * URL changes within a document: history API, hash, back and forward, and the return from the
 * back-forward cache. Uses the Navigation API, which tells of them without patching `history`;
 * browsers without it tell of popstate and hashchange only.
 */
export const watchNavigation: SignalSource = ({ global, primitives, say }) => {
  let url = global.location.href;
  const changed = (how: How) => {
    const next = global.location.href;
    if (next === url && how !== "bfcache") return;
    const onlyHash = how !== "bfcache" && withoutHash(next) === withoutHash(url);
    url = next;
    say("waymark.navigation", { how: onlyHash ? "hash" : how, url: next });
  };

  const navigation = (global as { navigation?: NavigationLike }).navigation;
  const ends = [
    primitives.listen(global, "popstate", () => changed("pop")),
    primitives.listen(global, "hashchange", () => changed("hash")),
    primitives.listen(global, "pageshow", (event) => {
      if ((event as PageTransitionEvent).persisted) changed("bfcache");
    }),
  ];
  if (navigation) {
    ends.push(
      primitives.listen(navigation, "currententrychange", (event) => {
        const type = (event as EntryChange).navigationType;
        changed(type === "traverse" ? "pop" : type === "replace" ? "replace" : "push");
      }),
    );
  }
  return () => ends.forEach((end) => end());
};

const withoutHash = (url: string) => url.split("#", 1)[0];

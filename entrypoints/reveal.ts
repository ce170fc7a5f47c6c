import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { answerReveal } from "../src/record/reveal.ts";

/** Set in the isolated world, where the page cannot see it. */
const world = globalThis as { waymarkReveals?: boolean };

/** Firefox has it on the element, Chrome in an API of its own; neither may be there. */
type Host = HTMLElement & { openOrClosedShadowRoot?: ShadowRoot | null };

export default defineUnlistedScript(() => {
  if (world.waymarkReveals) return;
  world.waymarkReveals = true;
  const api = (globalThis as { chrome?: typeof chrome }).chrome;
  answerReveal(window, (host: Host) => {
    if (!api?.dom) return host.openOrClosedShadowRoot ?? null;
    // Left behind by an extension that was updated or removed, it has nothing to ask any more.
    return api.runtime?.id ? api.dom.openOrClosedShadowRoot(host) : null;
  });
});

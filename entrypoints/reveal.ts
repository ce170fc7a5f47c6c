import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { answerReveal } from "../src/record/reveal.ts";

/** Set in the isolated world, where the page cannot see it. */
const world = globalThis as { waymarkReveals?: boolean };

/** Firefox has it on the element, Chrome in an API of its own; neither may be there. */
type Host = HTMLElement & { openOrClosedShadowRoot?: ShadowRoot | null };

export default defineUnlistedScript(() => {
  if (world.waymarkReveals) return;
  world.waymarkReveals = true;
  const chromeDom = (globalThis as { chrome?: typeof chrome }).chrome?.dom;
  answerReveal(window, (host: Host) =>
    chromeDom ? chromeDom.openOrClosedShadowRoot(host) : (host.openOrClosedShadowRoot ?? null),
  );
});

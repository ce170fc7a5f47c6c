import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { createPageUplink } from "../src/extension/page-uplink.ts";
import { runIsolatedHalf } from "../src/record/isolated-half.ts";

/** Set in the isolated world, where the page cannot see it. */
const world = globalThis as { waymarkLife?: AbortController };

export default defineUnlistedScript(() => {
  // Injected twice into one document: the first is still at work.
  if (world.waymarkLife && !world.waymarkLife.signal.aborted) return;
  const life = new AbortController();
  world.waymarkLife = life;
  runIsolatedHalf(window, createPageUplink(), life).catch((error: unknown) => {
    life.abort();
    console.warn("Waymark cannot record this page:", error);
  });
});

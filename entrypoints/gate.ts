import { createPageUplink } from "../src/extension/page-uplink.ts";
import { runIsolatedHalf } from "../src/record/isolated-half.ts";
import { type Half, world } from "../src/record/watch/half.ts";

/** Not by WXT's helper: what it adds would be a fiftieth of all that these scripts may weigh. */
export default {
  main() {
    // Injected twice into one document: the first is still at work.
    if (world.waymarkHalf && !world.waymarkHalf.life.signal.aborted) return;
    const half: Half = { life: new AbortController() };
    world.waymarkHalf = half;
    const run = async () => runIsolatedHalf(window, createPageUplink(), half);
    run().catch((error: unknown) => {
      half.life.abort();
      console.warn("Waymark cannot record this page:", error);
    });
  },
};

import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { world } from "../src/record/watch/half.ts";
import { watchPage } from "../src/record/watch/watch-page.ts";

export default defineUnlistedScript(() => {
  const half = world.waymarkHalf;
  // Injected too late, or twice into one document. The welcome may be on its way yet.
  if (!half || half.life.signal.aborted || half.see) return;
  watchPage(window, half);
});

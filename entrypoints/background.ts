import { defineBackground } from "wxt/utils/define-background";
import { startBackground } from "../src/extension/background.ts";
import { openIndexedDbStore } from "../src/store/indexeddb/store.ts";
import { evictBefore } from "../src/worker/rewind/evict.ts";
import { withKeyframesOnSeal } from "../src/worker/replay/keyframes-on-seal.ts";

export default defineBackground({
  type: "module",
  main: () =>
    startBackground(
      async () =>
        withKeyframesOnSeal(await openIndexedDbStore(), (message) => console.warn(message)),
      evictBefore,
    ),
});

import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { pageRefusal } from "../src/privacy/page/refusal.ts";

/** What the page says of being recorded, for `createPageLook` to fetch. */
export default defineUnlistedScript(() => {
  (globalThis as { waymarkWord?: unknown }).waymarkWord = pageRefusal(document, navigator);
});

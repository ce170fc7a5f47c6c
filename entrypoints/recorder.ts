import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { runMainHalf } from "../src/record/main-half.ts";

export default defineUnlistedScript(() => {
  runMainHalf(window);
});

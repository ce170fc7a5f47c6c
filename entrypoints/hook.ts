import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { installHook } from "../src/record/hook.ts";

export default defineUnlistedScript(() => {
  installHook(window);
});

import { installHook } from "../src/record/hook.ts";

/** Not by WXT's helper: what it adds would be a fiftieth of all that these scripts may weigh. */
export default {
  main() {
    installHook(window);
  },
};

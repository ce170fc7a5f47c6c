import * as v from "valibot";
import { text } from "./fields.ts";

export const navigation = v.strictObject({
  how: v.picklist(["load", "push", "replace", "pop", "hash", "bfcache"]),
  url: text,
});

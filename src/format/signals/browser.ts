import * as v from "valibot";
import { ID_PATTERN } from "../ids.ts";
import { text } from "./fields.ts";

/**
 * What the browser did. In the stream of the tab it is about:
 * `tab-opened`, in the opener's: `detail` is the address, `tab` the new tab's id where it joined the session;
 * `tab-activated`: the user now looks at this tab; `tab-left`: at none of the session's any more;
 * `tab-limit`: the session holds no more tabs, so the one just opened is not recorded;
 * `focus`, `blur`: of the window, by keyboard and mouse, while the tab may be seen all along;
 * `frozen`, `thawed`: the browser stopped the page's scripts, or lets them run again.
 */
export const browser = v.strictObject({
  what: v.picklist([
    "tab-opened",
    "tab-activated",
    "tab-left",
    "tab-limit",
    "download",
    "visible",
    "hidden",
    "dialog",
    "print",
    "focus",
    "blur",
    "online",
    "offline",
    "frozen",
    "thawed",
  ]),
  detail: v.optional(text),
  tab: v.optional(v.pipe(v.string(), v.regex(ID_PATTERN))),
});

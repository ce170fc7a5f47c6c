import * as v from "valibot";
import { ID_PATTERN } from "../ids.ts";
import { inFrame, milliseconds, nodeId, text } from "./fields.ts";

/**
 * What the browser did, or was asked to do. In the stream of the tab it is about:
 * `tab-opened`, in the opener's: `detail` is the address, `tab` the new tab's id where it joined the session;
 * `tab-activated`: the user now looks at this tab; `tab-left`: at none of the session's any more;
 * `tab-limit`: the session holds no more tabs, so the one just opened is not recorded;
 * `focus`, `blur`: of the window, by keyboard and mouse, while the tab may be seen all along;
 * `frozen`, `thawed`: the browser stopped the page's scripts, or lets them run again.
 * `download`: told by the browser with `file`, by the page of a link that saves a file without;
 * `audible`, `silent`: the tab began or ended to make a sound;
 * `copy`, `cut`, `paste`: that it happened, never what; `file-chooser`: the browser asks for a file;
 * `dialog`: one of the browser's own, told when it is closed, with the time at which it opened.
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
    "copy",
    "cut",
    "paste",
    "file-chooser",
    "audible",
    "silent",
  ]),
  /** Of a dialog, the page's words in it. */
  detail: v.optional(text),
  tab: v.optional(v.pipe(v.string(), v.regex(ID_PATTERN))),
  /** The element that it was done in or with. */
  id: v.optional(nodeId),
  dialog: v.optional(v.picklist(["alert", "confirm", "prompt", "beforeunload"])),
  /** How long a dialog was open. */
  openMs: v.optional(milliseconds),
  /** How a `confirm` was answered. */
  accepted: v.optional(v.boolean()),
  /** What is saved: never its name, nor the path of its address. */
  file: v.optional(
    v.strictObject({
      /** A media type. */
      type: v.optional(v.pipe(v.string(), v.regex(/^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}$/))),
      bytes: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
      /** Where it comes from; none for what the page made itself. */
      host: v.optional(v.pipe(v.string(), v.regex(/^[^\s/?#@]{1,300}$/))),
    }),
  ),
  frame: inFrame,
});

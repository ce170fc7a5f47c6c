import * as v from "valibot";
import { hydration } from "./error.ts";
import { freeValue, inFrame, nodeId, text } from "./fields.ts";

export const CONSOLE_LEVELS = [
  "log",
  "info",
  "warn",
  "error",
  "debug",
  "trace",
  "assert",
  "dir",
  "table",
  "group",
  "groupCollapsed",
  "groupEnd",
  "count",
  "countReset",
  "time",
  "timeLog",
  "timeEnd",
  "clear",
] as const;

/** Characters that all previews of one call have together, as JSON. */
export const LONGEST_PREVIEW = 8_192;

/** Any JSON value, as deep and long as `src/record/signals/preview.ts` makes them. */
const preview = v.pipe(v.unknown(), freeValue(2 * LONGEST_PREVIEW));

/** One call of the page's console. */
export const consoleCall = v.strictObject({
  level: v.picklist(CONSOLE_LEVELS),
  /** The arguments in one line, as a console shows them; substitutions (`%s`) are done. */
  message: text,
  /** Bounded previews of the arguments that are more than a text. */
  args: v.optional(v.pipe(v.array(preview), v.maxLength(50))),
  /** Ids of recorded elements among the arguments. */
  nodes: v.optional(v.pipe(v.array(nodeId), v.maxLength(50))),
  /** Call site. */
  source: v.optional(text),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
  /** Of an error among the arguments, else of the call, for `error`, `trace` and `assert`. */
  stack: v.optional(text),
  /** How many open groups it stands in. */
  depth: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100))),
  /** How often the same call followed the first of them, which was told on its own. */
  repeats: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  hydration,
  frame: inFrame,
});

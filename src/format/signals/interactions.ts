import * as v from "valibot";
import { inFrame, nodeId } from "./fields.ts";

/** Longer than the page's half makes it: what is redacted in a name may take more room than before. */
const name = v.pipe(v.string(), v.maxLength(400));
const place = v.pipe(v.number(), v.finite());

/** Controls of one form, files of one control, elements under one pointer that are told. */
export const MOST_FIELDS = 200;
export const MOST_FILES = 100;
export const DEEPEST_STACK = 8;

/** What is done with a form: names and reasons, never values. */
export const form = v.strictObject({
  what: v.picklist(["submit", "invalid", "reset", "file"]),
  /** The form's id, or the control's for `invalid` and `file`. */
  id: v.optional(nodeId),
  name: v.optional(name),
  /** For `submit`: its controls that have a name. */
  fields: v.optional(
    v.pipe(v.array(v.strictObject({ id: nodeId, name })), v.maxLength(MOST_FIELDS)),
  ),
  /** For `submit`: called by a script, which neither checks the form nor tells of it. */
  byScript: v.optional(v.boolean()),
  /** For `invalid`: the constraints it breaks, as in `ValidityState`, e.g. `valueMissing`. */
  breaks: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-zA-Z]{1,40}$/))), v.maxLength(11)),
  ),
  /** For `file`: never a file's name. */
  files: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          /** A media type, or nothing where the browser knows none. */
          type: v.pipe(v.string(), v.regex(/^(?:[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100})?$/)),
          bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        }),
      ),
      v.maxLength(MOST_FILES),
    ),
  ),
  frame: inFrame,
});

export const MISSES = ["covered", "disabled", "pointer-events-none"] as const;
export type Miss = (typeof MISSES)[number];

/**
 * What was under the pointer at a click or tap, and why it may have done nothing. Told also for a press
 * on a disabled control, of which browsers make no click.
 */
export const click = v.strictObject({
  /** The element that got it. */
  id: nodeId,
  x: place,
  y: place,
  pointer: v.picklist(["mouse", "touch", "pen", "keyboard"]),
  /** From `elementsFromPoint`, the topmost first, as far as they are recorded. Empty for the keyboard. */
  stack: v.pipe(v.array(nodeId), v.maxLength(DEEPEST_STACK)),
  /** The nearest control in the stack that could not get it: below others, disabled, or without pointer events. */
  missed: v.optional(v.strictObject({ id: nodeId, why: v.picklist(MISSES) })),
  /** It is disabled, by attribute, fieldset or `aria-disabled`. */
  disabled: v.optional(v.boolean()),
  /** A handler called `preventDefault`. */
  prevented: v.optional(v.boolean()),
  frame: inFrame,
});

/** Keys with a name of their own that are told; the rest are characters. */
export const NAMED_KEYS =
  "Escape Enter Tab Space Backspace Delete Insert Home End PageUp PageDown ArrowUp ArrowDown ArrowLeft ArrowRight ContextMenu".split(
    " ",
  );
const ALONE = "F(?:[1-9]|1\\d|2[0-4])|Escape|Enter|Tab";
/** No key that types something: a character needs Ctrl, Alt or Meta, and with Alt alone it is a letter or digit. */
const KEYS = new RegExp(
  `^(?:(?:Shift\\+)?(?:${ALONE})` +
    `|(?:Alt\\+|Ctrl\\+Alt\\+)(?:Shift\\+)?(?:[A-Z0-9]|${ALONE}|${NAMED_KEYS.join("|")})` +
    `|(?:Ctrl\\+(?:Shift\\+)?|(?:Ctrl\\+)?(?:Alt\\+)?(?:Shift\\+)?Meta\\+)(?:[\\x21-\\x60\\x7b-\\x7e]|${ALONE}|${NAMED_KEYS.join("|")}))$`,
);

/** A combination of keys with a modifier, or a key that types nothing; never typed text. */
export const key = v.strictObject({
  /** E.g. `Ctrl+Shift+K`, in the order Ctrl, Alt, Shift, Meta. */
  keys: v.pipe(v.string(), v.maxLength(40), v.regex(KEYS)),
  /** The element that had the focus. */
  id: v.optional(nodeId),
  /** A handler called `preventDefault`: the page has a use for it. */
  prevented: v.optional(v.boolean()),
  frame: inFrame,
});

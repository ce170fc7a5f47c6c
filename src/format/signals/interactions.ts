import * as v from "valibot";
import { inFrame, nodeId } from "./fields.ts";

const name = v.pipe(v.string(), v.maxLength(200));
const place = v.pipe(v.number(), v.finite());

/** What is done with a form: names and reasons, never values. */
export const form = v.strictObject({
  what: v.picklist(["submit", "invalid", "reset", "file"]),
  /** The form's id, or the control's for `invalid` and `file`. */
  id: v.optional(nodeId),
  name: v.optional(name),
  /** For `submit`: names of its controls. */
  fields: v.optional(v.pipe(v.array(name), v.maxLength(200))),
  /** For `invalid`: the constraints it breaks, as in `ValidityState`, e.g. `valueMissing`. */
  breaks: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(11))),
  /** For `file`: never a file's name. */
  files: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          type: name,
          bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        }),
      ),
      v.maxLength(100),
    ),
  ),
  frame: inFrame,
});

/** What was under the pointer at a click or tap, and why it may have done nothing. */
export const click = v.strictObject({
  /** The element that got it. */
  id: nodeId,
  x: place,
  y: place,
  pointer: v.picklist(["mouse", "touch", "pen", "keyboard"]),
  /** From `elementsFromPoint`, the topmost first, as far as they are recorded. */
  stack: v.pipe(v.array(nodeId), v.maxLength(8)),
  /** The nearest control in the stack that could not get it: below others, disabled, or without pointer events. */
  missed: v.optional(
    v.strictObject({ id: nodeId, why: v.picklist(["covered", "disabled", "pointer-events-none"]) }),
  ),
  /** It is disabled, by attribute, fieldset or `aria-disabled`. */
  disabled: v.optional(v.boolean()),
  /** A handler called `preventDefault`. */
  prevented: v.optional(v.boolean()),
  frame: inFrame,
});

/** A combination of keys with a modifier, or a function key; never typed text. */
export const key = v.strictObject({
  /** E.g. `Ctrl+Shift+K`, in the order Ctrl, Alt, Shift, Meta. */
  keys: v.pipe(v.string(), v.maxLength(40)),
  id: v.optional(nodeId),
  prevented: v.optional(v.boolean()),
  frame: inFrame,
});

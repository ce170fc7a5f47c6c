import { hit } from "../hits.ts";
import { type Context, redactCached } from "./context.ts";
import { NUMBER_VALUE } from "./attribute-rules.ts";
import { MASK, maskValue } from "./masks.ts";
import { IS, type NodeState } from "./node-map.ts";

const CAPTIONED = new Set(["submit", "button", "reset"]);
/** Plain words, as on a button; anything with digits or signs in it may have been filled in. */
const CAPTION = /^\p{L}[\p{L}'’-]*(?:[ \u00a0]\p{L}[\p{L}'’-]*){0,4}[ \u00a0]?[.…!?»›→>+]{0,3}$/u;
const LONGEST_CAPTION = 40;

/** What is recorded in place of the value of a control (rule P2), attribute or typed. */
export function maskedControl(
  state: NodeState,
  bits: number,
  value: string,
  context: Context,
): string {
  if (value === "") return value;
  if (value === MASK) {
    // rrweb was told to mask it before it gave it to gate 1, which alone knows that.
    if (context.live) hit(context.hits, ruleOf(bits));
    return value;
  }
  if (isCaption(state, bits, value, context)) return redactCached(value, context);
  if (NUMBER_TAGS.has(state.tag) && NUMBER_VALUE.test(value)) return value;
  if (mayShow(state, bits, context)) return redactCached(value, context);
  hit(context.hits, ruleOf(bits));
  return maskValue(value);
}

const ruleOf = (bits: number): string => ((bits & IS.never) !== 0 ? "never" : "input");

/** Drawn by the page, not filled in. */
const NUMBER_TAGS = new Set(["meter", "progress", "li"]);

/** True where a tester's site lifted the mask (level open) and the control is not on the never-list. */
export function mayShow(state: NodeState, bits: number, context: Context): boolean {
  return (
    context.open &&
    (bits & IS.unmask) !== 0 &&
    (bits & (IS.never | IS.mask | IS.unknown)) === 0 &&
    (state.own & IS.never) === 0
  );
}

function isCaption(state: NodeState, bits: number, value: string, context: Context): boolean {
  return (
    state.tag === "input" &&
    CAPTIONED.has(state.kind) &&
    !context.strict &&
    (bits & (IS.mask | IS.never | IS.unknown)) === 0 &&
    value.length <= LONGEST_CAPTION &&
    CAPTION.test(value)
  );
}

import { withoutHints } from "../../format/link-hints.ts";
import { hit } from "../hits.ts";
import { isMarkList, isMarkWord } from "../marks.ts";
import { BLANK_IMAGE } from "../redaction/data-url.ts";
import { isGeometry, isShortToken, NUMBER_VALUE, Rule, ruleOf } from "./attribute-rules.ts";
import { cleanSrcset, cleanUrl, type UrlUse } from "./clean-url.ts";
import { type Context, redactCached } from "./context.ts";
import { maskedControl, mayShow } from "./controls.ts";
import { cleanCss } from "./css.ts";
import type { Attributes } from "./facts.ts";
import { maskShape, maskText } from "./masks.ts";
import { IS, inherited, type NodeState } from "./node-map.ts";
import { HIDES_TEXT } from "./text.ts";

/** Applies rule P4 to the attributes of one element, in place. `bits`: what holds for it, ancestors included. */
export function sanitizeAttributes(
  state: NodeState,
  bits: number,
  attributes: Attributes,
  context: Context,
): void {
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value === null) {
      const rule = ruleOf(name);
      if (rule === Rule.drop || hidesChoice(rule, state, bits, context)) delete attributes[name];
      continue;
    }
    const kept = cleanAttribute(state, bits, name, value, context);
    if (kept === value) continue;
    if (kept === undefined) delete attributes[name];
    else attributes[name] = kept;
  }
}

const SAFE_META = new Set(["viewport", "color-scheme", "theme-color", "format-detection"]);
const SVG_REFERENCES = new Set(
  "use textpath lineargradient radialgradient pattern mpath feimage animate animatemotion animatetransform set".split(
    " ",
  ),
);
const PICTURES = new Set(
  "img image source input video audio object embed feimage track".split(" "),
);

/** The value to record; undefined when the attribute is not recorded at all. */
function cleanAttribute(
  state: NodeState,
  bits: number,
  name: string,
  value: unknown,
  context: Context,
): unknown {
  const rule = ruleOf(name);
  if (rule === Rule.drop || hidesChoice(rule, state, bits, context)) return drop(rule, context);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (rule === Rule.number && !(isScroll(name) && isTyped(state))) return value;
    return rule === Rule.keep && Math.abs(value) < 1e9 ? value : "";
  }
  if (typeof value === "object")
    return rule === Rule.style ? cleanStyleObject(value as Attributes, bits, context) : undefined;
  if (typeof value !== "string") return undefined;
  switch (rule) {
    case Rule.keep:
      return redactCached(value, context);
    case Rule.rel:
      return redactCached(cleanRel(value, context), context);
    case Rule.token:
      // A letter each, as some editors note them, would make the text.
      return (isWritten(state, bits) || mayBeWords(bits, value, context)) &&
        !isMarkWord(name, value)
        ? presence(value, context)
        : shortToken(value, context);
    case Rule.style:
      return cleanStyleValue(value, bits, context);
    case Rule.url:
      return isWritten(state, bits) && name === "href"
        ? writtenLink(value, context)
        : cleanLink(state, name, value, context);
    case Rule.text:
      if (OPTIONS.has(state.tag)) return maskedControl(state, bits, value, context);
      if (!HINTS.has(name) && !BUTTONS.has(state.tag) && isWritten(state, bits)) {
        return maskedLabel(value, "editable", context);
      }
      return cleanLabel(bits, value, context);
    case Rule.geometry:
      return isGeometry(value) && !isLoneNumber(value, context) ? value : presence(value, context);
    case Rule.number:
      return NUMBER_VALUE.test(value) && !(isScroll(name) && isTyped(state))
        ? value
        : presence(value, context);
    case Rule.sheet:
      return cleanCss(
        value,
        { place: "sheet", masked: context.strict || (bits & HIDES_TEXT) !== 0 },
        context.redactor,
        context.hits,
      );
    case Rule.srcset:
      return context.strict ? "" : cleanSrcset(value, context.redactor, context.hits);
    case Rule.value:
      return maskedControl(state, bits, value, context);
    case Rule.range:
      return NUMBER_VALUE.test(value) &&
        /^(?:progressbar|meter|scrollbar|separator)$/.test(state.role)
        ? value
        : presence(value, context);
    case Rule.content:
      return state.tag === "meta" && SAFE_META.has(state.kind)
        ? redactCached(value, context)
        : presence(value, context);
    case Rule.label:
      if (state.tag === "track" || state.tag === "menu") return cleanLabel(bits, value, context);
      return maskedControl(state, bits, value, context);
    case Rule.presence:
      return presence(value, context);
  }
}

/** A card number in groups passes for a drawing; a drawing that happens to hold one is longer. */
function isLoneNumber(value: string, context: Context): boolean {
  return value.length <= 32 && redactCached(value, context) !== value;
}

/** Which option is chosen is the list's value (rule P2). */
function hidesChoice(rule: Rule, state: NodeState, bits: number, context: Context): boolean {
  return rule === Rule.selected && !mayShow(state, bits, context);
}

function drop(rule: Rule, context: Context): undefined {
  hit(context.hits, rule === Rule.selected ? "input" : "attribute");
  return undefined;
}

function presence(value: string, context: Context): string {
  if (value !== "") hit(context.hits, "attribute");
  return "";
}

function cleanRel(value: string, context: Context): string {
  const kept = withoutHints(value);
  if (kept !== value) hit(context.hits, "attribute");
  return kept;
}

/** Where text is masked, a word or two may be what `attr()` shows; states and kinds are written small and in one. */
function mayBeWords(bits: number, value: string, { strict }: Context): boolean {
  return (strict || (bits & IS.mask) !== 0) && !/^[a-z0-9_.:%-]*$/.test(value);
}

function shortToken(value: string, context: Context): string {
  const passes = isShortToken(value) && redactCached(value, context) === value;
  // Which marks one of ours stands for.
  return passes || isMarkList(value) ? value : presence(value, context);
}

function cleanLabel(bits: number, value: string, context: Context): string {
  if (value === "") return value;
  if ((bits & IS.mask) !== 0) return maskedLabel(value, "mask", context);
  return context.strict ? maskShape(value) : redactCached(value, context);
}

/** The page's own words, also in an editor. */
const HINTS = new Set(["placeholder", "aria-placeholder", "data-placeholder"]);
/** What is said of an option beside its text says which it is (rule P2). */
const OPTIONS = new Set(["option", "optgroup"]);
const BUTTONS = new Set(["button", "input", "select", "textarea"]);

/** True for what stands in an editor (rule P3): its links and labels were written as its text was. */
function isWritten(state: NodeState, bits: number): boolean {
  return (bits & IS.editable) !== 0 && (inherited(state.parent) & IS.editable) !== 0;
}

/** What gate 1 has masked is not counted again. */
function maskedLabel(value: string, rule: "mask" | "editable", context: Context): string {
  const masked = maskText(value);
  if (masked !== value) hit(context.hits, rule);
  return masked;
}

/** Of a written link only what kind it is. */
function writtenLink(value: string, context: Context): string {
  const kept = /^[a-z][a-z0-9+.-]{0,20}:/i.exec(value)?.[0].toLowerCase() ?? "#";
  if (kept !== value) hit(context.hits, "editable");
  return kept;
}

function cleanLink(state: NodeState, name: string, value: string, context: Context): string {
  const picture = PICTURES.has(state.tag) || name === "poster" || name === "background";
  if (picture && context.strict) {
    if (value !== BLANK_IMAGE) hit(context.hits, "media");
    return BLANK_IMAGE;
  }
  const use: UrlUse = SVG_REFERENCES.has(state.tag) ? "svg" : picture ? "image" : "link";
  return cleanUrl(value, use, context.redactor, context.hits);
}

/** rrweb's short form of a change to `style`: property -> value, [value, priority], or false. */
function cleanStyleObject(style: Attributes, bits: number, context: Context): Attributes {
  for (const property of Object.keys(style)) {
    const value = style[property];
    if (!/^(?:--)?[\w-]{1,80}$/.test(property)) delete style[property];
    else if (typeof value === "string")
      style[property] = cleanStyleValue(value, bits, context, property);
    else if (Array.isArray(value)) {
      style[property] = [
        cleanStyleValue(String(value[0]), bits, context, property),
        value[1] === "important" ? "important" : "",
      ];
    } else if (value !== false) delete style[property];
  }
  return style;
}

/** Declarations, or the value of one `property`, where `bits` hold. */
export function cleanStyleValue(
  value: string,
  bits: number,
  context: Context,
  property?: string,
): string {
  const masked = context.strict || (bits & HIDES_TEXT) !== 0;
  return cleanCss(
    value,
    { place: "attribute", masked, ...(property !== undefined && { property }) },
    context.redactor,
    context.hits,
  );
}

const isScroll = (name: string) => name === "rr_scrollLeft" || name === "rr_scrollTop";
/** How far a control has scrolled tells how much was typed into it. */
export const isTyped = (state: NodeState) => state.tag === "input" || state.tag === "textarea";

import { hit, MARK_RULE } from "../hits.ts";
import { isMarkList, markNames, marksOfAttribute, SELECTOR_MARK } from "../marks.ts";
import { isSecretName } from "../redaction/secret-names.ts";
import type { Context } from "./context.ts";
import { IS, type NodeState } from "./node-map.ts";

/** Reads from an element's attributes what masking hangs on, before any value is touched. */

const TAG_BITS: Readonly<Record<string, number>> = {
  style: IS.style,
  script: IS.silent,
  noscript: IS.silent,
  input: IS.value,
  option: IS.value,
  optgroup: IS.value,
  textarea: IS.value,
  select: IS.value,
  datalist: IS.value,
  // The browser's own copy of the option that is chosen.
  selectedcontent: IS.block,
};

const EDITABLE_ROLES = new Set(["textbox", "searchbox", "spinbutton", "combobox"]);
const NEVER_TYPES = new Set(["password", "hidden", "file"]);
/** HTML's autofill fields for cards, codes and passwords. */
const NEVER_AUTOCOMPLETE = /(?:^|\s)(?:cc-[a-z-]+|one-time-code|(?:current|new)-password)(?:\s|$)/i;
const CARD_NAME =
  /(?:card|cc)[-_ ]?(?:num|no\b|nr\b|cvv|cvc|csc|exp)|^(?:cvv|cvc|csc)\d?$|passw|one[-_ ]?time/i;

export type Attributes = Record<string, unknown>;

/** Describes a node that was just added: what it is by its tag and by each of its attributes. */
export function describe(state: NodeState, attributes: Attributes, context: Context): void {
  const bits = TAG_BITS[state.tag];
  if (bits !== undefined) state.own |= bits;
  for (const name of Object.keys(attributes)) {
    noteAttribute(state, name, attributes[name], context);
  }
  if (context.map.wasEdited(state.id)) setSource(state, EDITED_SOURCE, IS.editable);
  if (context.live !== null) noteLiveMarks(state, attributes, context);
  noteSecret(state, attributes, context);
}

/** One attribute of a node, new or changed; null when it was removed. */
export function noteAttribute(
  state: NodeState,
  name: string,
  value: unknown,
  context: Context,
): void {
  const text = typeof value === "string" ? value : value === true ? "" : null;
  let bits = text === null ? 0 : marksOfAttribute(name, text);
  if (!context.open) bits &= ~IS.unmask;
  if (bits !== 0) countMarks(name, text ?? "", context);
  switch (name) {
    case "type":
      if (state.tag === "input") {
        state.kind = (text ?? "").toLowerCase();
        // A password stays one when its type changes to show it.
        if (NEVER_TYPES.has(state.kind)) neverAgain(state, [], context);
      }
      break;
    case "name":
    case "property":
    case "http-equiv":
      if (state.tag === "meta") state.kind = (text ?? "").toLowerCase();
      break;
    case "role":
      state.role = (text ?? "").toLowerCase().trim();
      // A list, of which a browser takes the first that it knows.
      if (state.role.split(/\s+/).some((role) => EDITABLE_ROLES.has(role))) bits |= IS.editable;
      break;
    case "contenteditable":
      if (text !== null && text.toLowerCase() !== "false" && text.toLowerCase() !== "inherit")
        bits |= IS.editable;
      if ((bits & IS.editable) !== 0) noteEdited(state, context);
      break;
    case "autocomplete":
      if (text !== null && NEVER_AUTOCOMPLETE.test(text)) neverAgain(state, [], context);
      break;
    case "data-rr-is-password":
    case "data-waymark-never":
      if (text !== null) neverAgain(state, [], context);
      break;
  }
  setSource(state, name, bits);
}

/** It is written in, or can be: from now on, whatever becomes of it, what stands in it was written (rule P3). */
export function noteEdited(state: NodeState, { map }: Context): void {
  map.rememberEdited(state.id);
  setSource(state, EDITED_SOURCE, IS.editable);
}

/**
 * Counts an element by the marks that it carries. Only gate 2 does: what gate 1 finds out in the live
 * page it writes into our marks, so that all is counted once, and a page cannot make up numbers.
 */
function countMarks(name: string, value: string, context: Context): void {
  if (context.live !== null) return;
  for (const mark of markNames(name, value)) {
    hit(context.hits, MARK_RULE + mark);
  }
}

/**
 * What our mark on a blocked element says: which marks block it, as little else of it is kept. Gate 2
 * passes on what gate 1 wrote there.
 */
export function blockStamp({ sources }: NodeState, attributes: Attributes): string {
  const told = attributes[BLOCK];
  if (typeof told === "string" && isMarkList(told)) return told;
  const names: string[] = [];
  for (const [name, bits] of sources ?? []) {
    if ((bits & IS.block) === 0) continue;
    if (name === "class") names.push(...markNames(name, String(attributes[name])));
    else names.push(name === SELECTOR_SOURCE ? SELECTOR_MARK : name);
  }
  // Alone, our own mark speaks for itself.
  return names.length === 1 && names[0] === BLOCK ? "" : names.join(" ");
}

export function setSource(state: NodeState, name: string, bits: number): void {
  if (bits === 0 && state.sources?.has(name) !== true) return;
  const sources = (state.sources ??= new Map());
  sources.set(name, bits);
  let own = (TAG_BITS[state.tag] ?? 0) | (state.own & (IS.never | IS.unknown));
  for (const part of sources.values()) own |= part;
  state.own = own;
}

const SELECTOR_SOURCE = "(selector)";
/** It was contenteditable once: what was written in it stays there when it no longer is. */
const EDITED_SOURCE = "(edited)";
export const BLOCK = "data-waymark-block";

const STAMPS = [
  [IS.block, BLOCK],
  [IS.mask, "data-waymark-mask"],
  [IS.ignore, "data-waymark-ignore"],
  [IS.unmask, "data-waymark-unmask"],
] as const;

/** What the live page says is written down as our marks, so that gate 2 and every later reader know it too. */
export function noteLiveMarks(state: NodeState, attributes: Attributes, context: Context): void {
  let bits = context.live?.marks(state.id) ?? 0;
  if (!context.open) bits &= ~IS.unmask;
  if (bits === 0 && state.sources?.has(SELECTOR_SOURCE) !== true) return;
  for (const [bit, name] of STAMPS) {
    const isOwn = ((state.sources?.get(name) ?? 0) & bit) !== 0;
    if ((bits & bit) !== 0 && !isOwn) attributes[name] = SELECTOR_MARK;
  }
  setSource(state, SELECTOR_SOURCE, bits);
}

const SECRET_TAGS = new Set(["input", "textarea", "select"]);

/** Puts a control on the never-list by its name or id, those that it has or those that it gets. */
export function noteSecret(state: NodeState, attributes: Attributes, context: Context): void {
  if (!SECRET_TAGS.has(state.tag)) return;
  const names = [attributes["name"], attributes["id"]].filter(
    (name): name is string => typeof name === "string" && name !== "",
  );
  const password = state.kind === "password" || attributes["data-rr-is-password"] !== undefined;
  if (password) neverAgain(state, names, context);
  else if (
    names.some(
      (name) => context.map.isSecretName(name) || isSecretName(name) || CARD_NAME.test(name),
    )
  ) {
    neverAgain(state, [], context);
  }
}

function neverAgain(state: NodeState, names: readonly string[], context: Context): void {
  state.own |= IS.never;
  context.map.rememberSecret(state.id, names);
}

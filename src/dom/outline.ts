import type { Styles } from "./css/styles.ts";
import { labelOf, shorten } from "./label.ts";
import { attribute, hasAttribute, isElement, type MirrorNode } from "./node.ts";
import { NodeType } from "../format/events.ts";
import { isSeen } from "./seen.ts";
import { valueOf } from "./form-state.ts";

/** Lines of a text, cut at a number of characters. */
export interface CutText {
  text: string;
  /** More was there than fits. */
  isCut: boolean;
}

const ROLES: Readonly<Record<string, string>> = {
  a: "link",
  article: "article",
  aside: "complementary",
  button: "button",
  dialog: "dialog",
  footer: "contentinfo",
  form: "form",
  h1: "heading",
  h2: "heading",
  h3: "heading",
  h4: "heading",
  h5: "heading",
  h6: "heading",
  header: "banner",
  img: "image",
  iframe: "frame",
  li: "listitem",
  main: "main",
  nav: "navigation",
  ol: "list",
  option: "option",
  progress: "progressbar",
  section: "region",
  select: "combobox",
  summary: "button",
  table: "table",
  td: "cell",
  textarea: "textbox",
  th: "columnheader",
  tr: "row",
  ul: "list",
};
const INPUT_ROLES: Readonly<Record<string, string>> = {
  button: "button",
  checkbox: "checkbox",
  image: "button",
  number: "spinbutton",
  radio: "radio",
  range: "slider",
  reset: "button",
  search: "searchbox",
  submit: "button",
};
/** Their name says all that is in them. */
const NAMED_WHOLE = new Set([
  "button",
  "link",
  "heading",
  "option",
  "image",
  "checkbox",
  "radio",
  "tab",
  "menuitem",
  "switch",
]);
/** Told only with a name: every page is full of them. */
const NEEDS_NAME = new Set(["region", "form"]);
const STATES = [
  "expanded",
  "selected",
  "pressed",
  "checked",
  "current",
  "invalid",
  "busy",
] as const;
const MOST_LEVELS = 200;

/**
 * The page as assistive technology tells it, one thing a line, indented: role, name, state. Roles and
 * names are those of the recorded markup; a browser may compute a few of them otherwise.
 */
export function outlineOf(top: MirrorNode, styles: Styles, limit: number): CutText {
  const out = { lines: [] as string[], chars: 0, limit, isCut: false };
  tell(top, styles, 0, 0, out);
  return { text: out.lines.join("\n"), isCut: out.isCut };
}

interface Out {
  lines: string[];
  chars: number;
  limit: number;
  isCut: boolean;
}

function tell(node: MirrorNode, styles: Styles, indent: number, level: number, out: Out): void {
  if (out.isCut) return;
  if (level > MOST_LEVELS) {
    out.isCut = true;
    return;
  }
  if (node.type === NodeType.Text) {
    const text = shorten(node.text, 200);
    if (text !== "" && isSeen(node, styles)) say(`text ${JSON.stringify(text)}`, indent, out);
    return;
  }
  let inner = indent;
  if (isElement(node)) {
    if (attribute(node, "aria-hidden") === "true") return;
    const role = roleOf(node);
    if (role !== null) {
      if (!isSeen(node, styles)) return;
      const name = nameFor(node, role);
      if (name !== "" || !NEEDS_NAME.has(role)) {
        say(lineOf(node, role, name), indent, out);
        inner = indent + 1;
      }
      if (NAMED_WHOLE.has(role) && name !== "") return;
    }
  }
  for (let child = node.first; child; child = child.next) {
    tell(child, styles, inner, level + 1, out);
  }
}

function say(line: string, indent: number, out: Out): void {
  const whole = `${"  ".repeat(indent)}${line}`;
  if (out.chars + whole.length > out.limit) {
    out.isCut = true;
    return;
  }
  out.chars += whole.length + 1;
  out.lines.push(whole);
}

function roleOf(node: MirrorNode): string | null {
  const given = attribute(node, "role")?.split(/\s+/)[0];
  if (given) return given === "presentation" || given === "none" ? null : given;
  if (node.tag === "input") {
    const type = (attribute(node, "type") ?? "text").toLowerCase();
    return type === "hidden"
      ? null
      : Object.hasOwn(INPUT_ROLES, type)
        ? INPUT_ROLES[type]!
        : "textbox";
  }
  if (node.tag === "a" && !hasAttribute(node, "href")) return null;
  return Object.hasOwn(ROLES, node.tag) ? (ROLES[node.tag] ?? null) : null;
}

/** Landmarks and lists are named by their markup alone: their text is told by what is in them. */
function nameFor(node: MirrorNode, role: string): string {
  const isNamedByText =
    NAMED_WHOLE.has(role) ||
    ["textbox", "combobox", "searchbox", "spinbutton", "slider"].includes(role);
  return isNamedByText ? labelOf(node) : shorten(attribute(node, "aria-label") ?? "");
}

function lineOf(node: MirrorNode, role: string, name: string): string {
  const parts = [role];
  if (name !== "") parts.push(JSON.stringify(name));
  const level = attribute(node, "aria-level") ?? /^h([1-6])$/.exec(node.tag)?.[1];
  if (role === "heading" && level) parts.push(`level=${level}`);
  if (role === "checkbox" || role === "radio") {
    if (node.checked ?? hasAttribute(node, "checked")) parts.push("checked");
  } else if (node.tag === "input" || node.tag === "textarea" || node.tag === "select") {
    const value = valueOf(node);
    if (value && role !== "button") parts.push(`value=${JSON.stringify(shorten(value))}`);
  }
  if (hasAttribute(node, "disabled") || attribute(node, "aria-disabled") === "true") {
    parts.push("disabled");
  }
  for (const state of STATES) {
    const value = attribute(node, `aria-${state}`);
    if (value && value !== "false") parts.push(value === "true" ? state : `${state}=${value}`);
  }
  if (node.blocked) parts.push("(left out of the recording)");
  parts.push(`[${node.id}]`);
  return parts.join(" ");
}

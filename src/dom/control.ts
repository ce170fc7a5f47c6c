import { classesOf } from "./css/match.ts";
import type { Styles } from "./css/styles.ts";
import { labelledControl } from "./label.ts";
import { attribute, hasAttribute, isElement, type MirrorNode } from "./node.ts";

/** How an element presents itself as something to click. From strong to weak. */
export type ControlSign = "native" | "role" | "handler" | "class" | "tabindex" | "cursor";

export interface Control {
  node: MirrorNode;
  sign: ControlSign;
}

const NATIVE = new Set(["button", "input", "select", "textarea", "summary", "option", "area"]);
const ROLES = new Set([
  "button",
  "link",
  "checkbox",
  "radio",
  "switch",
  "tab",
  "menuitem",
  "menuitemcheckbox",
  "menuitemradio",
  "option",
  "treeitem",
  "slider",
  "spinbutton",
  "combobox",
  "textbox",
  "searchbox",
]);
/** `btn`, `btn-primary`, `buy_button`, `cta`; not `btn-group`, `buttons` or `button-row`. */
const BUTTON_CLASS =
  /^(?:.*[-_])?(?:btn|button|cta)(?:[-_](?!group|bar|row|list|toolbar|wrap|container|text|label|icon).*)?$/i;

/**
 * The control that a click on `node` means: the nearest element, itself included, that presents
 * itself as one; for a `<label>` the field it names. Null on plain text and background.
 */
export function controlOf(node: MirrorNode, styles: Styles): Control | null {
  for (let at: MirrorNode | null = node; at; at = at.parent) {
    if (!isElement(at)) continue;
    if (at.tag === "body" || at.tag === "html") return cursorControl(node, styles);
    if (at.tag === "label") {
      const control = labelledControl(at);
      if (control) return { node: control, sign: "native" };
    }
    const sign = signOf(at);
    if (sign) return { node: at, sign };
  }
  return cursorControl(node, styles);
}

function signOf(node: MirrorNode): ControlSign | null {
  if (NATIVE.has(node.tag) || (node.tag === "a" && hasAttribute(node, "href"))) return "native";
  const role = attribute(node, "role")?.toLowerCase();
  if (role && ROLES.has(role)) return "role";
  if (isEditable(node)) return "native";
  if (hasAttribute(node, "onclick")) return "handler";
  if (classesOf(node).some((name) => BUTTON_CLASS.test(name))) return "class";
  const tabindex = attribute(node, "tabindex");
  // A focusable box around other controls is a region to scroll or a dialog, not a control.
  if (tabindex !== null && Number(tabindex) >= 0 && !holdsControls(node)) return "tabindex";
  return null;
}

export function isEditable(node: MirrorNode): boolean {
  const editable = attribute(node, "contenteditable");
  return editable !== null && editable !== "false";
}

/** The element that a hand cursor belongs to: the one whose own rule sets `cursor: pointer`. */
function cursorControl(node: MirrorNode, styles: Styles): Control | null {
  for (let at: MirrorNode | null = node; at; at = at.parent) {
    if (!isElement(at)) continue;
    if (at.tag === "body" || at.tag === "html") return null;
    const cursor = styles.own(at, "cursor");
    if (cursor === null || cursor === "inherit" || cursor === "unset") continue;
    return cursor === "pointer" ? { node: at, sign: "cursor" } : null;
  }
  return null;
}

function holdsControls(node: MirrorNode): boolean {
  for (let child = node.first; child; child = child.next) {
    if (isElement(child) && (signOf(child) !== null || holdsControls(child))) return true;
  }
  return false;
}

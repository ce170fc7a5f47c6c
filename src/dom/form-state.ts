import { labelOf } from "./label.ts";
import { attribute, hasAttribute, isElement, type MirrorNode, walk } from "./node.ts";
import { selectorOf } from "./selector.ts";

/** A form control as it stands. Values are as recorded: masked ones are signs, passwords are never there. */
export interface FieldState {
  nodeId: number;
  selector: string | null;
  label: string;
  /** `text`, `checkbox`, `select`, `textarea` ... */
  type: string;
  value: string | null;
  checked: boolean | null;
  disabled: boolean;
  required: boolean;
  /** Told by the page to assistive technology. */
  invalid: boolean;
}

const CONTROLS = new Set(["input", "select", "textarea"]);

/** The form controls below and including `top`, in document order. */
export function fieldsBelow(top: MirrorNode): FieldState[] {
  const fields: FieldState[] = [];
  walk(top, (node) => {
    if (isElement(node) && CONTROLS.has(node.tag) && typeOf(node) !== "hidden") {
      fields.push(fieldOf(node));
    }
    return true;
  });
  return fields;
}

function fieldOf(node: MirrorNode): FieldState {
  const type = typeOf(node);
  const isToggle = type === "checkbox" || type === "radio";
  return {
    nodeId: node.id,
    selector: selectorOf(node),
    label: labelOf(node),
    type,
    value: isToggle ? null : valueOf(node),
    checked: isToggle ? (node.checked ?? hasAttribute(node, "checked")) : null,
    disabled: hasAttribute(node, "disabled"),
    required: hasAttribute(node, "required"),
    invalid: attribute(node, "aria-invalid") === "true",
  };
}

const typeOf = (node: MirrorNode): string =>
  node.tag === "input" ? (attribute(node, "type") ?? "text").toLowerCase() : node.tag;

/** What was typed or chosen last, else what the markup says; null where neither was recorded. */
export function valueOf(node: MirrorNode): string | null {
  return node.value ?? attribute(node, "value");
}

import { attribute, type MirrorNode, parentElement } from "../../../dom/node.ts";
import { firstBelow } from "../../../dom/label.ts";

const TEXT_TYPES = /^(?:text|email|tel|url|password|number|)$/;
/** Names of fields that are meant to be used again and again, as the field itself or its form says them. */
const SEARCH = /(?:^|[^a-z])(?:q|query|search|filter|find|lookup)(?:[^a-z]|$)/i;
const NAMING = ["name", "id", "placeholder", "aria-label"] as const;
const REFUSED_CLASS = /(?:^|[\s_-])(?:error|invalid|danger)(?:$|[\s_-])/i;

/** A field for text that is filled once and sent: no search box, filter, choice or slider. */
export function isOneTimeField(node: MirrorNode): boolean {
  if (node.tag !== "textarea" && node.tag !== "input") return false;
  if (node.tag === "input" && !TEXT_TYPES.test((attribute(node, "type") ?? "").toLowerCase()))
    return false;
  const role = attribute(node, "role");
  if (role === "searchbox" || role === "combobox") return false;
  const completes = attribute(node, "aria-autocomplete");
  if (completes !== null && completes !== "none") return false;
  if (NAMING.some((name) => SEARCH.test(attribute(node, name) ?? ""))) return false;
  return closest(node, (at) => attribute(at, "role") === "search" || at.tag === "search") === null;
}

export const formOf = (node: MirrorNode): MirrorNode | null =>
  closest(node, (at) => at.tag === "form" || attribute(at, "role") === "form");

/** Whether it has a button to send it by: live filters and calculators have none. */
export function canBeSent(form: MirrorNode): boolean {
  return (
    firstBelow(form, (node) => {
      if (node.tag === "button") return true;
      const type = node.tag === "input" ? attribute(node, "type")?.toLowerCase() : undefined;
      return type === "submit" || type === "image" || type === "button";
    }) !== null
  );
}

/** Whether the page marks the field as wrong. */
export function looksRefused(field: MirrorNode): boolean {
  if (attribute(field, "aria-invalid") === "true") return true;
  return [field, field.parent].some((node) =>
    REFUSED_CLASS.test((node && attribute(node, "class")) ?? ""),
  );
}

function closest(node: MirrorNode, is: (at: MirrorNode) => boolean): MirrorNode | null {
  for (let at: MirrorNode | null = node; at; at = parentElement(at)) if (is(at)) return at;
  return null;
}

import { NodeType } from "../format/events.ts";
import { attribute, isElement, type MirrorNode, scopeOf, walk } from "./node.ts";

/** Long names are cut here: enough to recognise a control, short enough for a list row. */
const MAX_LABEL = 80;
/** Text is not collected beyond this many characters of a subtree. */
const MAX_TEXT = 400;

const UNSEEN_TAGS = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "title",
  "head",
  "meta",
  "link",
]);

/** The text that a reader sees below `top`, white space collapsed, up to `limit` characters. */
export function visibleText(top: MirrorNode, limit = MAX_TEXT): string {
  let text = "";
  walk(top, (node) => {
    if (text.length >= limit) return false;
    if (node.type === NodeType.Text || node.type === NodeType.CDATA) text += ` ${node.text}`;
    if (isElement(node) && (UNSEEN_TAGS.has(node.tag) || attribute(node, "hidden") !== null))
      return false;
    if (node.tag === "img") text += ` ${attribute(node, "alt") ?? ""}`;
    return true;
  });
  return text.replace(/\s+/g, " ").trim().slice(0, limit);
}

/** The accessible name of an element as far as a recording tells it; "" when it has none. */
export function labelOf(node: MirrorNode): string {
  return shorten(nameOf(node));
}

function nameOf(node: MirrorNode): string {
  if (!isElement(node)) return visibleText(node);
  const labelled = attribute(node, "aria-labelledby");
  if (labelled) {
    const named = labelled
      .split(/\s+/)
      .map((id) => byDomId(node, id))
      .filter((found) => found !== null)
      .map((found) => visibleText(found))
      .join(" ");
    if (named.trim()) return named;
  }
  for (const name of namesInOrder(node)) {
    const text = name?.trim();
    if (text) return text;
  }
  return "";
}

function* namesInOrder(node: MirrorNode): Generator<string | null> {
  yield attribute(node, "aria-label");
  const isField = node.tag === "input" || node.tag === "select" || node.tag === "textarea";
  if (isField) {
    if (/^(?:button|submit|reset)$/i.test(attribute(node, "type") ?? ""))
      yield attribute(node, "value");
    const label = labelElementOf(node);
    if (label) yield visibleText(label);
  } else {
    yield visibleText(node);
  }
  yield attribute(node, "alt");
  yield attribute(node, "title");
  yield attribute(node, "placeholder");
  yield attribute(node, "name");
  if (node.tag === "svg" || node.tag === "a" || node.tag === "button") {
    const inner = firstBelow(
      node,
      (below) => attribute(below, "aria-label") !== null || below.tag === "title",
    );
    if (inner) yield attribute(inner, "aria-label") ?? inner.first?.text ?? null;
  }
}

/** The `<label>` of a form control: by `for`, or the one around it. */
export function labelElementOf(control: MirrorNode): MirrorNode | null {
  for (let at = control.parent; at; at = at.parent) if (at.tag === "label") return at;
  const id = attribute(control, "id");
  if (!id) return null;
  return firstBelow(
    scopeOf(control),
    (node) => node.tag === "label" && attribute(node, "for") === id,
  );
}

/** The control that a `<label>` hands its clicks to: by `for`, or the first one inside. */
export function labelledControl(label: MirrorNode): MirrorNode | null {
  const id = attribute(label, "for");
  if (id) return byDomId(label, id);
  return firstBelow(label, (node) =>
    /^(?:input|select|textarea|button|meter|output|progress)$/.test(node.tag),
  );
}

/** The element with this `id` in the same document or shadow root as `near`. */
export function byDomId(near: MirrorNode, id: string): MirrorNode | null {
  return firstBelow(scopeOf(near), (node) => attribute(node, "id") === id);
}

export function firstBelow(
  top: MirrorNode,
  wanted: (node: MirrorNode) => boolean,
): MirrorNode | null {
  let found: MirrorNode | null = null;
  walk(top, (node) => {
    if (found) return false;
    if (node !== top && isElement(node) && wanted(node)) found = node;
    return found === null;
  });
  return found;
}

export function shorten(text: string, limit = MAX_LABEL): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= limit ? flat : `${flat.slice(0, limit - 1).trimEnd()}…`;
}

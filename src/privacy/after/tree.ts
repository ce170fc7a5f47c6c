import { NodeType, type SerializedNode } from "../../format/events.ts";
import type { DocumentRemoval, Size } from "./plan.ts";

/** Calls `visit` for each child that is a node: imports may hold anything. */
export function eachChild(node: SerializedNode, visit: (child: SerializedNode) => void): void {
  const children: unknown = node.childNodes;
  if (!Array.isArray(children)) return;
  for (const child of children as unknown[]) {
    if (typeof child === "object" && child !== null) visit(child as SerializedNode);
  }
}

/** Takes what is removed out of a serialized tree, in place. Returns whether anything changed. */
export function rewriteTree(tree: SerializedNode, removal: DocumentRemoval): boolean {
  let changed = false;
  const todo: SerializedNode[] = [tree];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (removal.nodes.has(node.id)) {
      if (empty(node, removal.sizes.get(node.id))) changed = true;
      continue;
    }
    if (dropAttributes(node.attributes, removal.attributes.get(node.id))) changed = true;
    const rest = restOf(node.id, node.textContent, removal);
    if (rest !== undefined) {
      node.textContent = rest;
      changed = true;
    }
    eachChild(node, (child) => todo.push(child));
  }
  return changed;
}

/** What is left of a text node's text where it held a part of a split one; undefined otherwise. */
export function restOf(id: number, text: unknown, { texts }: DocumentRemoval): string | undefined {
  return typeof text === "string" ? texts.get(id)?.get(text) : undefined;
}

/** Deletes the named attributes; true when one was there. */
export function dropAttributes(
  attributes: Record<string, unknown> | undefined,
  names: ReadonlySet<string> | undefined,
): boolean {
  if (!attributes || !names) return false;
  let dropped = false;
  for (const name of names) {
    if (!Object.hasOwn(attributes, name)) continue;
    delete attributes[name];
    dropped = true;
  }
  return dropped;
}

/** What gate 2 leaves of a blocked node: an element's class and size, of everything else its place. */
function empty(node: SerializedNode, size: Size | undefined): boolean {
  const had = (node.childNodes?.length ?? 0) > 0;
  if (node.childNodes) node.childNodes = [];
  if (node.type !== NodeType.Element) {
    const text = node.textContent;
    if (text !== undefined) node.textContent = "";
    return had || (text !== undefined && text !== "");
  }
  const before = node.attributes ?? {};
  const after = emptied(before, size);
  node.attributes = after;
  return had || JSON.stringify(before) !== JSON.stringify(after);
}

function emptied(attributes: Record<string, unknown>, size: Size | undefined) {
  const kept: Record<string, string> = {};
  if (typeof attributes["class"] === "string") kept["class"] = attributes["class"];
  kept["data-waymark-block"] = "";
  for (const [name, px] of [
    ["rr_width", size?.width],
    ["rr_height", size?.height],
  ] as const) {
    const known = attributes[name];
    if (typeof known === "string" && /^\d{1,6}(?:\.\d+)?px$/.test(known)) kept[name] = known;
    else if (px !== undefined) kept[name] = `${px}px`;
  }
  return kept;
}

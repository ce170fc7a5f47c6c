import { NodeType, type SerializedNode } from "../../format/events.ts";
import { hit } from "../hits.ts";
import { BLANK_IMAGE } from "../redaction/data-url.ts";
import { classifyToken, SHORTEST_TOKEN } from "../redaction/tokens.ts";
import { sanitizeAttributes } from "./attributes.ts";
import { type Context, countNode, redactCached } from "./context.ts";
import { type Attributes, BLOCK, blockStamp, describe, setSource } from "./facts.ts";
import { combine, IS, inherited, type NodeState } from "./node-map.ts";
import { sanitizeText } from "./text.ts";

/**
 * Sanitizes a serialized tree in place and registers its nodes. Iterative: pages nest thousands of
 * elements deep. `parent` is null for the top document.
 */
export function sanitizeTree(
  root: SerializedNode,
  parent: NodeState | null,
  context: Context,
): void {
  const nodes: SerializedNode[] = [root];
  const parents: (NodeState | null)[] = [parent];
  const bitsAbove: number[] = [inherited(parent)];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const above = parents.pop() as NodeState | null;
    const outer = bitsAbove.pop() as number;
    const state = context.map.add(node.id, above, node.tagName ?? "");
    const bits = sanitizeNode(node, state, outer, context);
    countNode(node.id, context);
    const children = node.childNodes;
    if (children === undefined) continue;
    if ((bits & IS.block) !== 0) {
      registerHidden(children, state, context);
      node.childNodes = [];
      continue;
    }
    for (const child of children) {
      nodes.push(child);
      parents.push(state);
      bitsAbove.push(bits);
    }
  }
}

/** Sanitizes one node without its children and returns what holds for them. */
function sanitizeNode(
  node: SerializedNode,
  state: NodeState,
  outer: number,
  context: Context,
): number {
  switch (node.type) {
    case NodeType.Element:
      return sanitizeElement(node, state, outer, context);
    case NodeType.Text: {
      const around = context.live?.marksAround(node.id) ?? 0;
      node.textContent = sanitizeText(
        node.textContent ?? "",
        around === 0 ? outer : combine(outer, around),
        context,
      );
      return outer;
    }
    case NodeType.Document:
      context.map.documents.add(node.id);
      if (context.live?.isEdited(node.id) === true) setSource(state, "(designMode)", IS.editable);
      return combine(outer, state.own);
    case NodeType.DocumentType:
      node.name = redactCached(node.name ?? "", context);
      node.publicId = redactCached(node.publicId ?? "", context);
      node.systemId = redactCached(node.systemId ?? "", context);
      return outer;
    default:
      // Comments and CDATA keep their place, because other nodes name them as neighbours.
      if (node.type === NodeType.Comment && node.textContent !== "") hit(context.hits, "comment");
      node.textContent = "";
      return outer;
  }
}

function sanitizeElement(
  node: SerializedNode,
  state: NodeState,
  outer: number,
  context: Context,
): number {
  const attributes = (node.attributes ??= {}) as Attributes;
  if (isSecretTag(node.tagName ?? "")) {
    node.tagName = "div";
    hit(context.hits, "attribute");
  }
  describe(state, attributes, context);
  const bits = state.own === 0 ? outer : combine(outer, state.own);
  if ((bits & IS.block) !== 0) {
    node.attributes = blockedAttributes(attributes, state, context);
    return bits;
  }
  const picture = state.tag === "img" ? attributes["src"] : undefined;
  sanitizeAttributes(state, bits, attributes, context);
  if (picture !== undefined && picture !== BLANK_IMAGE && attributes["src"] === BLANK_IMAGE) {
    Object.assign(attributes, sizeOf(state, context));
  }
  return bits;
}

/** The name of an element can carry a token as well as that of an attribute can. */
export function isSecretTag(tag: string): boolean {
  return tag.length >= SHORTEST_TOKEN && classifyToken(tag) !== null;
}

/** Of a blocked element its class, its size and that it is blocked. */
function blockedAttributes(
  attributes: Attributes,
  state: NodeState,
  context: Context,
): Record<string, string> {
  const kept: Record<string, string> = {};
  // Gate 1 has counted what it stamped.
  if (context.live !== null || attributes[BLOCK] === undefined) hit(context.hits, "block");
  if (typeof attributes["class"] === "string")
    kept["class"] = redactCached(attributes["class"], context);
  kept[BLOCK] = blockStamp(state, attributes);
  for (const name of ["rr_width", "rr_height"]) {
    const size = attributes[name];
    if (typeof size === "string" && /^\d{1,6}(?:\.\d+)?px$/.test(size)) kept[name] = size;
  }
  return kept["rr_width"] === undefined ? Object.assign(kept, sizeOf(state, context)) : kept;
}

function sizeOf(state: NodeState, context: Context): Record<string, string> {
  const size = context.live?.size(state.id);
  return size ? { rr_width: `${size.width}px`, rr_height: `${size.height}px` } : {};
}

/** Nodes in a blocked element: known, so that what happens to them later is dropped too. */
export function registerHidden(
  children: readonly SerializedNode[],
  parent: NodeState,
  context: Context,
): void {
  const nodes = [...children];
  const parents = nodes.map(() => parent);
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const state = context.map.add(node.id, parents.pop() as NodeState, node.tagName ?? "");
    for (const child of node.childNodes ?? []) {
      nodes.push(child);
      parents.push(state);
    }
  }
}

import { INDICATOR_TAG } from "../../format/indicator.ts";
import { MOST_LEVELS, NodeType, type SerializedNode } from "../../format/events.ts";

/**
 * Rebuilds a serialized tree from the fields that a node has, so that nothing rides along in extra
 * ones. Iterative; null when a node is not well-formed or there are too many.
 */
export const MOST_NODES = 500_000;

const TAG = /^[a-z][\w.:-]{0,63}$/i;

export function shapeTree(value: unknown): SerializedNode | null {
  const root = shapeNode(value);
  if (root === null) return null;
  const sources: unknown[] = [value];
  const nodes: SerializedNode[] = [root];
  const levels: number[] = [1];
  let count = 1;
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const level = levels.pop()!;
    const source = sources.pop() as { childNodes?: unknown; tagName?: unknown };
    const children = source.childNodes;
    if (node.type !== NodeType.Element && node.type !== NodeType.Document) continue;
    const shaped: SerializedNode[] = [];
    node.childNodes = shaped;
    if (children === undefined || isIndicator(source)) continue;
    if (!Array.isArray(children) || (count += children.length) > MOST_NODES) return null;
    if (children.length > 0 && level >= MOST_LEVELS) return null;
    for (const child of children as unknown[]) {
      const copy = shapeNode(child);
      if (copy === null) return null;
      shaped.push(copy);
      nodes.push(copy);
      sources.push(child);
      levels.push(level + 1);
    }
  }
  return root;
}

/**
 * The element that shows that a page is recorded. The page's half leaves it out; where a page has made
 * it fail to, what is left is an empty node that nothing shows, so that those beside it keep their places.
 */
const isIndicator = ({ tagName }: { tagName?: unknown }): boolean =>
  typeof tagName === "string" &&
  tagName.length === INDICATOR_TAG.length &&
  tagName.toLowerCase() === INDICATOR_TAG;

function shapeNode(value: unknown): SerializedNode | null {
  if (typeof value !== "object" || value === null) return null;
  const raw = value as Record<string, unknown>;
  const type = raw["type"];
  const id = raw["id"];
  if (!isId(id) || typeof type !== "number") return null;
  const node: SerializedNode = { type, id };
  if (isId(raw["rootId"])) node.rootId = raw["rootId"];
  if (raw["isShadow"] === true) node.isShadow = true;
  if (raw["isShadowHost"] === true) node.isShadowHost = true;
  switch (type) {
    case NodeType.Document:
      if (typeof raw["compatMode"] === "string" && /^\w{1,20}$/.test(raw["compatMode"]))
        node.compatMode = raw["compatMode"];
      return node;
    case NodeType.DocumentType:
      node.name = shortText(raw["name"]);
      node.publicId = shortText(raw["publicId"]);
      node.systemId = shortText(raw["systemId"]);
      return node;
    case NodeType.Element: {
      const tag = raw["tagName"];
      if (typeof tag !== "string") return null;
      if (isIndicator(raw)) return { ...node, tagName: "template", attributes: {} };
      node.tagName = TAG.test(tag) ? tag.toLowerCase() : "div";
      node.attributes = shapeAttributes(raw["attributes"]);
      if (raw["isSVG"] === true) {
        node.isSVG = true;
        // SVG names are case-sensitive: linearGradient, clipPath.
        if (TAG.test(tag)) node.tagName = tag;
      }
      if (raw["needBlock"] === true) node.needBlock = true;
      if (raw["isCustom"] === true) node.isCustom = true;
      return node;
    }
    case NodeType.Text:
    case NodeType.CDATA:
    case NodeType.Comment:
      if (typeof raw["textContent"] !== "string") return null;
      node.textContent = raw["textContent"];
      // A style sheet's text; whoever replays it makes its :hover rules work.
      if (raw["isStyle"] === true && type === NodeType.Text) node.isStyle = true;
      return node;
    default:
      return null;
  }
}

function shapeAttributes(value: unknown): Record<string, string | number | boolean | null> {
  const out: Record<string, string | number | boolean | null> = {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) return out;
  for (const [name, item] of Object.entries(value)) {
    const kept =
      typeof item === "string" ||
      typeof item === "boolean" ||
      item === null ||
      isFiniteNumber(item);
    if (kept && name !== "__proto__") out[name] = item as string | number | boolean | null;
  }
  return out;
}

function shortText(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 128) : "";
}

export function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Node ids count from 1; rrweb writes -1 and -2 for what it does not record. */
export function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= -2;
}

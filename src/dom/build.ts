import { MOST_LEVELS, NodeType } from "../format/events.ts";
import { type AttributeValue, link, MARKS, MirrorNode } from "./node.ts";

/** No page has longer ones; a made-up one would stand in every label and selector. */
const LONGEST_TAG = 200;

export interface NodeRegistry {
  add(node: MirrorNode): void;
  /** A part of a snapshot that could not be read. */
  skip(): void;
}

/**
 * Builds the tree of one serialized node, whose place is on `level` of its document, itself on 1. Null
 * when it is no node; broken children are skipped, and so are those that are too deep (rule R4).
 */
export function buildTree(value: unknown, into: NodeRegistry, level = 1): MirrorNode | null {
  const node = buildNode(value);
  if (!node || level > MOST_LEVELS) {
    into.skip();
    return null;
  }
  into.add(node);
  const children = (value as { childNodes?: unknown }).childNodes;
  if (Array.isArray(children)) {
    for (const item of children) {
      const child = buildTree(item, into, level + 1);
      if (child) link(node, child, null);
    }
  }
  return node;
}

function buildNode(value: unknown): MirrorNode | null {
  if (typeof value !== "object" || value === null) return null;
  const raw = value as Record<string, unknown>;
  const { id, type } = raw;
  if (typeof id !== "number" || typeof type !== "number") return null;
  const isElement = type === NodeType.Element;
  if (isElement && typeof raw["tagName"] !== "string") return null;
  const tag = isElement ? (raw["tagName"] as string).slice(0, LONGEST_TAG).toLowerCase() : "";
  const given = raw["attributes"];
  const attributes =
    isElement && typeof given === "object" && given !== null
      ? copyAttributes(given as Record<string, unknown>)
      : {};
  const text = typeof raw["textContent"] === "string" ? raw["textContent"] : "";
  const blocked = raw["needBlock"] === true || Object.hasOwn(attributes, "rr_width");
  const inShadow = raw["isShadow"] === true;
  const marks = (isElement && marksOf(raw)) || (raw["isStyle"] === true ? MARKS.isCss : 0);
  const node = new MirrorNode(id, type, tag, attributes, text, inShadow, blocked, marks);
  if (type === NodeType.Document || type === NodeType.DocumentType) node.own = ownOf(raw);
  return node;
}

function marksOf(raw: Record<string, unknown>): number {
  return (
    (raw["isSVG"] === true ? MARKS.svg : 0) |
    (raw["isCustom"] === true ? MARKS.custom : 0) |
    (raw["isShadowHost"] === true ? MARKS.shadowHost : 0) |
    (raw["needBlock"] === true ? MARKS.needBlock : 0)
  );
}

function ownOf(raw: Record<string, unknown>): Record<string, string> | null {
  const own: Record<string, string> = {};
  for (const name of ["compatMode", "name", "publicId", "systemId"]) {
    const value = raw[name];
    if (typeof value === "string") own[name] = value;
  }
  return own;
}

/** Recorded objects belong to whoever parsed them, so the mirror keeps copies of what it will change. */
function copyAttributes(given: Record<string, unknown>): Record<string, AttributeValue> {
  const copy: Record<string, AttributeValue> = {};
  for (const name in given) {
    const value = given[name];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      copy[name] = value;
    }
  }
  return copy;
}

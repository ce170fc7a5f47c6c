import { NodeType } from "../format/events.ts";
import { buildTree, type NodeRegistry } from "./build.ts";
import { mergeStyle } from "./inline-style.ts";
import { link, MARKS, type MirrorNode, unlink, walk } from "./node.ts";
import { isStyleElement, spreadCss, takeOverCss } from "./style-text.ts";

/** What the parts of a mutation need of the mirror. */
export interface MutableTree extends NodeRegistry {
  get(id: number): MirrorNode | undefined;
  forget(node: MirrorNode): void;
  /** The text of a sheet changed, so it was parsed anew. */
  reparsed(sheet: MirrorNode): void;
}

interface Add {
  parentId: number;
  nextId: number | null;
  previousId: number | null;
  node: object;
}

/** Applies one rrweb mutation in rrweb's order: removes, adds, texts, attributes. Broken parts are skipped and counted. */
export function applyMutation(tree: MutableTree, data: Record<string, unknown>): void {
  for (const item of list(tree, data["removes"])) removeNode(tree, item);
  addNodes(tree, list(tree, data["adds"]));
  for (const item of list(tree, data["texts"])) changeText(tree, item);
  for (const item of list(tree, data["attributes"])) changeAttributes(tree, item);
}

const NOTHING: readonly unknown[] = [];

function list(tree: MutableTree, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value !== undefined && value !== null) tree.skip();
  return NOTHING;
}

function target(tree: MutableTree, item: unknown): MirrorNode | undefined {
  const id = (item as { id?: unknown } | null)?.id;
  return typeof id === "number" ? tree.get(id) : undefined;
}

function removeNode(tree: MutableTree, item: unknown): void {
  const node = target(tree, item);
  if (node) drop(tree, node);
  else tree.skip();
}

function drop(tree: MutableTree, node: MirrorNode): void {
  const { parent } = node;
  if (isStyleElement(parent)) {
    spreadCss(parent);
    tree.reparsed(parent);
  }
  if (node.tag === "option") optionLeaves(node);
  unlink(node);
  walk(node, (below) => tree.forget(below));
}

/**
 * Adds may name parents and neighbours that come later in the same list. What cannot be placed
 * waits for another round; when a round places nothing, an unknown neighbour means "at the end"
 * and an unknown parent means the add is lost.
 */
function addNodes(tree: MutableTree, items: readonly unknown[]): void {
  let waiting: Add[] = [];
  for (const item of items) {
    const add = readAdd(item);
    if (!add) tree.skip();
    else if (!place(tree, add, false)) waiting.push(add);
  }
  let lenient = false;
  while (waiting.length > 0) {
    const still = waiting.filter((add) => !place(tree, add, lenient));
    if (still.length === waiting.length) {
      if (lenient) {
        for (let i = 0; i < still.length; i++) tree.skip();
        return;
      }
      lenient = true;
    }
    waiting = still;
  }
}

function readAdd(item: unknown): Add | null {
  if (typeof item !== "object" || item === null) return null;
  const { parentId, nextId, previousId, node } = item as Record<string, unknown>;
  if (typeof parentId !== "number" || typeof node !== "object" || node === null) return null;
  return {
    parentId,
    nextId: typeof nextId === "number" && nextId !== -1 ? nextId : null,
    previousId: typeof previousId === "number" && previousId !== -1 ? previousId : null,
    node,
  };
}

function place(tree: MutableTree, add: Add, lenient: boolean): boolean {
  const existing = target(tree, add.node);
  // A move: the old place goes first, so a node can never become its own ancestor.
  if (existing) drop(tree, existing);
  const parent = tree.get(add.parentId);
  if (!parent) return false;
  let next: MirrorNode | null = null;
  if (add.nextId !== null) {
    const found = tree.get(add.nextId);
    if (found?.parent === parent) next = found;
    else if (!lenient) return false;
  } else if (add.previousId !== null) {
    const found = tree.get(add.previousId);
    if (found?.parent === parent) next = found.next;
  }
  const isDocument = (add.node as { type?: unknown }).type === NodeType.Document;
  const node = buildTree(add.node, tree, isDocument ? 1 : levelBelow(parent));
  if (!node) return true;
  makeRoom(tree, parent, node);
  link(parent, node, next?.parent === parent ? next : null);
  if (isStyleElement(parent)) {
    takeOverCss(parent, node);
    tree.reparsed(parent);
  }
  if (node.tag === "option") optionArrived(node);
  return true;
}

/** The level of what is put into `parent`, counted from the document that it is in. */
function levelBelow(parent: MirrorNode): number {
  let level = 2;
  for (let at = parent; at.parent && at.type !== NodeType.Document; at = at.parent) level++;
  return level;
}

/** Places that hold one thing only: what was there goes when another comes, as it does in rrweb's replay. */
function makeRoom(tree: MutableTree, parent: MirrorNode, node: MirrorNode): void {
  if (node.type === NodeType.Document) {
    // An iframe shows one document.
    for (const old of children(parent)) drop(tree, old);
  } else if (parent.type === NodeType.Document) {
    const isSecond = (old: MirrorNode) =>
      node.tag === "html"
        ? old.tag === "html"
        : node.type === NodeType.DocumentType && old.type === NodeType.DocumentType;
    for (const old of children(parent)) if (isSecond(old)) drop(tree, old);
  } else if (parent.tag === "textarea" && node.type === NodeType.Text) {
    for (const old of children(parent)) if (old.type === NodeType.Text) drop(tree, old);
    delete parent.attributes["value"];
  } else if (isStyleElement(parent) && parent.first) {
    spreadCss(parent);
  }
}

/** A selected option that arrives is the choice then, whatever was chosen before. */
function optionArrived(option: MirrorNode): void {
  const { selected } = option.attributes;
  if (selected !== undefined && selected !== null && selected !== false) forgetChoice(option);
}

/** Without the chosen option the browser chooses, by the options that are left. */
function optionLeaves(option: MirrorNode): void {
  const value = option.attributes["value"] ?? option.first?.text ?? "";
  if (selectOf(option)?.value === String(value)) forgetChoice(option);
}

function forgetChoice(option: MirrorNode): void {
  const select = selectOf(option);
  if (select) select.value = select.checked = null;
}

function selectOf(option: MirrorNode): MirrorNode | null {
  let at = option.parent;
  while (at && at.tag !== "select") at = at.parent;
  return at;
}

function children(parent: MirrorNode): MirrorNode[] {
  const all: MirrorNode[] = [];
  for (let child = parent.first; child; child = child.next) all.push(child);
  return all;
}

function changeText(tree: MutableTree, item: unknown): void {
  const node = target(tree, item);
  const value = (item as { value?: unknown } | null)?.value;
  if (!node || (typeof value !== "string" && value !== null)) {
    tree.skip();
    return;
  }
  if (isStyleElement(node.parent)) {
    spreadCss(node.parent);
    tree.reparsed(node.parent);
    // rrweb's replay adapts a changed text of a sheet, but not one that was added.
    node.marks |= MARKS.isCss;
  }
  node.text = value ?? "";
}

function changeAttributes(tree: MutableTree, item: unknown): void {
  const node = target(tree, item);
  const changes = (item as { attributes?: unknown } | null)?.attributes;
  if (!node || typeof changes !== "object" || changes === null) {
    tree.skip();
    return;
  }
  for (const name in changes) {
    const value = (changes as Record<string, unknown>)[name];
    if (name === "style" && typeof value === "object" && value !== null) {
      mergeStyle(node, value as Record<string, unknown>);
      continue;
    }
    if (name === "style") node.styleOps = null;
    if (value === null) delete node.attributes[name];
    else if (typeof value === "string" || typeof value === "number" || value === true) {
      node.attributes[name] = value;
    } else {
      tree.skip();
      continue;
    }
    if (name === "_cssText") tree.reparsed(node);
    else if (name === "value" && node.tag === "textarea") {
      for (const old of children(node)) drop(tree, old);
    }
  }
}

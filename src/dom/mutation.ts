import { NodeType } from "../format/events.ts";
import { buildTree, type NodeRegistry } from "./build.ts";
import { mergeStyle } from "./inline-style.ts";
import { link, MARKS, type MirrorNode, unlink, walk } from "./node.ts";
import { Rounds } from "./rounds.ts";
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
 * Adds may name parents and neighbours that come later in the same list; they wait for them. When
 * nothing more can be placed, an unknown neighbour means "at the end" and an unknown parent means
 * the add is lost.
 */
function addNodes(tree: MutableTree, items: readonly unknown[]): void {
  if (items.length === 0) return;
  const adds: Add[] = [];
  for (const item of items) {
    const add = readAdd(item);
    if (add) adds.push(add);
    else tree.skip();
  }
  // Most mutations add one node, which has nobody to wait for.
  if (adds.length === 1) {
    const [only] = adds as [Add];
    const isPlaced =
      place(tree, tree, only, false) === null || place(tree, tree, only, true) === null;
    if (!isPlaced) tree.skip();
    return;
  }
  const rounds = new Rounds();
  const into: NodeRegistry = {
    add(node) {
      tree.add(node);
      rounds.arrived(node.id);
    },
    skip: () => tree.skip(),
  };
  const waiting = rounds.run(adds, (add) => place(tree, into, add, false));
  const lost = rounds.run(waiting, (add) => place(tree, into, add, true));
  for (let i = 0; i < lost.length; i++) tree.skip();
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

/** The id of the parent or neighbour without which the add has no place; null when it is done with. */
function place(tree: MutableTree, into: NodeRegistry, add: Add, lenient: boolean): number | null {
  const existing = target(tree, add.node);
  // A move: the old place goes first, so a node can never become its own ancestor.
  if (existing) drop(tree, existing);
  const parent = tree.get(add.parentId);
  if (!parent) return add.parentId;
  let next: MirrorNode | null = null;
  if (add.nextId !== null) {
    const found = tree.get(add.nextId);
    if (found?.parent === parent) next = found;
    else if (!lenient) return add.nextId;
  } else if (add.previousId !== null) {
    const found = tree.get(add.previousId);
    if (found?.parent === parent) next = found.next;
  }
  const isDocument = (add.node as { type?: unknown }).type === NodeType.Document;
  const node = buildTree(add.node, into, isDocument ? 1 : levelBelow(parent));
  if (!node) return null;
  makeRoom(tree, parent, node);
  link(parent, node, next?.parent === parent ? next : null);
  if (isStyleElement(parent)) {
    takeOverCss(parent, node);
    tree.reparsed(parent);
  }
  if (node.tag === "option") optionArrived(node);
  return null;
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
    if (node.tag === "html") replace(tree, parent, node, SOLE.html);
    else if (node.type === NodeType.DocumentType) replace(tree, parent, node, SOLE.doctype);
  } else if (parent.tag === "textarea" && node.type === NodeType.Text) {
    replace(tree, parent, node, SOLE.text);
    delete parent.attributes["value"];
  } else if (isStyleElement(parent) && parent.first) {
    spreadCss(parent);
  }
}

/** Of what a place holds one only, and the last that was put into each place. */
interface Sole {
  is(node: MirrorNode): boolean;
  last: WeakMap<MirrorNode, MirrorNode>;
}

const SOLE: Record<"html" | "doctype" | "text", Sole> = {
  html: { is: ({ tag }) => tag === "html", last: new WeakMap() },
  doctype: { is: ({ type }) => type === NodeType.DocumentType, last: new WeakMap() },
  text: { is: ({ type }) => type === NodeType.Text, last: new WeakMap() },
};

/** Looks through the children the first time only: a page may have put any number of others there. */
function replace(
  tree: MutableTree,
  parent: MirrorNode,
  node: MirrorNode,
  { is, last }: Sole,
): void {
  const before = last.get(parent);
  if (!before) {
    for (const old of children(parent)) if (is(old)) drop(tree, old);
  } else if (before.parent === parent) drop(tree, before);
  last.set(parent, node);
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
  while (at && at.tag !== "select" && at.type !== NodeType.Document) at = at.parent;
  return at?.tag === "select" ? at : null;
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

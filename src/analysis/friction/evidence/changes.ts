import { NodeType } from "../../../format/events.ts";
import type { Styles } from "../../../dom/css/styles.ts";
import { inlineStyle } from "../../../dom/inline-style.ts";
import type { DomMirror } from "../../../dom/mirror.ts";
import { attribute, hasAttribute, isElement, type MirrorNode, walk } from "../../../dom/node.ts";
import { isMasked } from "../../normalize/context.ts";

export const CHILDREN = 0;
export const ATTRIBUTES = 1;

/** A place that a mutation changed, as a reader of the page would notice. */
export interface Change {
  node: MirrorNode;
  what: typeof CHILDREN | typeof ATTRIBUTES;
}

/** Places looked at per mutation: enough to see that something changed. */
const MAX_PLACES = 16;
/** Subtrees larger than this are not compared; a render of them counts as a change. */
const MAX_COMPARED = 400;

const UNSEEN = new Set(["script", "meta", "noscript", "template", "base", "title"]);
const UNSEEN_ATTRIBUTES = new Set([
  "id",
  "name",
  "for",
  "tabindex",
  "nonce",
  "aria-controls",
  "aria-describedby",
  "aria-owns",
]);

/** What the page looked like where a mutation is about to strike. Taken before it is applied. */
export interface Before {
  subtrees: ReadonlyMap<number, string | null>;
  attributes: ReadonlyMap<MirrorNode, Record<string, string | null>>;
  texts: ReadonlyMap<number, string>;
  removedUnseen: ReadonlySet<number>;
}

type Item = Record<string, unknown>;

/** The first parts of a mutation that can be read at all. */
function items(data: Item, part: string): readonly Item[] {
  const value = data[part];
  if (!Array.isArray(value) || value.length === 0) return NONE;
  const isSound = value.length <= MAX_PLACES && value.every(isItem);
  return isSound ? (value as Item[]) : value.slice(0, MAX_PLACES).filter(isItem);
}

const NONE: readonly Item[] = [];

function isItem(value: unknown): value is Item {
  return typeof value === "object" && value !== null;
}

export function lookBefore(mirror: DomMirror, data: Record<string, unknown>): Before {
  const adds = items(data, "adds");
  const removes = items(data, "removes");
  const texts = items(data, "texts");
  const attributes = items(data, "attributes");
  return {
    subtrees: removes.length > 0 && adds.length > 0 ? subtreesOf(mirror, removes, adds) : EMPTY_MAP,
    attributes: attributes.length > 0 ? attributesOf(mirror, attributes) : EMPTY_MAP,
    texts: texts.length > 0 ? textsOf(mirror, texts) : EMPTY_MAP,
    removedUnseen: removes.length > 0 ? unseenOf(mirror, removes) : EMPTY_SET,
  };
}

/** Most mutations are of one part: the others' books are not opened. */
const EMPTY_MAP: ReadonlyMap<never, never> = new Map<never, never>();
const EMPTY_SET: ReadonlySet<never> = new Set<never>();

/** Only what lost and got children can have been rendered anew to the same. */
function subtreesOf(mirror: DomMirror, removes: readonly Item[], adds: readonly Item[]) {
  const subtrees = new Map<number, string | null>();
  for (const remove of removes) {
    const parent = mirror.get(remove["parentId"] as number);
    if (!parent || subtrees.has(parent.id)) continue;
    if (adds.some((add) => add["parentId"] === parent.id)) subtrees.set(parent.id, outline(parent));
  }
  return subtrees;
}

function unseenOf(mirror: DomMirror, removes: readonly Item[]): Set<number> {
  const unseen = new Set<number>();
  for (const remove of removes) {
    const node = mirror.get(remove["id"] as number);
    if (node && isUnseenNode(node)) unseen.add(node.id);
  }
  return unseen;
}

function textsOf(mirror: DomMirror, texts: readonly Item[]): Map<number, string> {
  const before = new Map<number, string>();
  for (const text of texts) {
    const node = mirror.get(text["id"] as number);
    if (node) before.set(node.id, node.text);
  }
  return before;
}

function attributesOf(mirror: DomMirror, changes: readonly Item[]) {
  const before = new Map<MirrorNode, Record<string, string | null>>();
  for (const change of changes) {
    const node = mirror.get(change["id"] as number);
    const given = change["attributes"];
    if (!node || !isItem(given)) continue;
    const old: Record<string, string | null> = {};
    for (const name in given)
      if (!isStyleObject(name, given[name])) old[name] = attribute(node, name);
    before.set(node, old);
  }
  return before;
}

/** A `style` attribute recorded as the properties that changed. */
function isStyleObject(name: string, value: unknown): boolean {
  return name === "style" && typeof value === "object" && value !== null;
}

/**
 * The places that a mutation changed. Without `before` every touched place counts, which is enough
 * for learning what moves on its own; with it, renders that leave all as it was, and changes that nobody sees, do not.
 */
export function changesOf(
  mirror: DomMirror,
  styles: Styles,
  data: Record<string, unknown>,
  before: Before | null,
): Change[] {
  const changes: Change[] = [];
  const place = (node: MirrorNode | null | undefined, what: Change["what"]) => {
    if (!node || changes.length >= MAX_PLACES) return;
    if (!changes.some((change) => change.node === node && change.what === what))
      changes.push({ node, what });
  };
  const adds = items(data, "adds");
  const added = adds.length > 0 ? new Set(adds.map(addedId)) : EMPTY_SET;
  const changedBelow = (id: unknown, unseen: boolean) => {
    const node = typeof id === "number" ? mirror.get(id) : undefined;
    if (!node || unseen || isHidden(node)) return;
    if (before && sameAsBefore(before, node)) return;
    place(node, CHILDREN);
  };
  for (const remove of items(data, "removes")) {
    changedBelow(remove["parentId"], before?.removedUnseen.has(remove["id"] as number) ?? false);
  }
  for (const add of adds) {
    if ((added as ReadonlySet<unknown>).has(add["parentId"])) continue;
    // Something appeared in a place that the mirror does not know: it appeared all the same.
    if (before && mirror.get(add["parentId"] as number) === undefined) place(mirror.root, CHILDREN);
    const node = mirror.get((add["node"] as { id?: number } | null)?.id ?? -1);
    changedBelow(add["parentId"], node !== undefined && isUnseenNode(node));
  }
  for (const text of items(data, "texts")) {
    const node = mirror.get(text["id"] as number);
    const old = node && before?.texts.get(node.id);
    if (!node || (old === node.text && !isMasked(old)) || isHidden(node)) continue;
    place(node.parent, CHILDREN);
  }
  for (const change of items(data, "attributes")) {
    const node = mirror.get(change["id"] as number);
    if (node && attributesNoticed(node, change["attributes"], styles, before))
      place(node, ATTRIBUTES);
  }
  return changes;
}

const addedId = (add: Item): unknown => (add["node"] as { id?: unknown } | null)?.id;

function attributesNoticed(
  node: MirrorNode,
  given: unknown,
  styles: Styles,
  before: Before | null,
): boolean {
  if (typeof given !== "object" || given === null || UNSEEN.has(node.tag)) return false;
  const old = before?.attributes.get(node);
  const noticed = Object.keys(given).some((name) => {
    if (UNSEEN_ATTRIBUTES.has(name)) return false;
    if (before && name.startsWith("data-") && !styles.selectsBy(node, name)) return false;
    if (!old || isStyleObject(name, (given as Item)[name])) return true;
    const now = attribute(node, name);
    return old[name] !== now || (now !== null && isMasked(now));
  });
  if (!noticed) return false;
  // What hides or shows the node itself is seen; changes inside of what is hidden are not.
  return node.parent === null || !isHidden(node.parent);
}

function sameAsBefore(before: Before, node: MirrorNode): boolean {
  const old = before.subtrees.get(node.id);
  return old !== undefined && old !== null && old === outline(node);
}

/** Text and structure below a node, for comparing; null when it is too large or masked. */
function outline(top: MirrorNode): string | null {
  let text = "";
  let nodes = 0;
  let masked = false;
  walk(top, (node) => {
    if (++nodes > MAX_COMPARED || masked) return false;
    if (node === top) return true;
    if (node.type === NodeType.Text) {
      masked = isMasked(node.text);
      text += `"${node.text}"`;
    } else if (isElement(node)) {
      text += `<${node.tag}${JSON.stringify(node.attributes)}${node.styleOps ? JSON.stringify([...node.styleOps]) : ""}`;
    }
    return true;
  });
  return nodes > MAX_COMPARED || masked ? null : text;
}

/** Added or removed without anybody seeing it: scripts, comments, tracking pixels, hidden boxes. */
function isUnseenNode(node: MirrorNode): boolean {
  if (node.type === NodeType.Text) return node.text.trim() === "";
  if (!isElement(node)) return node.type !== NodeType.Document;
  if (UNSEEN.has(node.tag) && node.tag !== "title") return true;
  if (node.tag === "link")
    return (
      attribute(node, "_cssText") === null && !/stylesheet/i.test(attribute(node, "rel") ?? "")
    );
  if (node.tag === "img" || node.tag === "iframe") {
    const tiny = (name: string) =>
      /^[01](?:px)?$/.test(attribute(node, name) ?? inlineStyle(node, name) ?? "");
    if (tiny("width") || tiny("height")) return true;
  }
  return hidesItself(node);
}

function hidesItself(node: MirrorNode): boolean {
  if (!isElement(node)) return false;
  return hasAttribute(node, "hidden") || inlineStyle(node, "display") === "none";
}

/** Inside something that is not shown. Style elements in the head are shown by what they do. */
function isHidden(node: MirrorNode): boolean {
  for (let at: MirrorNode | null = node; at; at = at.parent) {
    if (at.tag === "style" || at.tag === "title") return false;
    if (UNSEEN.has(at.tag) || hidesItself(at)) return true;
  }
  return false;
}

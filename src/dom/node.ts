import { NodeType } from "../format/events.ts";

export type AttributeValue = string | number | boolean | null;

/**
 * One node of the mirrored page. Siblings are linked, so that inserting before a known node costs
 * the same in a list of ten as in one of ten thousand.
 */
export class MirrorNode {
  readonly id: number;
  readonly type: number;
  /** Lower-case tag name; "" for what is not an element. */
  readonly tag: string;
  attributes: Record<string, AttributeValue>;
  /** Text of text, comment and CDATA nodes. */
  text: string;
  parent: MirrorNode | null = null;
  first: MirrorNode | null = null;
  last: MirrorNode | null = null;
  prev: MirrorNode | null = null;
  next: MirrorNode | null = null;
  /** A direct child of its parent's shadow root. */
  readonly inShadow: boolean;
  /** The recorder left out what is inside. */
  readonly blocked: boolean;
  /** What rrweb writes beside tag and attributes; see `MARKS`. */
  marks: number;
  /** What rrweb writes on documents and doctypes themselves: `compatMode`, `name`, `publicId`, `systemId`. */
  own: Record<string, string> | null = null;
  /**
   * Style properties set since the `style` attribute was last recorded whole, the last set last:
   * what a shorthand overwrote and what came after it can only be told by that order.
   */
  styleOps: Map<string, StyleOp> | null = null;
  /** Last known state of a form control, when it was recorded. */
  value: string | null = null;
  checked: boolean | null = null;

  constructor(
    id: number,
    type: number,
    tag: string,
    attributes: Record<string, AttributeValue>,
    text: string,
    inShadow: boolean,
    blocked: boolean,
    marks: number,
  ) {
    this.id = id;
    this.type = type;
    this.tag = tag;
    this.attributes = attributes;
    this.text = text;
    this.inShadow = inShadow;
    this.blocked = blocked;
    this.marks = marks;
  }
}

/** `isCss` says that a text is read as CSS and adapted for replay, as rrweb's `isStyle` does. */
export const MARKS = { svg: 1, custom: 2, shadowHost: 4, needBlock: 8, isCss: 16 } as const;

/** A property as rrweb records it: a value, a value with its priority, or false for removed. */
export type StyleOp = string | [value: string, priority: string] | false;

export function isElement(node: MirrorNode): boolean {
  return node.type === NodeType.Element;
}

/** Puts `child` into `parent`, before `next`; at the end when `next` is null. */
export function link(parent: MirrorNode, child: MirrorNode, next: MirrorNode | null): void {
  const prev = next ? next.prev : parent.last;
  // A shadow root stays when all in it is gone.
  if (child.inShadow) parent.marks |= MARKS.shadowHost;
  child.parent = parent;
  child.prev = prev;
  child.next = next;
  if (prev) prev.next = child;
  else parent.first = child;
  if (next) next.prev = child;
  else parent.last = child;
}

export function unlink(child: MirrorNode): void {
  const { parent, prev, next } = child;
  if (!parent) return;
  if (prev) prev.next = next;
  else parent.first = next;
  if (next) next.prev = prev;
  else parent.last = prev;
  child.parent = child.prev = child.next = null;
}

/** Every node below and including `top`, parents first. `visit` returns false to stay out of a subtree. */
export function walk(top: MirrorNode, visit: (node: MirrorNode) => boolean | void): void {
  let node: MirrorNode | null = top;
  while (node) {
    const enter: boolean | void = visit(node);
    if (enter !== false && node.first) {
      node = node.first;
      continue;
    }
    while (node && node !== top && !node.next) node = node.parent;
    node = node && node !== top ? node.next : null;
  }
}

export function contains(ancestor: MirrorNode, node: MirrorNode | null): boolean {
  for (let at = node; at; at = at.parent) if (at === ancestor) return true;
  return false;
}

export function attribute(node: MirrorNode, name: string): string | null {
  const value = Object.hasOwn(node.attributes, name) ? node.attributes[name] : null;
  if (value === null || value === undefined || value === false) return null;
  return value === true ? "" : String(value);
}

export function hasAttribute(node: MirrorNode, name: string): boolean {
  return attribute(node, name) !== null;
}

/** The document or shadow host whose sheets style this node: where selectors stop. */
export function scopeOf(node: MirrorNode): MirrorNode {
  let at = node;
  while (at.parent) {
    if (at.inShadow) return at.parent;
    if (at.type === NodeType.Document) return at;
    at = at.parent;
  }
  return at;
}

/** The parent element in the same document or shadow root, else null. */
export function parentElement(node: MirrorNode): MirrorNode | null {
  const { parent } = node;
  return parent && !node.inShadow && isElement(parent) ? parent : null;
}

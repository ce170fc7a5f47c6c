/**
 * The DOM calls that gate 1 relies on, taken when this module loads. The recorder loads as early as
 * it can; what a page patched before that, gate 2 makes up for.
 */
const { apply } = Reflect;
const { matches, closest, getBoundingClientRect } = Element.prototype;
const { getRootNode } = Node.prototype;
const getter = (owner: object, name: string) => Object.getOwnPropertyDescriptor(owner, name)?.get;
const designMode = getter(Document.prototype, "designMode");
const parentElement = getter(Node.prototype, "parentElement");
const ownerDocument = getter(Node.prototype, "ownerDocument");
const nodeType = getter(Node.prototype, "nodeType");

const get = (read: (() => unknown) | undefined, node: Node): unknown =>
  read ? apply(read, node, []) : undefined;

export const isElement = (node: Node | null): node is Element =>
  node !== null && get(nodeType, node) === 1;
export const isDocument = (node: Node | null): node is Document =>
  node !== null && get(nodeType, node) === 9;
export const isBeingEdited = (document: Document): boolean => get(designMode, document) === "on";
export const documentOf = (node: Node) => get(ownerDocument, node) as Document | null;
export const parentOf = (node: Node) => get(parentElement, node) as Element | null;
export const matchesSelector = (element: Element, selector: string): boolean =>
  apply(matches, element, [selector]) as boolean;
export const sizeOfElement = (element: Element) =>
  apply(getBoundingClientRect, element, []) as DOMRect;

/** As `closest`, going on from a shadow root at its host. */
export function closestAcross(start: Element, selector: string): Element | null {
  let element: Element | null = start;
  while (element) {
    const found = apply(closest, element, [selector]) as Element | null;
    if (found) return found;
    const root = apply(getRootNode, element, []) as Node & { host?: Element };
    element = root.host ?? null;
  }
  return null;
}

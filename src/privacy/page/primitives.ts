/**
 * The DOM calls that gate 1 relies on, and rrweb as we build it: the browser's own, asked of a node whatever it is
 * called. A form has its controls by their names in place of its own properties, so that with an `<input
 * name="tagName">` in it `form.tagName` is an element; and a page may have put its own functions in their place.
 *
 * They are taken when this module loads, as early as a recorder can. What does not read as the browser's own then
 * is taken from a frame made for that. A page that also changed how functions read, gate 2 makes up for.
 */
const { apply, getOwnPropertyDescriptor } = Reflect;
const { toString } = Function.prototype;

/** As Chromium and Firefox write a function of theirs. One that is bound or a proxy reads without a name. */
export function isNative(made: unknown, name: string): boolean {
  if (typeof made !== "function") return false;
  const text = apply(toString, made, []) as string;
  return new RegExp(`^function (?:get )?${name}\\(\\)\\s*\\{\\s*\\[native code\\]\\s*\\}$`).test(
    text,
  );
}

const NODE_GETTERS = ["nodeType", "parentElement"] as const;
const ELEMENT_GETTERS = [
  "attributes",
  "classList",
  "tagName",
  "shadowRoot",
  "scrollLeft",
  "scrollTop",
] as const;
const ELEMENT_METHODS = [
  "closest",
  "getAttributeNames",
  "getAttributeNodeNS",
  "getAttributeNS",
  "getBoundingClientRect",
  "matches",
] as const;

type Getters =
  | (typeof NODE_GETTERS | typeof ELEMENT_GETTERS)[number]
  | "designMode"
  | "readyState"
  | "style"
  | "styleSheets";
type Natives = Record<Getters, (this: Node) => unknown> &
  Pick<Element, (typeof ELEMENT_METHODS)[number]> &
  Pick<Node, "getRootNode"> & {
    designMode(this: Node): unknown;
    createElement: Document["createElement"];
  };

/** All of them as they stand in `realm`, and whether each is the browser's own. */
function take(realm: Window & typeof globalThis): { natives: Natives; areNative: boolean } {
  let areNative = true;
  const natives: Record<string, unknown> = {};
  function note(name: string, made: unknown): void {
    natives[name] = made;
    if (!isNative(made, name)) areNative = false;
  }
  const getters = (owner: object, names: readonly string[]) =>
    names.forEach((name) => note(name, getOwnPropertyDescriptor(owner, name)?.get));
  const methods = (owner: object, names: readonly string[]) =>
    names.forEach((name) => note(name, getOwnPropertyDescriptor(owner, name)?.value));
  getters(realm.Node.prototype, NODE_GETTERS);
  methods(realm.Node.prototype, ["getRootNode"]);
  getters(realm.Element.prototype, ELEMENT_GETTERS);
  methods(realm.Element.prototype, ELEMENT_METHODS);
  getters(realm.HTMLElement.prototype, ["style"]);
  getters(realm.Document.prototype, ["designMode", "readyState", "styleSheets"]);
  methods(realm.Document.prototype, ["createElement"]);
  return { natives: natives as unknown as Natives, areNative };
}

const here = take(window);
let natives: Natives | null = here.areNative ? here.natives : null;

/** From a frame that is there for a moment; where the page lets us make none, what there is must do. */
function takeElsewhere(): Natives {
  const { documentElement } = document;
  if (!documentElement) return here.natives;
  natives = here.natives;
  try {
    const frame = apply(here.natives.createElement, document, ["iframe"]) as HTMLIFrameElement;
    documentElement.append(frame);
    try {
      if (frame.contentWindow) natives = take(frame.contentWindow as typeof window).natives;
    } finally {
      frame.remove();
    }
  } catch {
    // A page that breaks what makes elements is asked by its own functions; what passes, gate 2 judges again.
  }
  return natives;
}

const own = (): Natives => natives ?? takeElsewhere();

/** 1 for an element, 3 for a text, 9 for a document, 11 for a shadow root, as `Node.nodeType`. */
export const nodeTypeOf = (node: Node): number => apply(own().nodeType, node, []) as number;
export const isElement = (node: Node | null): node is Element =>
  node !== null && nodeTypeOf(node) === 1;
export const isDocument = (node: Node | null): node is Document =>
  node !== null && nodeTypeOf(node) === 9;
export const isBeingEdited = (document: Document): boolean =>
  apply(own().designMode, document, []) === "on";
export const parentOf = (node: Node) => apply(own().parentElement, node, []) as Element | null;
export const tagNameOf = (element: Element) => apply(own().tagName, element, []) as string;

/** As `Element.shadowRoot`, and closed ones too where `findRootsBy` told how. */
export const shadowRootOf = (element: Element): ShadowRoot | null => findRoot(element);
export const openRootOf = (element: Element) =>
  apply(own().shadowRoot, element, []) as ShadowRoot | null;
let findRoot = openRootOf;
/** From now on, also for rrweb. The page goes on seeing what it saw. */
export function findRootsBy(find: (host: Element) => ShadowRoot | null): void {
  findRoot = find;
}

export const scrollLeftOf = (element: Element) => apply(own().scrollLeft, element, []) as number;
export const scrollTopOf = (element: Element) => apply(own().scrollTop, element, []) as number;
/** Throws a `SyntaxError` where the browser does not take the selector. */
export const matchesSelector = (element: Element, selector: string): boolean =>
  apply(own().matches, element, [selector]);
/** As `Element.closest`; throws as `matchesSelector` does. */
export const closestTo = (element: Element, selector: string): Element | null =>
  apply(own().closest, element, [selector]);
export const sizeOfElement = (element: Element): DOMRect =>
  apply(own().getBoundingClientRect, element, []);
/** Of elements that have one, which those outside of HTML and drawings have not. */
export const styleOf = (element: HTMLElement): CSSStyleDeclaration =>
  tagNameOf(element) === "FORM"
    ? (apply(own().style, element, []) as CSSStyleDeclaration)
    : element.style;
export const readyStateOf = (document: Document) =>
  apply(own().readyState, document, []) as DocumentReadyState;
export const styleSheetsOf = (document: Document) =>
  apply(own().styleSheets, document, []) as StyleSheetList;
export const createIn = (document: Document, tag: string): HTMLElement =>
  apply(own().createElement, document, [tag]);

/** As `closest`, going on from a shadow root at its host. */
export function closestAcross(start: Element, selector: string): Element | null {
  let element: Element | null = start;
  while (element) {
    const found = closestTo(element, selector);
    if (found) return found;
    const root = apply(own().getRootNode, element, []) as Node & { host?: Element };
    element = root.host ?? null;
  }
  return null;
}

/** True where one of the element's classes is `name`. Its list of classes is only made where it may be. */
export function hasClass(element: Element, name: string): boolean {
  const classes = apply(own().getAttributeNS, element, [null, "class"]);
  if (classes === null || !classes.includes(name)) return false;
  return (apply(own().classList, element, []) as DOMTokenList).contains(name);
}

/** The names of all attributes, in their order; one may come twice, with and without a namespace. */
export const attributeNamesOf = (element: Element): string[] =>
  apply(own().getAttributeNames, element, []);

/**
 * What an attribute says: null where there is none, or where its name is not its own. The browser heeds attributes
 * without a namespace; one with a namespace and no prefix bears the same name, and would be taken for it by whoever
 * reads the recording (`type`, `class`). Only `xmlns` is so by nature.
 */
export function attributeOf(element: Element, name: string): string | null {
  return apply(own().getAttributeNS, element, [null, name]) ?? prefixedOf(element, name);
}

function prefixedOf(element: Element, name: string): string | null {
  if (name !== "xmlns" && !name.includes(":")) return null;
  const attributes = apply(own().attributes, element, []) as NamedNodeMap;
  for (let i = 0; i < attributes.length; i++) {
    const { name: its, value } = attributes[i]!;
    if (its === name) return value;
  }
  return null;
}

/**
 * By which name a changed attribute is recorded, from what a mutation record has of it: its name without a prefix,
 * and its namespace. Null where it is not recorded at all.
 */
export function recordedName(
  element: Element,
  localName: string,
  namespace: string | null,
): string | null {
  if (namespace === null) return localName;
  const attribute = apply(own().getAttributeNodeNS, element, [namespace, localName]);
  if (attribute) return attribute.prefix === null && localName !== "xmlns" ? null : attribute.name;
  // It was removed, and its prefix with it. That of links in drawings is always the same.
  return namespace === XLINK ? `xlink:${localName}` : null;
}

/** Fields that showed a password: whatever they become, what is in them is one. */
const passwords = new WeakSet<Element>();
export const keepPassword = (field: Element): unknown => passwords.add(field);
export const wasPassword = (field: Element): boolean => passwords.has(field);

const XLINK = "http://www.w3.org/1999/xlink";

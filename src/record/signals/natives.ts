/**
 * The DOM calls that the watching of interactions relies on, taken when this module loads: what a page
 * puts in their place later is its own code, and that is never called. Names, not globals, so that the
 * module loads without a DOM as well.
 */
const { apply, getOwnPropertyDescriptor } = Reflect;

type Owner = { prototype: object } | undefined;

const prototypeOf = (owner: string): object | undefined =>
  (globalThis as unknown as Record<string, Owner>)[owner]?.prototype;

/** The getter `name` of a class, to be asked of an object; undefined where there is none. */
function reader<T>(owner: string, name: string): (of: object) => T | undefined {
  const prototype = prototypeOf(owner);
  const get = prototype && getOwnPropertyDescriptor(prototype, name)?.get;
  return (of) => (get ? (apply(get, of, []) as T) : undefined);
}

/** As `reader`, for a method. */
function caller<T, A extends unknown[]>(
  owner: string,
  name: string,
): (on: object, ...args: A) => T | undefined {
  const prototype = prototypeOf(owner);
  const call = prototype && (getOwnPropertyDescriptor(prototype, name)?.value as () => unknown);
  return (on, ...args) => (call ? (apply(call, on, args) as T) : undefined);
}

export const targetOf = reader<EventTarget | null>("Event", "target");
export const isPrevented = reader<boolean>("Event", "defaultPrevented");
export const returnValueOf = reader<unknown>("BeforeUnloadEvent", "returnValue");
export const detailOf = reader<number>("UIEvent", "detail");
export const clientXOf = reader<number>("MouseEvent", "clientX");
export const clientYOf = reader<number>("MouseEvent", "clientY");
export const buttonOf = reader<number>("MouseEvent", "button");
const readPointerType = reader<string>("PointerEvent", "pointerType");
export const keyOf = reader<string>("KeyboardEvent", "key");
export const codeOf = reader<string>("KeyboardEvent", "code");
export const isRepeat = reader<boolean>("KeyboardEvent", "repeat");
export const isComposing = reader<boolean>("KeyboardEvent", "isComposing");
export const hasCtrl = reader<boolean>("KeyboardEvent", "ctrlKey");
export const hasAlt = reader<boolean>("KeyboardEvent", "altKey");
export const hasShift = reader<boolean>("KeyboardEvent", "shiftKey");
export const hasMeta = reader<boolean>("KeyboardEvent", "metaKey");

export const nodeTypeOf = reader<number>("Node", "nodeType");
export const isConnected = reader<boolean>("Node", "isConnected");
export const parentOf = reader<Element | null>("Node", "parentElement");
export const ownerOf = reader<Document | null>("Node", "ownerDocument");
const localNameOf = reader<string>("Element", "localName");
const namespaceOf = reader<string | null>("Element", "namespaceURI");
export const shadowRootOf = reader<ShadowRoot | null>("Element", "shadowRoot");
export const hostOf = reader<Element>("ShadowRoot", "host");
export const designModeOf = reader<string>("Document", "designMode");
export const isEditable = reader<boolean>("HTMLElement", "isContentEditable");
export const labelledControl = reader<Element | null>("HTMLLabelElement", "control");
export const inputTypeOf = reader<string>("HTMLInputElement", "type");
export const filesOf = reader<FileList | null>("HTMLInputElement", "files");
export const fileCount = reader<number>("FileList", "length");
export const fileSize = reader<number>("Blob", "size");
export const fileType = reader<string>("Blob", "type");
export const controlsOf = reader<HTMLFormControlsCollection>("HTMLFormElement", "elements");
export const controlCount = reader<number>("HTMLCollection", "length");
const activationOf = reader<object>("Navigator", "userActivation");
const wasActive = reader<boolean>("UserActivation", "hasBeenActive");
const { navigator, getComputedStyle } = globalThis;
const checkVisibility = caller<boolean, [CheckVisibilityOptions]>("Element", "checkVisibility");

export const pathOf = caller<EventTarget[], []>("Event", "composedPath");
export const modifierState = caller<boolean, [string]>("KeyboardEvent", "getModifierState");
export const rootOf = caller<Node, []>("Node", "getRootNode");
export const attributeOf = caller<string | null, [string]>("Element", "getAttribute");
export const matches = caller<boolean, [string]>("Element", "matches");
export const closest = caller<Element | null, [string]>("Element", "closest");
export const rectOf = caller<DOMRect, []>("Element", "getBoundingClientRect");
export const fileAt = caller<File | null, [number]>("FileList", "item");
export const listLength = reader<number>("NodeList", "length");
export const controlAt = caller<Element | null, [number]>("HTMLCollection", "item");
export const elementsAtOfDocument = caller<Element[], [number, number]>(
  "Document",
  "elementsFromPoint",
);
export const elementsAtOfRoot = caller<Element[], [number, number]>(
  "ShadowRoot",
  "elementsFromPoint",
);
export const findInDocument = caller<NodeListOf<Element>, [string]>("Document", "querySelectorAll");
export const propertyOf = caller<string, [string]>("CSSStyleDeclaration", "getPropertyValue");

const VALIDITY_OWNERS = [
  "HTMLInputElement",
  "HTMLSelectElement",
  "HTMLTextAreaElement",
  "HTMLButtonElement",
];
const validityReaders = new Map(
  VALIDITY_OWNERS.map((owner) => [
    owner.slice("HTML".length, -"Element".length).toLowerCase(),
    reader<ValidityState>(owner, "validity"),
  ]),
);

/** Null for what is no built-in control: an element of the page's own has its own code. */
export function validityOf(control: Element): ValidityState | null {
  return validityReaders.get(tagOf(control))?.(control) ?? null;
}

/** As `ValidityState` names what can be wrong with a control. */
export const BREAKS = [
  "valueMissing",
  "typeMismatch",
  "patternMismatch",
  "tooLong",
  "tooShort",
  "rangeUnderflow",
  "rangeOverflow",
  "stepMismatch",
  "badInput",
  "customError",
] as const;
const breakReaders = BREAKS.map((name) => [name, reader<boolean>("ValidityState", name)] as const);

export function breaksOf(validity: ValidityState): (typeof BREAKS)[number][] {
  return breakReaders.filter(([, broken]) => broken(validity) === true).map(([name]) => name);
}

/** The tag of an element of HTML, else nothing: another language may use the same names. */
export const tagOf = (element: Element): string =>
  namespaceOf(element) === "http://www.w3.org/1999/xhtml" ? (localNameOf(element) ?? "") : "";

/** Whether the user has touched this page; also where the browser does not say. */
export function hasBeenActive(): boolean {
  const activation = navigator && activationOf(navigator);
  return !activation || wasActive(activation) === true;
}

export const computedStyle = (element: Element): CSSStyleDeclaration =>
  apply(getComputedStyle, globalThis, [element]) as CSSStyleDeclaration;

/** Rendered, and neither hidden nor seen through; false where the browser cannot say. */
export const isVisible = (element: Element): boolean =>
  checkVisibility(element, { opacityProperty: true, visibilityProperty: true }) === true;

export const isElement = (of: unknown): of is Element =>
  typeof of === "object" && of !== null && isNode(of) && nodeTypeOf(of) === 1;

/** The getter of `nodeType` throws for what is no node, e.g. a window. */
function isNode(of: object): boolean {
  try {
    return nodeTypeOf(of) !== undefined;
  } catch {
    return false; // a window, or an event target of the page's own
  }
}

/** Undefined for what is no pointer event: clicks are none in older Firefox. */
export function pointerTypeOf(event: Event): string | undefined {
  try {
    return readPointerType(event);
  } catch {
    return undefined; // the getter takes pointer events only
  }
}

/** The element that an event is really about: within open shadow roots, not their host. */
export function deepTarget(event: Event): Element | null {
  const first = pathOf(event)?.[0] ?? targetOf(event);
  return isElement(first) ? first : null;
}

/** The element that the shadow tree with `element` hangs on; null in a document. */
export function hostAround(element: Element): Element | null {
  const root = rootOf(element);
  // A fragment that is connected is a shadow root.
  if (!root || nodeTypeOf(root) !== 11 || !isConnected(root)) return null;
  return hostOf(root) ?? null;
}

/** The parent element, from a shadow root its host. */
export const parentAcross = (element: Element): Element | null =>
  parentOf(element) ?? hostAround(element);

/** As `closest`, going on from a shadow root at its host. */
export function closestAcross(start: Element, selector: string): Element | null {
  for (let at: Element | null = start; at;) {
    const found = closest(at, selector);
    if (found) return found;
    at = hostAround(at);
  }
  return null;
}

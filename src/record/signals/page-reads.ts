/**
 * What is asked of the page's objects, by built-ins as they were when the recorder came: a page may put
 * functions of its own in their place, on an object or its prototype, and those are not to be called.
 */
const { apply, getOwnPropertyDescriptor } = Reflect;

/** Outside of a page (in tests) there are no such classes. */
const prototypeOf = (name: "Document" | "Element" | "Performance"): object =>
  (globalThis as Partial<Pick<typeof globalThis, typeof name>>)[name]?.prototype ?? {};

const getterOf = (owner: object, name: string) => getOwnPropertyDescriptor(owner, name)?.get;
const methodOf = (owner: object, name: string) =>
  getOwnPropertyDescriptor(owner, name)?.value as ((...args: never[]) => unknown) | undefined;

const title = getterOf(prototypeOf("Document"), "title");
const hasFocus = methodOf(prototypeOf("Document"), "hasFocus");
const getAttribute = methodOf(prototypeOf("Element"), "getAttribute");
const memory = getterOf(prototypeOf("Performance"), "memory");

export const titleOf = (document: Document): string =>
  title ? String(apply(title, document, [])) : "";

export const isFocused = (document: Document): boolean =>
  hasFocus !== undefined && apply(hasFocus, document, []) === true;

/** Null where it has none, and for what is no element. */
export function attributeOf(element: Element, name: string): string | null {
  return getAttribute ? (apply(getAttribute, element, [name] as never[]) as string | null) : null;
}

/** Bytes of the page's scripts, which Chrome alone tells. */
export interface HeapSize {
  usedJSHeapSize: number;
  totalJSHeapSize: number;
  jsHeapSizeLimit: number;
}

export const heapOf = (performance: Performance): HeapSize | null =>
  memory ? (apply(memory, performance, []) as HeapSize) : null;

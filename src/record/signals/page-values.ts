/**
 * Reads what a page holds without running any of its code: data properties by their descriptors, what
 * the engine keeps in its own objects by built-ins taken when this module loaded, never a getter,
 * `toString` or `toJSON` of the page's. Only a proxy cannot be told from what it stands for: its traps for
 * `ownKeys`, `getOwnPropertyDescriptor` and `getPrototypeOf` run, `get` never does.
 */
const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { isArray } = Array;
export { isArray };

type Owner = { prototype: object } | undefined;

const prototypeOf = (owner: string): object | undefined =>
  (globalThis as unknown as Record<string, Owner>)[owner]?.prototype;

/** What the built-in getter `name` says of an object of its class; undefined for any other object. */
export function reader<T>(owner: string, name: string): (of: unknown) => T | undefined {
  const prototype = prototypeOf(owner);
  return unlessWrong<T, []>(prototype && getOwnPropertyDescriptor(prototype, name)?.get);
}

/** As `reader`, for a method. */
export function caller<T, A extends unknown[] = []>(
  owner: string,
  name: string,
): (of: unknown, ...args: A) => T | undefined {
  const prototype = prototypeOf(owner);
  const method = prototype && getOwnPropertyDescriptor(prototype, name)?.value;
  return unlessWrong<T, A>(method as ((...args: A) => T) | undefined);
}

function unlessWrong<T, A extends unknown[]>(
  native: ((...args: A) => T) | undefined,
): (of: unknown, ...args: A) => T | undefined {
  return (of, ...args) => {
    try {
      return native && apply(native, of, args);
    } catch {
      return undefined; // of another class than it looks like
    }
  };
}

/** A property's value, or that it has none that can be read without running code. */
export type Held = { value: unknown } | "getter" | null;

/** An object's own property; null where it has none, or where a proxy or the browser refuses. */
export function ownValue(of: object, key: PropertyKey, enumerable = false): Held {
  try {
    const found = getOwnPropertyDescriptor(of, key);
    if (!found || (enumerable && !found.enumerable)) return null;
    return "value" in found ? { value: found.value } : "getter";
  } catch {
    return null; // a window of another origin, or a proxy that throws
  }
}

export function keysOf(of: object): readonly PropertyKey[] {
  try {
    return ownKeys(of);
  } catch {
    return []; // as above
  }
}

const LONGEST_CHAIN = 20;

/** What an object inherits from, nearest first. */
export function chainOf(of: object): object[] {
  const chain: object[] = [];
  try {
    let at = getPrototypeOf(of);
    for (; at !== null && chain.length < LONGEST_CHAIN; at = getPrototypeOf(at)) chain.push(at);
  } catch {
    // a proxy that throws: what was found so far has to do
  }
  return chain;
}

/** A text that an object has or inherits as plain data, like the name of an error. */
export function inheritedText(of: object, chain: readonly object[], name: string): string | null {
  for (const owner of [of, ...chain]) {
    const held = ownValue(owner, name);
    if (held === null) continue;
    return held !== "getter" && typeof held.value === "string" ? held.value : null;
  }
  return null;
}

/** The name of a function; a class's `name` may be a method of the page's own. */
export function functionName(of: object): string {
  const held = ownValue(of, "name");
  return held && held !== "getter" && typeof held.value === "string" ? held.value : "";
}

/** The name of the class that an object is of; "" where there is none. */
export function className(chain: readonly object[]): string {
  for (const owner of chain) {
    const held = ownValue(owner, "constructor");
    if (held && held !== "getter" && typeof held.value === "function") {
      return functionName(held.value);
    }
  }
  return "";
}

/** What a site remembers of a person's choice, under one name in a cookie and in its storage. */
const ONE_YEAR_S = 31_536_000;

/**
 * A document's own property, also where the page has an `<img name="cookie">`: in the page's world
 * named elements stand in place of the document's properties.
 */
export function ownProperty<K extends "cookie" | "defaultView" | "querySelectorAll">(
  document: Document,
  name: K,
): Document[K] {
  const plain = globalThis.Document?.prototype ?? document;
  return Reflect.get(plain, name, document) as Document[K];
}

export function readCookie(document: Document, name: string): string | null {
  try {
    for (const cookie of ownProperty(document, "cookie").split(";")) {
      const equals = cookie.indexOf("=");
      if (cookie.slice(0, equals).trim() === name) return cookie.slice(equals + 1);
    }
  } catch {
    // A sandboxed document has no cookies, so no choice can stand in them.
  }
  return null;
}

export function readStorage(document: Document, name: string): string | null {
  try {
    return ownProperty(document, "defaultView")?.localStorage.getItem(name) ?? null;
  } catch {
    return null; // storage is switched off or denied here, so no choice can stand in it
  }
}

/** Keeps `value` for one year, in cookie and storage; null removes both. */
export function writeEntry(document: Document, name: string, value: string | null): void {
  try {
    const maxAge = value === null ? 0 : ONE_YEAR_S;
    document.cookie = `${name}=${value ?? ""}; path=/; max-age=${maxAge}; SameSite=Lax`;
  } catch {
    // A sandboxed document takes no cookie: the storage carries the choice, or nothing can.
  }
  try {
    const storage = ownProperty(document, "defaultView")?.localStorage;
    if (value === null) storage?.removeItem(name);
    else storage?.setItem(name, value);
  } catch {
    // Storage is switched off or full: the cookie carries the choice.
  }
}

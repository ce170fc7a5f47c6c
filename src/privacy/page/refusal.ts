/**
 * Why a page may not be recorded (rule P7). `why` is a word for `refusalSentence`: this runs in every
 * tab of a granted site, and sentences are heavy.
 */
export interface PageRefusal {
  code: "gpc" | "opt-out";
  why: "gpc" | "meta" | "cookie" | "storage";
}

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

/** Cookie and storage key of the opt-out. Any value but "", "0" and "false" stands. */
export const OPT_OUT_NAME = "waymark_optout";
const ONE_YEAR_S = 31_536_000;

/**
 * Both halves ask this before they record, and again when something may have changed; a page may
 * fool the main half, never the isolated one. Null: recording may go on.
 */
export function pageRefusal(document: Document, navigator: Navigator): PageRefusal | null {
  // Only some browsers have it; a one is how early extensions set it.
  const gpc = (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl;
  if (gpc === true || gpc === 1 || gpc === "1") return { code: "gpc", why: "gpc" };
  const why = optOutPlace(document);
  return why && { code: "opt-out", why };
}

function optOutPlace(document: Document): PageRefusal["why"] | null {
  if (isMetaRefusing(document)) return "meta";
  if (isSet(cookieValue(readCookie(document)))) return "cookie";
  return isSet(readStorage(document)) ? "storage" : null;
}

function isMetaRefusing(document: Document): boolean {
  const metas = ownProperty(document, "querySelectorAll").call(document, 'meta[name="waymark" i]');
  for (const meta of metas) {
    if (/(?:^|[\s,])no-?record(?:$|[\s,])/i.test(meta.getAttribute("content") ?? "")) return true;
  }
  return false;
}

function isSet(value: string | null): boolean {
  return value !== null && !["", "0", "false"].includes(value.trim().toLowerCase());
}

function cookieValue(cookies: string): string | null {
  for (const cookie of cookies.split(";")) {
    const equals = cookie.indexOf("=");
    if (cookie.slice(0, equals).trim() === OPT_OUT_NAME) return cookie.slice(equals + 1);
  }
  return null;
}

function readCookie(document: Document): string {
  try {
    return ownProperty(document, "cookie");
  } catch {
    return ""; // a sandboxed document has no cookies, so no opt-out can stand in them
  }
}

function readStorage(document: Document): string | null {
  try {
    return ownProperty(document, "defaultView")?.localStorage.getItem(OPT_OUT_NAME) ?? null;
  } catch {
    return null; // storage is switched off or denied here, so no opt-out can stand in it
  }
}

/** Opts this site out for one year, in cookie and storage. */
export function optOut(document: Document): void {
  writeCookie(document, "1", ONE_YEAR_S);
  writeStorage(document, "1");
}

/** Lifts the opt-out; it starts nothing by itself. */
export function optIn(document: Document): void {
  writeCookie(document, "", 0);
  writeStorage(document, null);
}

function writeCookie(document: Document, value: string, maxAge: number): void {
  try {
    document.cookie = `${OPT_OUT_NAME}=${value}; path=/; max-age=${maxAge}; SameSite=Lax`;
  } catch {
    // A sandboxed document takes no cookie: the storage carries the choice, or nothing can.
  }
}

function writeStorage(document: Document, value: string | null): void {
  try {
    const storage = ownProperty(document, "defaultView")?.localStorage;
    if (value === null) storage?.removeItem(OPT_OUT_NAME);
    else storage?.setItem(OPT_OUT_NAME, value);
  } catch {
    // Storage is switched off or full: the cookie carries the choice.
  }
}

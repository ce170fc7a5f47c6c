import { Unreadable } from "./fetch-text.ts";

const COMMENT = /(?:\/\/|\/\*)[#@][ \t]*sourceMappingURL=$/;
const NAME = "sourceMappingURL=";
/** What stands before the address in its comment. */
const LEAD = 40;
const LONGEST_ADDRESS = 2_048;

/**
 * Where a script says that its source map is: by a header of its answer, else by the last comment for it.
 * An address of the web, or a `data:` one. Throws Unreadable where it names none.
 */
export function mapAddress(script: string, text: string, headers: Headers): string {
  const named = headers.get("sourcemap") ?? headers.get("x-sourcemap") ?? namedInComment(text);
  if (!named) throw new Unreadable("names no source map");
  if (/^data:/i.test(named)) return named;
  const url = named.length <= LONGEST_ADDRESS ? URL.parse(named, script) : null;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new Unreadable("names a source map at an address that is none of the web");
  }
  url.hash = "";
  url.username = url.password = "";
  return url.href;
}

function namedInComment(text: string): string | null {
  for (
    let at = text.lastIndexOf(NAME);
    at >= 0;
    at = at > 0 ? text.lastIndexOf(NAME, at - 1) : -1
  ) {
    const from = at + NAME.length;
    if (!COMMENT.test(text.slice(Math.max(0, at - LEAD), from))) continue;
    return /^[^\s'"*]+/.exec(text.slice(from))?.[0] ?? null;
  }
  return null;
}

/** The text of a `data:` address. Throws Unreadable. */
export function dataText(address: string): string {
  const comma = address.indexOf(",");
  const kind = address.slice(0, comma);
  try {
    if (comma < 0) throw new Error("no comma");
    const data = address.slice(comma + 1);
    if (!/;base64$/i.test(kind)) return decodeURIComponent(data);
    const bytes = Uint8Array.from(atob(decodeURIComponent(data)), (sign) => sign.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    throw new Unreadable("holds a source map that is damaged", { cause });
  }
}

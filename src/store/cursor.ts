import { WaymarkError } from "../format/errors.ts";
import { isId } from "../format/ids.ts";
import { decodeUtf8, encodeUtf8 } from "./bytes.ts";
import type { SessionSort } from "./session-store.ts";

/** A row's place in a sorted list: unique, since ids are. */
export interface Place {
  value: string | number;
  id: string;
}

/** Opaque and safe in a URL. `scope` (sort and filters) goes in as a check, not to be read back. */
export function encodeCursor(place: Place, scope: string): string {
  const bytes = encodeUtf8(JSON.stringify([checkOf(scope), place.value, place.id]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Throws `invalid-input` unless `encodeCursor` made it for the same scope. */
export function decodeCursor(cursor: string, scope: string, sort: SessionSort): Place {
  const [check, value, id] = contentOf(cursor);
  const wanted = sort === "title" ? "string" : "number";
  if (typeof check !== "number" || typeof value !== wanted || !isId(id)) throw broken();
  if (check !== checkOf(scope)) {
    throw new WaymarkError(
      "invalid-input",
      "This cursor is from a listing with other filters or another sort. Start again without it.",
    );
  }
  return { value: value as string | number, id };
}

function contentOf(cursor: string): unknown[] {
  try {
    const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const parsed: unknown = JSON.parse(decodeUtf8(Uint8Array.from(binary, (c) => c.charCodeAt(0))));
    if (Array.isArray(parsed) && parsed.length === 3) return parsed;
  } catch (cause) {
    throw broken(cause);
  }
  throw broken();
}

const broken = (cause?: unknown) =>
  new WaymarkError("invalid-input", "This is not a cursor of this list. Start again without it.", {
    cause,
  });

/** FNV-1a, 32 bit: guards against mistakes, not against forgers, who would gain nothing. */
function checkOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

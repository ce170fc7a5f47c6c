import { WaymarkError } from "../format/errors.ts";
import { assertId } from "../format/ids.ts";

/** The doors of every DocStore. */
export function checkDocIds(collection: unknown, id: unknown): void {
  assertId(collection, "Collection");
  assertId(id, "Document id");
}

/** The document as JSON text. Throws `invalid-input` for what JSON cannot hold. */
export function toJson(document: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(document);
  } catch (cause) {
    throw new WaymarkError("invalid-input", "This document cannot be written as JSON.", { cause });
  }
  if (json === undefined) {
    throw new WaymarkError("invalid-input", "A document is a JSON value; this is none.");
  }
  return json;
}

/** Checked options of `list` with defaults; every id is above the empty `after`. */
export function listWindow(
  collection: unknown,
  { after = "", limit = 100 }: { after?: string; limit?: number } = {},
): { after: string; limit: number } {
  assertId(collection, "Collection");
  if (after !== "") assertId(after, "Document id to go on after");
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
    throw new WaymarkError("invalid-input", "A list's limit is a whole number from 1 to 1000.");
  }
  return { after, limit };
}

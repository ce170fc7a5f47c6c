import type { StoredDocument } from "./audit-in-page.ts";

/**
 * Whether all that a document `made` is stored, each change once. What was made before the recorder
 * was there comes as one count, in the snapshot.
 */
export const isWhole = (
  { snapshot, from, last, changes, distinct }: StoredDocument,
  made: number,
): boolean =>
  from === (snapshot ?? 0) + 1 &&
  last === made &&
  distinct === made - from + 1 &&
  changes === distinct;

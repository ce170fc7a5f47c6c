export const LONGEST_BUILD = 128;
/** A commit's hash would be taken for a secret; this much of it names the commit. */
const HASH = /^([0-9a-f]{12})[0-9a-f]{4,}$/i;

/** A site's word for its build, as it is kept; null where it says nothing, or too much. */
export function buildName(word: string | null | undefined): string | null {
  const name = word?.trim().replace(HASH, "$1") ?? "";
  return name !== "" && name.length <= LONGEST_BUILD ? name : null;
}

import type { Annotation } from "../format/session.ts";

/** The order of a list of annotations. */
export function byOffset(a: Annotation, b: Annotation): number {
  return a.offsetMs - b.offsetMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Whether `next` takes the place of what is held under its id. */
export const isNewer = (next: Annotation, held: Annotation | undefined): boolean =>
  !held || held.editedAt < next.editedAt;

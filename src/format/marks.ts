import type { SessionId } from "./ids.ts";
import type { Annotation, MarkKind } from "./session.ts";

/** A mark as a person makes or changes it; whose session it is of, and when, is known from elsewhere. */
export type MarkDraft = Pick<Annotation, "kind" | "text" | "offsetMs" | "tabId"> & {
  /** Of the mark that it changes; a new one has none. */
  id?: string;
};

export const MARK_NAMES: Readonly<Record<MarkKind, string>> = {
  bug: "Bug",
  question: "Question",
  idea: "Idea",
  pass: "Pass",
  comment: "Comment",
};

/** `Bug: The coupon does nothing`, on one line. */
export function markLabel({ kind, text }: Pick<Annotation, "kind" | "text">): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  return line === "" ? MARK_NAMES[kind] : `${MARK_NAMES[kind]}: ${line}`;
}

/** A session's marks without those that were taken away. */
export const standing = <T extends Annotation>(annotations: readonly T[]): T[] =>
  annotations.filter(({ deleted }) => !deleted);

/**
 * The annotation that a draft makes, over `held` where it changes one (also one that was taken away).
 * Not sanitized yet. Of two changes in one millisecond the later must win too.
 */
export function makeMark(
  sessionId: SessionId,
  { id, tabId, offsetMs, kind, text }: MarkDraft & { id: string },
  held: Annotation | undefined,
  now: number,
): Annotation {
  return {
    id,
    sessionId,
    ...(tabId !== undefined && { tabId }),
    offsetMs,
    kind,
    text: text.trim(),
    ...(held?.author !== undefined && { author: held.author }),
    createdAt: held?.createdAt ?? now,
    editedAt: Math.max(now, (held?.editedAt ?? 0) + 1),
  };
}

/** What stays of a mark that is taken away: nothing of what it said. */
export function removedMark(held: Annotation, now: number): Annotation {
  const { author: _, ...rest } = held;
  const editedAt = Math.max(now, held.editedAt + 1);
  return { ...rest, text: "", editedAt, deleted: true };
}

import type { SessionId } from "../format/ids.ts";
import { type Cleared, type ClearedText, type Leak, leakRefusal } from "./cleared.ts";

/** Throws `refused`, naming the first place and its rule, where anything was found. */
export function clearToLeave(
  sessionId: SessionId,
  seen: ReadonlySet<string>,
  leaks: readonly Leak[],
): Cleared {
  const first = leaks[0];
  if (first) throw leakRefusal(first, leaks.length);
  return { sessionId, covers: (sha256: string) => seen.has(sha256) } as Cleared;
}

/** As `clearToLeave`, for a text. */
export function clearTextToLeave(text: string, leaks: readonly Leak[]): ClearedText {
  const first = leaks[0];
  if (first) throw leakRefusal(first, leaks.length);
  return { text } as ClearedText;
}

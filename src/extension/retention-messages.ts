import type { LimitsPreview, StoreLimits } from "../store/session-store.ts";

/** What the options page asks the background, which knows what is being recorded. */
export type RetentionQuestion =
  | { to: "retention"; ask: "preview"; limits: StoreLimits }
  /** Enforces the settings as they are stored. */
  | { to: "retention"; ask: "enforce" };

export type RetentionAnswer =
  /** After `enforce`, `evicted` is what went. */
  { ok: true; preview: LimitsPreview } | { ok: false; sentence: string };

export function isRetentionQuestion(message: unknown): message is RetentionQuestion {
  const { to, ask } = (message ?? {}) as Partial<RetentionQuestion>;
  return to === "retention" && (ask === "preview" || ask === "enforce");
}

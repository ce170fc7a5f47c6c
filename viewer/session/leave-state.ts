import type { Manifest } from "../../src/export/manifest.ts";
import type { Progress } from "../../src/worker/api.ts";

/** The forms in which a session is exported, in the order in which they are offered. */
export const EXPORT_FORMS = ["rrweb", "bundle"] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** What is about to leave, from the first look through it until the answer. */
export interface Leaving {
  /** What the button says that lets it go. */
  verb: "Export" | "Push";
  /** `as rrweb JSON`, `to team.example`. */
  where: string;
  /** Absent where there is nothing to choose. Another choice looks through it anew. */
  choice?: { form: ExportForm; choose: (form: ExportForm) => void };
  progress: Progress;
  /** Null while it is looked through. */
  manifest: Manifest | null;
  answer: (goes: boolean) => void;
}

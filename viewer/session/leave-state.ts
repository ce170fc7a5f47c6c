import type { Manifest } from "../../src/export/manifest.ts";
import type { Progress } from "../../src/worker/api.ts";

/** What is about to leave, from the first look through it until the answer. */
export interface Leaving {
  /** What the button says that lets it go. */
  verb: "Export" | "Push";
  /** `as rrweb JSON`, `to team.example`. */
  where: string;
  progress: Progress;
  /** Null while it is looked through. */
  manifest: Manifest | null;
  answer: (goes: boolean) => void;
}

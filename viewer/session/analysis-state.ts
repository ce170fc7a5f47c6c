import type { Progress } from "../../src/worker/api.ts";

/** The search for findings while the session is already on stage. */
export interface AnalysisState {
  progress: Progress;
  /** Null while it runs. */
  error: unknown;
  cancel: () => void;
  retry: () => void;
}

import type { PolicyDraft } from "./privacy-draft.ts";

/** Where an outcome of the privacy form is said. */
export const PRIVACY_OUTCOME = "privacy-outcome";

/** What the fields of a policy are handed: those of everywhere, or of a rule. */
export interface PolicyPart<Draft extends PolicyDraft = PolicyDraft> {
  /** Begins the ids of its fields. */
  part: string;
  draft: Draft;
  edit: (change: Partial<Draft>) => void;
  /** The id of the field that is wrong. */
  wrong: string | null;
}

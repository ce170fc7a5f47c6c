import { watchClicks } from "./clicks.ts";
import { watchDialogs } from "./dialogs.ts";
import { watchForms } from "./forms.ts";
import { watchKeys } from "./keys.ts";
import type { SignalSource } from "./signal-source.ts";
import { watchTransfers } from "./transfers.ts";

/** What users do that rrweb does not tell of. Each fails alone. */
export const INTERACTIONS: readonly SignalSource[] = [
  watchClicks,
  watchForms,
  watchKeys,
  watchDialogs,
  watchTransfers,
];

/** Every word that the indicator on a page shows. */
import type { Level } from "../../privacy/policy.ts";

export type IndicatorState = "recording" | "paused" | "waiting";

export const indicatorWords = {
  name: "Waymark",
  state: {
    recording: "Recording",
    paused: "Recording paused",
    waiting: "Waiting for consent",
  } satisfies Record<IndicatorState, string>,
  lead: {
    recording:
      "This tab is being recorded. The recording stays in this browser until someone sends it.",
    paused: "Nothing is recorded until it goes on.",
    waiting:
      "Nothing of this page is recorded until it has your consent. Answer what the page asks you about being recorded.",
  } satisfies Record<IndicatorState, string>,
  level: {
    strict: "All text is masked and images are left out (level Strict).",
    balanced:
      "What is typed is masked, and so are e-mail addresses, card numbers and keys in texts (level Balanced).",
    open: "What is typed is masked, but for the fields that were listed as readable (level Open).",
  } satisfies Record<Level, string>,
  never:
    "Passwords, payment cards, one-time codes, hidden fields and file names are never recorded.",
  masked: "Masked on this page",
  nothing: "Nothing had to be masked yet.",
  stop: "To pause or stop, press the Waymark button in the browser's toolbar.",
  own: "This sign is not part of the recording.",
  move: "Move to another corner",
  smaller: "Make it smaller",
  larger: "Show it in full",
} as const;

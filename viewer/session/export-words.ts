import type { ExportForm } from "./leave-state.ts";

/** How the forms of an export are called, and what each is for. */
export const EXPORT_WORDS = {
  choice: "Format",
  rrweb: {
    where: "as rrweb JSON",
    name: "rrweb JSON",
    hint: "Events and marks, for any rrweb player.",
  },
  bundle: {
    where: "as a bundle",
    name: "Bundle",
    hint: "All of it in one .waymark.zip: for the command line and other stores of Waymark.",
  },
} as const satisfies Record<ExportForm, object> & { choice: string };

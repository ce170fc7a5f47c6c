import type { AuditAct } from "../../src/store/audit-log.ts";
import type { IconName } from "../ui/icons.tsx";

/** The acts of the audit log in words for people. */
export const ACT_WORDS: Readonly<Record<AuditAct, string>> = {
  consent: "Consent",
  refuse: "Refused",
  start: "Started",
  stop: "Stopped",
  import: "Imported",
  export: "Exported",
  report: "Report saved",
  push: "Pushed",
  delete: "Deleted",
  redact: "Redacted",
  erase: "Erased",
  purge: "Aged out",
  settings: "Settings",
};

export const ACT_ICONS: Readonly<Record<AuditAct, IconName>> = {
  consent: "shield",
  refuse: "shield",
  start: "play",
  stop: "pause",
  import: "download",
  export: "download",
  report: "shield",
  push: "push",
  delete: "trash",
  redact: "eye",
  erase: "trash",
  purge: "trash",
  settings: "gear",
};

/** What left the machine, and what is gone from it, must catch the eye. */
export function actTone(act: AuditAct): "out" | "gone" | "plain" {
  if (act === "export" || act === "push") return "out";
  return act === "delete" || act === "erase" || act === "purge" ? "gone" : "plain";
}

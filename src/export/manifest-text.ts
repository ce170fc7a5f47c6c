import { plural } from "../format/count.ts";
import { bytesText } from "../format/size.ts";
import { isMarkRule, maskedWords } from "../privacy/rule-words.ts";
import { sumText } from "./leave.ts";
import type { Manifest } from "./manifest.ts";

/** The list of what leaves as lines for people, findings last. */
export function manifestText(manifest: Manifest): string {
  const { sessionId, form, site, level, tabs, signals, masked, notIncluded, leaks } = manifest;
  const lines = [
    `What leaves of ${sessionId}${site ? ` (${site})` : ""}, ${FORM_WORDS[form]}: ${sumText(manifest)}.`,
  ];
  for (const tab of tabs) {
    const size = `${plural(tab.segments, "segment")}, ${plural(tab.events, "event")}, ${bytesText(tab.bytes)}`;
    lines.push(`  Tab ${tab.tabId}: ${size}; ${tab.origins.join(", ") || "no address"}`);
  }
  lines.push(`  Signals: ${countsText(signals)}`);
  const acted = Object.entries(masked).filter(([rule, count]) => count > 0 && !isMarkRule(rule));
  const words = acted.map(([rule, count]) => maskedWords(rule, count)).join(", ");
  lines.push(`  Masked before it was stored, at level ${level}: ${words || "nothing"}`);
  for (const sentence of notIncluded) lines.push(`  Stays here. ${sentence}`);
  for (const { rule, where, path } of leaks) {
    lines.push(`  Must not leave: ${rule} in ${where}, at ${path}`);
  }
  if (leaks.length === 0)
    lines.push("  Looked through once more: nothing was found that must not leave.");
  return lines.join("\n");
}

const FORM_WORDS: Readonly<Record<Manifest["form"], string>> = {
  "rrweb-json": "as rrweb JSON",
  bundle: "as a bundle",
  copy: "as a copy in another store",
};

function countsText(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return entries.map(([kind, count]) => `${count} ${kind}`).join(", ") || "none";
}

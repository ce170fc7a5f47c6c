import type { ClickRun } from "./evidence/types.ts";

/**
 * Why clicks on a control did nothing, as a sentence: from what was seen under the pointer where that
 * is recorded, else from the page as it stood. "" where nothing explains it.
 */
export function explainDeadClick({ target, clicks }: ClickRun): string {
  const facts = clicks.findLast((click) => click.facts)?.facts ?? null;
  const by = facts?.by ?? "another element";
  switch (facts?.missed?.why) {
    case "covered":
      return `${facts.missed.name} was covered by ${by}, which took the click.`;
    case "pointer-events-none":
      return `It has pointer-events none, so ${by} below it took the click.`;
    case "disabled":
      return "It was disabled.";
    case undefined:
      break;
  }
  if (target.disabled) return "It was disabled.";
  const pending = clicks.findLast((click) => click.pending)?.pending;
  if (pending) return `A request was still pending: ${pending}.`;
  if (facts?.prevented) return "A script took the click (preventDefault), and nothing happened.";
  return facts && target.sign !== "layer" ? "It was enabled and on top, and nothing happened." : "";
}

import type { NormalizedEvent } from "../src/analysis/event.ts";
import { pointerText } from "./asking.ts";
import { styled } from "./style.ts";
import { cut, type StyledCell, table } from "./table.ts";
import { momentText, plain } from "./text.ts";

/** Events as a table: when, what, where on the page, and where in the recording. */
export function eventTable(events: readonly NormalizedEvent[], terminal: boolean): string {
  return table(
    ["time", "kind", "what", "selector", "pointer"],
    events.map((event) => [
      momentText(event.offsetMs),
      kindCell(event),
      terminal ? cut(labelText(event), 70) : labelText(event),
      terminal ? cut(event.selector ?? "", 40) : (event.selector ?? ""),
      pointerText(event),
    ]),
  );
}

const kindCell = ({ kind, category }: NormalizedEvent): string | StyledCell =>
  category === "problem" ? { shown: styled("red", plain(kind)) } : kind;

/** Masked text is said to be, so that nobody takes its absence for emptiness. */
const labelText = ({ label, masked }: NormalizedEvent): string =>
  masked ? `${label} (masked)` : label;

import type { NarrativeEntry } from "../../src/analysis/narrative.ts";
import type { NarrativeAnswer } from "../../src/ask/narrative.ts";
import { createRedactor } from "../../src/privacy/redaction/redactor.ts";
import { pointerText } from "../asking.ts";
import { momentText, plain } from "../text.ts";

/** What a session's narrative is to a language model: redacted, one sentence a line, and no longer than this. */
export const MOST_CHARS = 60_000;

export interface Story {
  lines: string[];
  /** Sentences that did not find room. */
  left: number;
  /** Pointers of what is told. */
  pointers: ReadonlySet<string>;
  /** How often each rule took something out that stood in the narrative. */
  redacted: Readonly<Record<string, number>>;
}

/** Phone and social security numbers go as well: this leaves the machine, whatever a site allows. */
const redactor = createRedactor({ phone: true, ssn: true });

/** What users do and what fails tells most: where not all has room, these come first, and the beginning before the end. */
const MATTERS: ReadonlySet<NarrativeEntry["category"]> = new Set(["user", "problem"]);

export function storyOf({ entries, left }: Pick<NarrativeAnswer, "entries" | "left">): Story {
  const redacted: Record<string, number> = {};
  const told = entries.map((entry) => ({ entry, line: lineOf(entry, redacted) }));
  const size = (list: typeof told) => list.reduce((sum, { line }) => sum + line.length + 1, 0);
  let chosen = told;
  if (size(chosen) > MOST_CHARS) chosen = told.filter(({ entry }) => MATTERS.has(entry.category));
  while (size(chosen) > MOST_CHARS) chosen = chosen.slice(0, Math.floor(chosen.length * 0.9));
  return {
    lines: chosen.map(({ line }) => line),
    left: left + entries.length - chosen.length,
    pointers: new Set(chosen.map(({ entry }) => pointerText(entry))),
    redacted,
  };
}

function lineOf(entry: NarrativeEntry, redacted: Record<string, number>): string {
  const text = redactor.text(plain(entry.text), redacted);
  return `${momentText(entry.offsetMs)} [${pointerText(entry)}] ${entry.category}: ${text}`;
}

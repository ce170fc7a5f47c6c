import { plural } from "../../src/format/count.ts";
import { fencedText } from "../mcp/fence.ts";
import type { Story } from "./story.ts";

export const SYSTEM = `You read what was recorded of one visit to a web site and write a short friction report for the
people who build that site. Write Markdown of at most 600 words: what the user wanted, where it went wrong (the
worst first), what probably caused it, and what to look at next. After each claim cite the pointer of the
line that it rests on, in brackets as it stands there, such as [t1/0/53]. Say nothing that the lines do not
show, do not guess what was masked or left out, and tell what came right after something apart from what it caused.`;

/** What the model is asked: the story, between two lines that nothing recorded can write. */
export function promptOf({ lines, left }: Story, nonce: string): string {
  const rest = left > 0 ? ` ${plural(left, "event")} had no room.` : "";
  return `${fencedText(lines.join("\n"), nonce)}\nEach line is time, pointer, category and what happened.${rest} Write the report.`;
}

const CITED = /\[([\w-]+\/\d+\/\d+)\]/g;

/** Pointers that an answer cites and that were not in what it was asked about. */
export function inventedPointers(answer: string, sent: ReadonlySet<string>): string[] {
  const cited = new Set([...answer.matchAll(CITED)].map(([, pointer]) => pointer as string));
  return [...cited].filter((pointer) => !sent.has(pointer));
}

/**
 * A model's Markdown with its headings and lists, without what makes a reader's browser fetch something, or
 * lead it elsewhere: what it read was written by web pages.
 */
export const inert = (markdown: string): string =>
  markdown
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("![", "!\\[")
    .replaceAll("](", "]\\(")
    .replaceAll("]:", "]\\:")
    .replaceAll("][", "]\\[")
    .replaceAll("@", "@\u200b");

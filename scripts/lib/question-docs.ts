/** A question of docs/questions.md: as a command, as a tool call, and what the page shows of the answer. */
export interface ShownQuestion {
  title: string;
  /** The words after `waymark`. */
  words: string[];
  shown: string;
  tool: { name: string; arguments: Record<string, unknown> };
}

const SECTION =
  /^## (.+)\n[\s\S]*?```sh\nwaymark (.+)\n```\n\n```text\n([\s\S]*?)\n```\n\n```json\n([\s\S]*?)\n```/gm;

/** The words of a command line as a shell would split it. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");

export const questionsOf = (markdown: string): ShownQuestion[] =>
  [...markdown.matchAll(SECTION)].map(([, title = "", line = "", shown = "", json = ""]) => ({
    title,
    words: wordsOf(line),
    shown,
    tool: JSON.parse(json) as ShownQuestion["tool"],
  }));

/** What differs from one recording to the next: times, lengths, pointers, ports, ids. */
export const shapeOf = (line: string): string =>
  line
    .replace(/\b[0-9a-z]{26}\b/g, "#")
    .replace(/\d[\d.,:]*(?: (?:ms|s|min|h)\b)?(?: \d+ (?:s|min)\b)?/g, "#")
    .replace(/\s+/g, " ")
    .trim();

/** Where lines of an answer are left out. */
export const LEFT_OUT = "…";

/** The first line that the page shows and the answer, in its order, does not have; null when all are there. */
export function firstMissing(shown: string, answer: string): string | null {
  const lines = answer.split("\n").map(shapeOf);
  let from = 0;
  for (const line of shown.split("\n")) {
    const shape = shapeOf(line);
    if (shape === "" || shape === LEFT_OUT) continue;
    const at = lines.indexOf(shape, from);
    if (at < 0) return line;
    from = at + 1;
  }
  return null;
}

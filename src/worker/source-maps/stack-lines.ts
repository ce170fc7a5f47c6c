/** A line of a stack: where it points to, where it is a frame of a script with an address of the web. */
export interface StackLine {
  text: string;
  frame: StackFrame | null;
}

export interface StackFrame {
  /** As the engine wrote it, e.g. `Cart.add`; "" where the function has no name. */
  name: string;
  /** The script's address, without what recording has masked in it. */
  script: string;
  /** From 1, both. */
  line: number;
  column: number;
}

const MOST_LINES = 200;
const LONGEST_LINE = 2_000;

/** Reads a stack of Chromium (`at run (https://a.example/b.js:1:2)`) or Firefox (`run@https://a.example/b.js:1:2`). */
export function stackLines(stack: string): StackLine[] {
  return stack
    .split("\n", MOST_LINES)
    .map((line) => line.slice(0, LONGEST_LINE))
    .map((text) => ({ text, frame: frameOf(text.trim()) }));
}

function frameOf(line: string): StackFrame | null {
  const [name, place] = line.startsWith("at ") ? chromiumParts(line.slice(3)) : firefoxParts(line);
  const found = /^(https?:\/\/\S+):(\d{1,9}):(\d{1,9})$/.exec(place);
  const script = found && scriptOf(found[1]!);
  if (!script) return null;
  return { name, script, line: Number(found[2]), column: Number(found[3]) };
}

function chromiumParts(line: string): [name: string, place: string] {
  const bare = line.replace(/^async /, "");
  const open = bare.lastIndexOf(" (");
  if (open < 0 || !bare.endsWith(")")) return ["", bare];
  return [bare.slice(0, open).replace(/ \[as [^\]]*\]$/, ""), bare.slice(open + 2, -1)];
}

function firefoxParts(line: string): [name: string, place: string] {
  const at = line.indexOf("@");
  return at < 0 ? ["", ""] : [line.slice(0, at).replace(/^async\*/, ""), line.slice(at + 1)];
}

/** Recording puts `*` for values of a query: what it was is not known, so the query goes. */
function scriptOf(address: string): string | null {
  const url = URL.parse(address);
  if (!url) return null;
  url.hash = "";
  url.username = url.password = "";
  if (url.search.includes("*")) url.search = "";
  return url.href;
}

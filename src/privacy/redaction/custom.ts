import { WaymarkError } from "../../format/errors.ts";

/** A pattern of a site's own, for gate 2 and later doors only: pages never learn it. */
export interface CustomPattern {
  /** Shown in counts as `custom:<name>`. */
  name: string;
  /** Source of a regular expression, without slashes. */
  pattern: string;
}

export interface CompiledPattern {
  rule: string;
  regex: RegExp;
}

const LONGEST = 200;
/** In place of `*` and `+`: keeps the time linear in the text. */
const MOST_REPEATS = 64;
const MOST_OPEN = 2;
/** How often at the most something is repeated that says how often. */
const MOST_COUNTED = MOST_REPEATS * 4;
/** Ways in which a pattern may fit from one place on; an engine that looks back tries them all. */
const MOST_WAYS = 10_000;

/** Throws `refused`, naming the pattern, unless it compiles and surely runs in linear time (rule P8). */
export function compilePattern({ name, pattern }: CustomPattern): CompiledPattern {
  const refuse = (why: string, cause?: unknown) =>
    new WaymarkError(
      "refused",
      `The pattern "${name}" (${pattern.slice(0, 60)}) cannot be used: ${why}.`,
      { cause },
    );
  if (!/^[\w -]{1,40}$/.test(name))
    throw refuse("its name must be 1 to 40 letters, digits, spaces, - or _");
  if (pattern.length === 0 || pattern.length > LONGEST)
    throw refuse(`it must have 1 to ${LONGEST} characters`);
  const bounded = boundRepeats(pattern);
  if ("why" in bounded) throw refuse(bounded.why);
  let regex: RegExp;
  try {
    regex = new RegExp(bounded.source, "gu");
  } catch (cause) {
    throw refuse("it is not a regular expression", cause);
  }
  if (["", "a b-1"].some((sample) => [...sample.matchAll(regex)].some(([found]) => found === "")))
    throw refuse("it matches empty text");
  regex.lastIndex = 0;
  if (regex.test("[redacted]")) throw refuse('it matches its own replacement "[redacted]"');
  regex.lastIndex = 0;
  return { rule: `custom:${name}`, regex };
}

/** Ways to fit what was read so far of a group, or of the whole pattern. */
interface Group {
  /** Of the alternatives before this one. */
  others: number;
  /** Of this alternative. */
  ways: number;
  /** Something in it repeats, may be missing or alternates. */
  varies: boolean;
}

const newGroup = (): Group => ({ others: 0, ways: 1, varies: false });

/**
 * Bounds every open repeat; says why where a pattern can backtrack beyond that: ways multiply along
 * a pattern and add up over its alternatives.
 */
function boundRepeats(pattern: string): { source: string } | { why: string } {
  let source = "";
  let open = 0;
  let inClass = false;
  const groups: Group[] = [newGroup()];
  /** The group that ended just before, to which a repeat would belong. */
  let closed: Group | null = null;
  /** After a repeat, `?` makes it lazy; after an opening bracket it says what kind of group this is. */
  let isMark = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    const group = groups.at(-1)!;
    const before: Group | null = closed;
    const marks = isMark;
    closed = null;
    isMark = false;
    if (char === "\\") {
      const next = pattern.charAt(i + 1);
      if (!inClass && /[1-9k]/.test(next)) return { why: "it refers back to a group" };
      source += char + next;
      i++;
    } else if (inClass) {
      if (char === "]") inClass = false;
      source += char;
    } else if (char === "[") {
      inClass = true;
      source += char;
    } else if (char === "(") {
      if (/^\(\?(?:[=!]|<[=!])/.test(pattern.slice(i))) return { why: "it looks ahead or behind" };
      groups.push(newGroup());
      isMark = true;
      source += char;
    } else if (char === ")") {
      if (groups.length === 1) return { why: "it is not a regular expression" };
      closed = groups.pop()!;
      closed.ways += closed.others;
      const outer = groups.at(-1)!;
      outer.ways *= closed.ways;
      if (closed.varies) outer.varies = true;
      source += char;
    } else if (char === "|") {
      group.others += group.ways;
      group.ways = 1;
      group.varies = true;
      source += char;
    } else if (/[*+?{]/.test(char) && !(char === "?" && marks)) {
      const repeat = readRepeat(pattern.slice(i));
      if (!repeat) return { why: "its braces are not a repeat" };
      const { length, lower, upper } = repeat;
      if (before?.varies === true && upper > 1)
        return { why: "it repeats a group that repeats or alternates, which can take for ever" };
      if (lower > MOST_COUNTED || (upper !== Infinity && upper > MOST_COUNTED))
        return { why: `it repeats more than ${MOST_COUNTED} times` };
      if (upper === Infinity && ++open > MOST_OPEN)
        return { why: `it has more than ${MOST_OPEN} repeats without an end` };
      if (upper > 1 || lower !== upper) group.varies = true;
      const most = upper === Infinity ? Math.max(lower, MOST_REPEATS) : upper;
      group.ways *= most - lower + 1;
      source += char === "?" ? "?" : `{${lower},${most}}`;
      i += length - 1;
      isMark = true;
    } else {
      source += char;
    }
    if (groups.some(({ ways, others }) => ways + others > MOST_WAYS))
      return { why: "there are too many ways in which it can fit, which can take for ever" };
  }
  return { source };
}

function readRepeat(text: string): { length: number; lower: number; upper: number } | null {
  const found = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(text);
  if (!found) return null;
  const [all, least, comma, most] = found;
  const { length } = all;
  if (all === "?") return { length, lower: 0, upper: 1 };
  if (all === "*") return { length, lower: 0, upper: Infinity };
  if (all === "+") return { length, lower: 1, upper: Infinity };
  const upper = comma && !most ? Infinity : Number(most || least);
  return { length, lower: Number(least), upper };
}

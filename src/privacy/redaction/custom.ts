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
  if (regex.test("") || /^\[|\]$/.test("")) throw refuse("it matches empty text");
  regex.lastIndex = 0;
  if (regex.test("[redacted]")) throw refuse('it matches its own replacement "[redacted]"');
  regex.lastIndex = 0;
  return { rule: `custom:${name}`, regex };
}

/** Bounds every open repeat; says why where a pattern can backtrack beyond that. */
function boundRepeats(pattern: string): { source: string } | { why: string } {
  let source = "";
  let open = 0;
  let inClass = false;
  /** For each open group: whether something in it repeats or alternates. */
  const groups: boolean[] = [];
  let closed: boolean | null = null;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    let wasGroup: boolean | null = closed;
    closed = null;
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
      groups.push(false);
      source += char;
    } else if (char === ")") {
      closed = groups.pop() ?? null;
      if (closed && groups.length > 0) groups[groups.length - 1] = true;
      source += char;
    } else if (char === "|") {
      if (groups.length > 0) groups[groups.length - 1] = true;
      source += char;
    } else if (/[*+?{]/.test(char) && !(char === "?" && /[(*+?}]$/.test(source))) {
      const repeat = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(pattern.slice(i));
      if (!repeat) return { why: "its braces are not a repeat" };
      const [all, least, comma, most] = repeat;
      const upper =
        all === "?"
          ? 1
          : all === "*" || all === "+" || (comma && !most)
            ? Infinity
            : Number(most || least);
      if (wasGroup === true && upper > 1)
        return { why: "it repeats a group that repeats or alternates, which can take for ever" };
      if (upper !== Infinity && upper > MOST_REPEATS * 4)
        return { why: `it repeats more than ${MOST_REPEATS * 4} times` };
      if (upper === Infinity && ++open > MOST_OPEN)
        return { why: `it has more than ${MOST_OPEN} repeats without an end` };
      if (upper > 1 && groups.length > 0) groups[groups.length - 1] = true;
      const lower = all === "*" || all === "?" ? 0 : all === "+" ? 1 : Number(least);
      source +=
        all === "?"
          ? "?"
          : `{${lower},${upper === Infinity ? Math.max(lower, MOST_REPEATS) : upper}}`;
      i += all.length - 1;
      wasGroup = null;
    } else {
      source += char;
    }
  }
  return { source };
}

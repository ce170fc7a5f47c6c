import { originalPositionFor, type TraceMap } from "@jridgewell/trace-mapping";

/** So far before a frame its function is looked for. */
const REACH = 200_000;
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/**
 * What the function of a frame is called in the source. A stack has the names that the bundler gave; where
 * the nearest function, or for `e.total` the nearest class, of such a name begins before the frame, the map
 * says what that was.
 */
export function functionName(
  map: TraceMap,
  script: string,
  { name, line, column }: { name: string; line: number; column: number },
): string {
  const parts = name.split(".");
  const at = offsetOf(script, line) + column - 1;
  const from = Math.max(0, at - REACH);
  const text = script.slice(from, at);
  const original = (part: string, definition: (escaped: string) => RegExp) => {
    if (!NAME.test(part)) return part;
    const place = lastPlace(text, definition(part.replaceAll("$", "\\$")));
    return place === null
      ? part
      : (originalPositionFor(map, positionOf(script, from + place)).name ?? part);
  };
  return parts
    .map((part, i) => original(part, i === parts.length - 1 ? asFunction : asClass))
    .join(".");
}

const asFunction = (name: string) =>
  new RegExp(
    `function\\s*\\*?\\s*(${name})\\s*\\(|(?<![\\w$.])(${name})\\s*=\\s*(?:async\\b\\s*)?(?:function\\b|\\(|[\\w$]+\\s*=>)|${classOf(name)}`,
    "dg",
  );
const asClass = (name: string) => new RegExp(classOf(name), "dg");
const classOf = (name: string) =>
  `class\\s+(${name})(?![\\w$])|(?<![\\w$.])(${name})\\s*=\\s*class\\b`;

/** Where the name begins that the last match has in one of its groups. */
function lastPlace(text: string, definition: RegExp): number | null {
  const found = [...text.matchAll(definition)].at(-1)?.indices?.slice(1);
  return found?.find((each) => each !== undefined)?.[0] ?? null;
}

/** Where a line (from 1) begins. */
function offsetOf(text: string, line: number): number {
  let offset = 0;
  for (let each = 1; each < line; each++) {
    const end = text.indexOf("\n", offset);
    if (end < 0) return text.length;
    offset = end + 1;
  }
  return offset;
}

/** Line from 1, column from 0, as the library takes them. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0 && end < offset; end = text.indexOf("\n", start)) {
    line++;
    start = end + 1;
  }
  return { line, column: offset - start };
}

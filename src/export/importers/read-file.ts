import { messageOf, WaymarkError } from "../../format/errors.ts";
import { FORMAT_VERSION } from "../../format/version.ts";
import { type Collected, createCollector, type Tool } from "./collect.ts";
import { textOfFile } from "./unpack.ts";

/** A file of whatever tool, in the one form that `readRecording` reads. */
export interface ForeignFile extends Pick<Collected, "leftOut" | "dropped"> {
  tool: Tool;
  /** A recording as `waymark export` writes it: `{format, sessionId?, tabs: {tabId: events}}`. */
  recording: object;
}

/**
 * Reads a recording of rrweb, Sentiero, PostHog or Sentry, or what `waymark export` wrote, told by what stands in
 * it: JSON, or JSON by lines, plain or packed by gzip or zlib. What is no event is left out and its place named.
 * Throws `invalid-input` where nothing of it is one, naming the place where reading ended.
 * @param most bytes that it may unpack to
 */
export async function readForeignFile(bytes: Uint8Array, most?: number): Promise<ForeignFile> {
  const text = await textOfFile(bytes, most);
  const whole = parse(text);
  if ("value" in whole && isWaymark(whole.value)) {
    return { tool: "waymark", recording: whole.value, leftOut: [], dropped: 0 };
  }
  const collector = createCollector();
  if ("value" in whole) await collector.take(whole.value, "Entry ");
  else await takeLines(text, whole.why, collector);
  const { tool, sessionId, tabs, leftOut, dropped } = collector.done();
  if (tabs.length === 0) throw nothingFound(leftOut);
  const recording = {
    format: FORMAT_VERSION,
    ...(sessionId !== null && { sessionId }),
    tabs: Object.fromEntries(tabs),
  };
  return { tool, recording, leftOut, dropped };
}

type Parsed = { value: unknown } | { why: string };

function parse(text: string): Parsed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { why: messageOf(error) };
  }
}

/** A line that cannot be read costs only itself; where none can, the file is not by lines at all. */
async function takeLines(
  text: string,
  why: string,
  collector: ReturnType<typeof createCollector>,
): Promise<void> {
  let read = 0;
  let number = 0;
  const broken: [string, string][] = [];
  for (const line of text.split("\n")) {
    number++;
    if (line.trim() === "") continue;
    const parsed = parse(line);
    if ("value" in parsed) {
      read++;
      await collector.take(parsed.value, `Line ${number}, entry `);
    } else broken.push([`Line ${number}`, `is not JSON: ${parsed.why}`]);
  }
  if (read === 0) throw new WaymarkError("invalid-input", `It is not JSON: ${why}`);
  for (const [place, what] of broken) collector.leave(place, what);
}

function isWaymark(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return "tabs" in value && "format" in value;
}

function nothingFound(leftOut: readonly string[]): WaymarkError {
  const first = leftOut[0] ? ` ${leftOut[0]}` : "";
  return new WaymarkError(
    "invalid-input",
    `This is no recording: it holds no events of rrweb, and none of an export of Sentiero, PostHog, Sentry or Waymark.${first}`,
  );
}

import { WaymarkError } from "../format/errors.ts";
import type { Pointer } from "../format/pointer.ts";
import { stringify } from "../format/stringify.ts";
import { type Contents, joinTail, parseRun, readSegmentEvents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";

/** A raw event as it is stored, or the beginning of its text where it is long. */
export type RawFrame = { event: unknown } | { cut: string; chars: number };

const MOST_CHARS = 4_000;

/** The raw events that the pointers name, in their order; null for one that cannot be read. */
export async function readRawFrames(
  source: SessionSource,
  contents: Contents,
  pointers: readonly Pointer[],
): Promise<(RawFrame | null)[]> {
  const found: (RawFrame | null)[] = pointers.map(() => null);
  const bySegment = new Map<string, { pointer: Pointer; at: number }[]>();
  for (const [at, pointer] of pointers.entries()) {
    const name = `${pointer.tabId} ${pointer.segmentIndex}`;
    const list = bySegment.get(name);
    if (list) list.push({ pointer, at });
    else bySegment.set(name, [{ pointer, at }]);
  }
  for (const wanted of bySegment.values()) {
    const { tabId, segmentIndex } = wanted[0]!.pointer;
    const events = await readRun(source, contents, tabId, segmentIndex);
    for (const { pointer, at } of wanted) {
      const event = events[pointer.frameIndex];
      found[at] = event === undefined ? null : frameOf(event);
    }
  }
  return found;
}

async function readRun(
  source: SessionSource,
  { segments, tails }: Contents,
  tabId: string,
  index: number,
): Promise<unknown[]> {
  const info = segments.find((segment) => segment.tabId === tabId && segment.index === index);
  try {
    if (info) return await readSegmentEvents(source, info);
    const { run } = joinTail(tails.get(tabId) ?? []);
    return run ? parseRun(run) : [];
  } catch (error) {
    // The walk that found the pointer has told of the damage as a gap.
    if (error instanceof WaymarkError && error.code === "damaged") return [];
    throw error;
  }
}

function frameOf(event: unknown): RawFrame {
  const text = stringify(event);
  return text.length <= MOST_CHARS
    ? { event }
    : { cut: text.slice(0, MOST_CHARS), chars: text.length };
}

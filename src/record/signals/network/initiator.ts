import { currentStack } from "../stacks.ts";

/** Where in a page's scripts something was called. */
export interface CallSite {
  source: string;
  line: number;
  column: number;
}

const PLACE = /(?:\(|@|\bat )?((?:[a-z][a-z0-9+.-]*:\/\/|blob:)[^\s()]+):(\d+):(\d+)\)?$/i;
/** Frames of the page that are looked at. */
const MOST_FRAMES = 12;

/**
 * The first frame of the page in the stack that has an address; null where there is none, or where the page
 * has taken over how stacks are made: reading one would then run its code.
 */
export const callSite = (): CallSite | null => placeIn(currentStack(MOST_FRAMES));

/** Of a stack without frames of ours. */
export function placeIn(stack: string): CallSite | null {
  for (const text of stack.split("\n")) {
    const [, source, line, column] = PLACE.exec(text) ?? [];
    if (source) return { source, line: Number(line), column: Number(column) };
  }
  return null;
}

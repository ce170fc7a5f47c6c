/** Where in a page's scripts something was called. */
export interface CallSite {
  source: string;
  line: number;
  column: number;
}

const { getOwnPropertyDescriptor } = Reflect;
const PLACE = /(?:\(|@|\bat )?((?:[a-z][a-z0-9+.-]*:\/\/|blob:)[^\s()]+):(\d+):(\d+)\)?$/i;
/** Lines of a stack that are looked at; the page's own limit counts as well. */
const MOST_LINES = 12;

/** Pages put their own in its place. */
const NativeError = Error;
/** The script that this code runs in: its own frames are no place in the page. */
const OWN = placesOf(new NativeError("place").stack ?? "")[0]?.source ?? null;

/**
 * The first frame of the page in the stack; null where there is none, or where the page has taken
 * over how stacks are made: reading one would then run its code.
 */
export function callSite(): CallSite | null {
  if (OWN === null || getOwnPropertyDescriptor(NativeError, "prepareStackTrace")) return null;
  const { stack } = new NativeError("place");
  return placesOf(stack ?? "").find(({ source }) => source !== OWN) ?? null;
}

function placesOf(stack: string): CallSite[] {
  const places: CallSite[] = [];
  for (const text of stack.split("\n", MOST_LINES)) {
    const [, source, line, column] = PLACE.exec(text) ?? [];
    if (source) places.push({ source, line: Number(line), column: Number(column) });
  }
  return places;
}

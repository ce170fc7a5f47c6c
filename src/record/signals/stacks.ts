import { ownValue } from "./page-values.ts";

/** Where a call stands in the page's scripts. */
export interface Site {
  source: string;
  line: number;
  column: number;
}

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/** The engine's own class of errors, whatever the page has put in its place by now. */
function nativeError(): ErrorConstructor {
  try {
    (null as unknown as () => void)();
  } catch (error) {
    const owner = getPrototypeOf(getPrototypeOf(error as object) as object) as object;
    const found = getOwnPropertyDescriptor(owner, "constructor")?.value as ErrorConstructor;
    return found ?? Error;
  }
  throw new Error("Nothing can be called that is not there."); // the call above throws
}

/** What stacks are read by. */
interface Engine {
  NativeError: ErrorConstructor;
  /** Of the errors themselves in Chromium, of what they inherit from in Firefox. */
  readStack: (() => unknown) | undefined;
}

function takeEngine(): Engine {
  const NativeError = nativeError();
  const readStack =
    getOwnPropertyDescriptor(new NativeError(), "stack")?.get ??
    getOwnPropertyDescriptor(NativeError.prototype, "stack")?.get;
  return { NativeError, readStack };
}

let taken: Engine | null = null;
const engine = (): Engine => (taken ??= takeEngine());
/**
 * Before any script of the page runs, but not while this one is evaluated: an error knows where it was made, and to
 * tell that of what runs once, Chromium parses all of the recorder again, 31 to 50 ms of each page's time.
 */
async function takeSoon(): Promise<void> {
  await (async () => {})();
  engine();
}
void takeSoon();

/** The address of the script that this is part of; "" as long as the engine does not say. */
let ownScript = "";
/** Frames of ours that stand before the first of the page's. */
const OWN_FRAMES = 12;

/** A page that writes stacks itself would be asked to write ours, and sees those that we read. */
const isWrittenByPage = () => {
  const held = ownValue(engine().NativeError, "prepareStackTrace");
  return held !== null && (held === "getter" || held.value !== undefined);
};

/** The stack of an error of the page's as the engine wrote it; null where the page has a hand in it. */
export function stackOf(error: object): string | null {
  if (isWrittenByPage()) return null;
  const { readStack } = engine();
  try {
    const own = getOwnPropertyDescriptor(error, "stack");
    const stack =
      own && "value" in own
        ? (own.value as unknown)
        : readStack && (!own || own.get === readStack)
          ? apply(readStack, error, [])
          : null;
    return typeof stack === "string" ? stack : null;
  } catch {
    return null; // no error, though it looks like one
  }
}

/** The page's frames of the call that is being made, at most `frames`, one a line; "" where there are none. */
export function currentStack(frames: number): string {
  if (isWrittenByPage()) return "";
  const { NativeError } = engine();
  const stack = withLimit(NativeError, frames + OWN_FRAMES, () => stackOf(new NativeError()));
  if (stack === null) return "";
  ownScript ||= siteOf(pageFrames(stack, "")[0] ?? "")?.source ?? "";
  return pageFrames(stack, ownScript).slice(0, frames).join("\n");
}

/** Engines that keep few frames of a stack are asked for more while `run` runs, and the page does not see it. */
function withLimit<T>(NativeError: ErrorConstructor, limit: number, run: () => T): T {
  const held = getOwnPropertyDescriptor(NativeError, "stackTraceLimit");
  if (!held?.writable) return run();
  NativeError.stackTraceLimit = limit;
  try {
    return run();
  } finally {
    NativeError.stackTraceLimit = held.value as number;
  }
}

/** The lines of a stack that are frames, but for those of the script `own`. */
export function pageFrames(stack: string, own: string): string[] {
  const frames = stack.split("\n").filter((line) => /^\s*at |@/.test(line));
  return frames.filter((line) => own === "" || !line.includes(own)).map((line) => line.trim());
}

/**
 * Where the frame stands that a line of a stack tells of: `at run (https://a.example/b.js:1:2)` or `run@...`.
 * For code that a script made from a text, where that was done.
 */
export function siteOf(frame: string): Site | null {
  const open = frame.lastIndexOf("(") + 1;
  const place =
    open > 0 && frame.endsWith(")")
      ? frame.slice(open, frame.indexOf(")", open))
      : frame.replace(/^at (?:async )?|^[^@]*@/, "");
  const found = /^(.+):(\d+):(\d+)$/.exec(place);
  if (!found) return null;
  const [, source = "", line, column] = found;
  return { source, line: Number(line), column: Number(column) };
}

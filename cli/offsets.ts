import { messageOf } from "../src/format/errors.ts";
import { parseOffset } from "../src/format/time.ts";
import { UsageError } from "./command.ts";

/** A time in a session, or a length, in milliseconds: `83000ms`, `83s`, `01:23`, `1:02:03`. Throws UsageError. */
export function offsetOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  try {
    return parseOffset(text);
  } catch (cause) {
    throw new UsageError(`${flag}: ${messageOf(cause)}`, { cause });
  }
}

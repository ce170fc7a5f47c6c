import type { SignalPayload } from "../../format/signals/signals.ts";
import type { SignalContext } from "./signal-source.ts";

type Call = SignalPayload<"waymark.console">;

const TELL_AFTER_MS = 1_000;

/**
 * Folds calls that say the same at the same place: the first is told, those that follow it are counted and
 * told as one, when another comes, after a second, or when the document is left or its capture ends.
 */
export function foldRepeats({
  global,
  say,
  later,
  listen,
  onEnd,
}: Pick<SignalContext, "global" | "say" | "later" | "listen" | "onEnd">): (call: Call) => void {
  let last: Call | null = null;
  let repeats = 0;

  function tell(): void {
    if (last && repeats > 0) {
      // The first of them has the stack and the arguments.
      const { args: _, nodes: __, stack: ___, ...call } = last;
      say("waymark.console", { ...call, repeats });
    }
    repeats = 0;
  }
  onEnd(tell);
  listen(global, "pagehide", tell);

  return (call) => {
    if (last && isSame(last, call)) {
      if (repeats++ === 0) later(tell, TELL_AFTER_MS);
      return;
    }
    tell();
    last = call;
    say("waymark.console", call);
  };
}

function isSame(one: Call, other: Call): boolean {
  return (
    one.level === other.level &&
    one.message === other.message &&
    one.source === other.source &&
    one.line === other.line &&
    one.column === other.column &&
    one.depth === other.depth
  );
}

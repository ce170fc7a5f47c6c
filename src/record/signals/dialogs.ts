import type { SignalPayload } from "../../format/signals/signals.ts";
import type { SignalSource } from "./signal-source.ts";
import { createLimiter } from "./limiter.ts";
import { hasBeenActive, isPrevented, returnValueOf } from "./natives.ts";

type Browser = SignalPayload<"waymark.browser">;
type Dialog = NonNullable<Browser["dialog"]>;

const LONGEST_WORDS = 1_000;

/**
 * The browser's own dialogs: that one opened, the page's words in it, how long it was open, and how a
 * `confirm` was answered. What is typed into a `prompt`, and what stood in it before, is never read.
 */
export const watchDialogs: SignalSource = {
  part: "interactions",
  watch: (context) => {
    const { global, primitives, listen, later, say, watchCalls } = context;
    const limiter = createLimiter(context, "interactions", { burst: 10, perSecond: 2 });

    function tell(dialog: Dialog, at: number, more: Partial<Browser> = {}): void {
      const openMs = Math.max(0, Math.round(primitives.now() - at));
      say("waymark.browser", { what: "dialog", dialog, openMs, ...more }, at);
    }

    for (const dialog of ["alert", "confirm", "prompt"] as const) {
      watchCalls(global, dialog, "value", (_, [words]) => {
        if (!limiter.take()) return;
        const at = primitives.now();
        const detail = wordsOf(words);
        return (outcome) => {
          const answer = "value" in outcome ? outcome.value : undefined;
          const accepted = dialog === "confirm" &&
            typeof answer === "boolean" && { accepted: answer };
          tell(dialog, at, { ...(detail !== null && { detail }), ...accepted });
        };
      });
    }

    // Elsewhere a page with this listener is kept out of the back-forward cache.
    if (!("onfreeze" in global.document)) return;
    listen(global, "beforeunload", (event) => {
      const at = primitives.now();
      // Timers rest while the question is open.
      later(() => {
        if (asks(event) && hasBeenActive()) tell("beforeunload", at);
      }, 0);
    });
  },
};

/** Objects have code of the page's own to become a text: that is not called. */
function wordsOf(words: unknown): string | null {
  const isPlain = ["string", "number", "boolean"].includes(typeof words);
  return isPlain ? String(words).slice(0, LONGEST_WORDS) : null;
}

/** Browsers then ask, but only on pages that the user has touched. */
function asks(event: Event): boolean {
  const value = returnValueOf(event);
  return isPrevented(event) === true || (typeof value === "string" && value !== "");
}

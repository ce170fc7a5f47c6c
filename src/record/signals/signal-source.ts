import type { CapturePart } from "../../format/signals/capture.ts";
import type { SignalPayload, SignalTag } from "../../format/signals/signals.ts";
import type { PageMirror } from "../complements/complement.ts";
import type { EarlyError } from "../hook.ts";
import type { PagePolicy } from "../../privacy/policy.ts";
import type { RequestRules } from "../../privacy/request-rules.ts";
import type { PageVoice } from "../page-api.ts";
import type { Primitives } from "../primitives.ts";

/** How a call ended. */
export type Outcome = { value: unknown } | { thrown: unknown };

/** What a signal source gets: the page, safe built-ins, and where to say what it saw. */
export interface SignalContext {
  global: Window & typeof globalThis;
  primitives: Primitives;
  mirror: PageMirror;
  earlyErrors: readonly EarlyError[];
  /** What the site's rule lets through of requests, and what it leaves out. */
  rules: RequestRules & Pick<PagePolicy, "leftOut">;
  /** The recording saw this document come: it was not there before, and no pause lies between. */
  fromStart?: boolean;
  /** What the page tells by its API; none where there is no API. */
  voice?: PageVoice;
  /** `at` is epoch milliseconds, now unless given. */
  say<T extends SignalTag>(tag: T, payload: SignalPayload<T>, at?: number): void;
  /** Sends what was said so far at once: somebody waits for it. */
  flush(): void;
  /** Listens in the capture phase until the capture ends. An error in `listener` ends this part alone. */
  listen(target: EventTarget, type: string, listener: (event: Event) => void): void;
  /**
   * Sees the calls of one of the page's functions (or of a getter or setter) until the capture ends.
   * The function is called once, with what it was called with, and the page gets what it gives or
   * throws. What `see` returns hears how it ended. An error in either ends this part alone.
   */
  watchCalls(
    owner: object,
    name: string,
    kind: "value" | "get" | "set",
    see: (self: object, args: readonly unknown[]) => void | ((outcome: Outcome) => void),
  ): void;
  /** As `watchCalls` for what is called with `new`; `done` hears the object that was made. */
  watchNew(
    owner: object,
    name: string,
    see: (args: readonly unknown[]) => void | ((made: object) => void),
  ): void;
  /** Runs something of this part; an error in it ends the part, and the page does not notice. */
  attempt<T>(run: () => T): T | undefined;
  /** A timer of this part, over with it. */
  later(run: () => void, ms: number): void;
  /** What is still to be told when the document may be left, or is hidden: after that turn it may be too late. */
  onLeaving(tell: () => void): void;
  /** What is to be undone when the capture ends, or this part fails. */
  onEnd(undo: () => void): void;
}

/** Watches one kind of page signal; never changes what the page sees. */
export interface SignalSource {
  part: CapturePart;
  watch(context: SignalContext): void;
}

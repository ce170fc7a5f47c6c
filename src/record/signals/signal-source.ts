import type { SignalPayload, SignalTag } from "../../format/signals.ts";
import type { EarlyError } from "../hook.ts";
import type { Primitives } from "../primitives.ts";

/** What a signal source gets: the page, safe built-ins, and where to say what it saw. */
export interface SignalContext {
  global: Window & typeof globalThis;
  primitives: Primitives;
  earlyErrors: readonly EarlyError[];
  /** `at` is epoch milliseconds, now unless given. */
  say<T extends SignalTag>(tag: T, payload: SignalPayload<T>, at?: number): void;
  /** Sends what was said so far at once: somebody waits for it. */
  flush(): void;
}

/** Starts watching one kind of page signal and returns what ends it. Watches; never changes the page. */
export type SignalSource = (context: SignalContext) => () => void;

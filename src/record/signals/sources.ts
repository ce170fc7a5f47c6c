import { watchConsole } from "./console.ts";
import { watchCircumstances } from "./circumstances.ts";
import { watchErrors } from "./errors.ts";
import { watchFrames } from "./frames.ts";
import { INTERACTIONS } from "./interactions.ts";
import { keepTexts, speakFor } from "./native-text.ts";
import { watchNavigation } from "./navigation.ts";
import { watchNetwork } from "./network.ts";
import type { Outcome, SignalContext, SignalSource } from "./signal-source.ts";
import { watchTracking } from "./tracking.ts";
import { watchVisibility } from "./visibility.ts";
import { watchVitals } from "./vitals.ts";
import type { Timer } from "../primitives.ts";

const SOURCES: readonly SignalSource[] = [
  watchConsole,
  watchErrors,
  watchNavigation,
  watchNetwork,
  watchVisibility,
  watchFrames,
  watchVitals,
  watchTracking,
  watchCircumstances,
  ...INTERACTIONS,
];

/** What all sources of a document share. */
export type Shared = Pick<
  SignalContext,
  | "global"
  | "primitives"
  | "mirror"
  | "earlyErrors"
  | "rules"
  | "fromStart"
  | "say"
  | "flush"
  | "voice"
> & {
  /** Gets what sources have still to tell when the document may be left. */
  leaving?: Set<() => void>;
};

/** Starts all sources that are wanted, each by itself: one that fails says so in the session and is gone. Returns what ends them. */
export function startSignals(shared: Shared, sources = SOURCES): () => void {
  const leftOut: readonly string[] = shared.rules.leftOut;
  const giveTextsBack = keepTexts();
  const isWanted = ({ part }: SignalSource) => !leftOut.includes(part);
  const ends = sources.filter(isWanted).map((source) => startSource(shared, source));
  return () => {
    ends.forEach((end) => end());
    giveTextsBack();
  };
}

/** Starts one of them; see `startSignals`. */
export function startSource(shared: Shared, { part, watch }: SignalSource): () => void {
  const { primitives } = shared;
  const timers = new Set<Timer>();
  const undo: (() => void)[] = [() => timers.forEach((timer) => primitives.clearTimeout(timer))];
  let over = false;

  function end(): void {
    over = true;
    for (const one of undo.splice(0)) tryTo(one);
  }

  /** What ends a part may fail as well; the rest is undone all the same. */
  function tryTo(run: () => void): void {
    try {
      run();
    } catch (error) {
      tellFailure(error);
    }
  }

  function fail(error: unknown): void {
    if (over) return;
    end();
    tellFailure(error);
  }

  function tellFailure(error: unknown): void {
    shared.say("waymark.capture", { part, what: "failed", reason: reasonOf(error) });
  }

  function attempt<T>(run: () => T): T | undefined {
    if (over) return undefined;
    try {
      return run();
    } catch (error) {
      fail(error);
      return undefined;
    }
  }

  const context: SignalContext = {
    ...shared,
    attempt,
    onEnd: (one) => void undo.push(one),
    onLeaving(tell) {
      const attempted = () => void attempt(tell);
      shared.leaving?.add(attempted);
      undo.push(() => void shared.leaving?.delete(attempted));
    },
    listen(target, type, listener) {
      undo.push(primitives.listen(target, type, (event) => attempt(() => listener(event))));
    },
    later(run, ms) {
      const timer = primitives.setTimeout(() => {
        timers.delete(timer);
        attempt(run);
      }, ms);
      timers.add(timer);
    },
    watchCalls(owner, name, kind, see) {
      undo.push(
        seeCalls(owner, name, kind, (self, args) => {
          const done = attempt(() => see(self, args));
          return done && ((outcome) => void attempt(() => done(outcome)));
        }),
      );
    },
    watchNew(owner, name, see) {
      undo.push(
        seeNew(owner, name, (args) => {
          const done = attempt(() => see(args));
          return done && ((made) => void attempt(() => done(made)));
        }),
      );
    },
  };
  attempt(() => watch(context));
  return end;
}

/** An error of the recorder's own, or of what a page made of the objects that it reads. */
function reasonOf(error: unknown): string {
  try {
    return String(error).slice(0, 500);
  } catch {
    return "an error that cannot be read";
  }
}

const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
type Callable = (...args: never[]) => unknown;

/**
 * A proxy stands before the function: to the page it has the same name, length, text and properties.
 * Taken away again unless the page has put its own on top, which then calls an idle proxy.
 */
function seeCalls(
  owner: object,
  name: string,
  kind: "value" | "get" | "set",
  see: (self: object, args: readonly unknown[]) => void | ((outcome: Outcome) => void),
): () => void {
  let over = false;
  return replace(owner, name, kind, (native) => ({
    proxy: new Proxy(native, {
      apply(_, self: object, args: never[]) {
        const done = over ? undefined : see(self, args);
        if (!done) return apply(native, self, args);
        let value: unknown;
        try {
          value = apply(native, self, args);
        } catch (thrown) {
          done({ thrown });
          throw thrown;
        }
        done({ value });
        return value;
      },
    }),
    end: () => (over = true),
  }));
}

/** As `seeCalls`, for constructors: the objects made name the proxy as their constructor, as the page does. */
function seeNew(
  owner: object,
  name: string,
  see: (args: readonly unknown[]) => void | ((made: object) => void),
): () => void {
  let over = false;
  let giveBack = () => {};
  const undo = replace(owner, name, "value", (native) => {
    const proxy: Callable = new Proxy(native, {
      construct(_, args: never[], target: Callable) {
        const done = over ? undefined : see(args);
        const made = construct(native, args, target === proxy ? native : target) as object;
        done?.(made);
        return made;
      },
    });
    const { prototype } = native as unknown as { prototype: object };
    giveBack = replace(prototype, "constructor", "value", () => ({ proxy, end: () => {} }));
    return { proxy, end: () => (over = true) };
  });
  return () => {
    undo();
    giveBack();
  };
}

function replace(
  owner: object,
  name: string,
  kind: "value" | "get" | "set",
  make: (native: Callable) => { proxy: Callable; end: () => void },
): () => void {
  const descriptor = getOwnPropertyDescriptor(owner, name);
  const native = descriptor?.[kind] as Callable | undefined;
  if (!native || !descriptor?.configurable) return () => {};
  const { proxy, end } = make(native);
  if (proxy !== native) speakFor(proxy, native);
  defineProperty(owner, name, { ...descriptor, [kind]: proxy });
  return () => {
    end();
    const now = getOwnPropertyDescriptor(owner, name);
    if (now?.[kind] === proxy) defineProperty(owner, name, { ...now, [kind]: native });
  };
}

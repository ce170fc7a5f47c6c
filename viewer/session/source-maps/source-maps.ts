import { createContext, createSignal, onCleanup, useContext } from "solid-js";
import type { Progress } from "../../../src/worker/api.ts";
import type { ResolvedStack } from "../../../src/worker/source-maps/resolve-stack.ts";
import type { RunningWorker, ViewerHost } from "../../host.ts";
import { orAborted, progressTo } from "../../worker-client.ts";

/** How far a stack is. `stack` is what is known of it so far. */
export type StackState =
  | { step: "working"; progress: Progress }
  | { step: "asking"; stack: ResolvedStack }
  | { step: "done"; stack: ResolvedStack }
  | { step: "failed"; error: unknown };

/** Resolves stacks of one session. Nothing is fetched before a person asks for it and agrees to the site. */
export interface SourceMaps {
  isOffered: boolean;
  /** Null before anybody asked. */
  stateOf(stack: string): StackState | null;
  resolve(stack: string): Promise<void>;
  /** Lets the sites be asked that the stack needs. */
  agree(stack: string): Promise<void>;
  decline(stack: string): void;
  /** Breaks off what is being fetched, and forgets what was. */
  cancel(): void;
}

export const SourceMapsContext = createContext<SourceMaps>();

export function useSourceMaps(): SourceMaps {
  const maps = useContext(SourceMapsContext);
  if (!maps) throw new Error("This component must stand inside <SessionBody>.");
  return maps;
}

/**
 * Maps are large and take seconds to read, so a worker of their own does that. It lives until the session is
 * left, or until somebody cancels: with it goes all that was fetched.
 */
export function createSourceMaps(
  host: Pick<ViewerHost, "fetchesSourceMaps" | "startWorker">,
): SourceMaps {
  const [states, setStates] = createSignal<ReadonlyMap<string, StackState>>(new Map());
  const sites = new Set<string>();
  let running: { worker: RunningWorker; abort: AbortController } | null = null;

  function end(): void {
    running?.abort.abort();
    running?.worker.stop();
    running = null;
  }
  onCleanup(end);

  const show = (stack: string, state: StackState) =>
    setStates((before) => new Map(before).set(stack, state));

  async function resolve(stack: string): Promise<void> {
    running ??= { worker: host.startWorker(), abort: new AbortController() };
    const { worker, abort } = running;
    const report = (progress: Progress) => {
      if (!abort.signal.aborted && states().get(stack)?.step === "working") {
        show(stack, { step: "working", progress });
      }
    };
    show(stack, { step: "working", progress: { done: 0, what: "" } });
    try {
      const found = await orAborted(
        abort.signal,
        worker.api.resolveStack(stack, [...sites], progressTo(report)),
      );
      show(stack, { step: found.asks.length > 0 ? "asking" : "done", stack: found });
    } catch (error) {
      show(stack, { step: "failed", error });
    }
  }

  return {
    isOffered: host.fetchesSourceMaps === true,
    stateOf: (stack) => states().get(stack) ?? null,
    resolve,
    async agree(stack) {
      const state = states().get(stack);
      if (state?.step !== "asking") return;
      for (const address of state.stack.asks) sites.add(new URL(address).origin);
      await resolve(stack);
    },
    decline(stack) {
      const state = states().get(stack);
      if (state?.step === "asking") show(stack, { step: "done", stack: state.stack });
    },
    cancel: end,
  };
}

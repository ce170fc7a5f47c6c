import type { SignalPayload, SignalTag } from "../../../src/format/signals/signals.ts";
import type { OptionalPart } from "../../../src/privacy/left-out.ts";
import { takePrimitives } from "../../../src/record/primitives.ts";
import { EventMaker } from "./event-maker.ts";
import type { SignalSource } from "../../../src/record/signals/signal-source.ts";
import { startSignals } from "../../../src/record/signals/sources.ts";

export type Said = { tag: SignalTag; payload: Record<string, unknown> };

/** A page without a DOM whose signals one source watches; `console` is its console. */
export const recordWith = (source: SignalSource, console: object = {}) =>
  recordWithAll([source], { console });

/** The same with several; parts that are `leftOut` are not begun. */
export function recordWithAll(
  sources: readonly SignalSource[],
  { console = {}, leftOut = [] }: { console?: object; leftOut?: OptionalPart[] } = {},
) {
  const global = Object.assign(new EventTarget(), {
    Reflect,
    JSON,
    Date,
    setTimeout,
    clearTimeout,
    queueMicrotask,
    Document: EventMaker,
    EventTarget,
    MessagePort,
    performance,
    console,
  }) as unknown as Window & typeof globalThis;
  const said: Said[] = [];
  const shared = {
    global,
    primitives: takePrimitives(global),
    mirror: { getId: () => -1, getNode: () => null },
    earlyErrors: [],
    rules: { headers: false, bodies: [], leftOut },
    say: <T extends SignalTag>(tag: T, payload: SignalPayload<T>) =>
      void said.push({ tag, payload }),
    flush: () => {},
  };
  return { global, said, end: startSignals(shared, sources) };
}

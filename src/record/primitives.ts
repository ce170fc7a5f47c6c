/**
 * The built-ins that the main half works with, taken before the page's own scripts could replace
 * them (in the early hook), or as found when a recording starts on a page that is already open.
 */
export type Timer = ReturnType<typeof setTimeout>;

export interface Primitives {
  apply: typeof Reflect.apply;
  stringify(value: unknown): string;
  now(): number;
  setTimeout(run: () => void, ms: number): Timer;
  clearTimeout(timer: Timer): void;
  /** Runs it when the current script and what it set off are done; browsers do not throttle that. */
  soon(run: () => void): void;
  /** Listens in the capture phase; returns what ends it. */
  listen(target: EventTarget, type: string, listener: (event: Event) => void): () => void;
  /** Dispatches an event that carries `detail`; false where a listener prevents its default. */
  tell(target: EventTarget, type: string, detail?: unknown): boolean;
  post(port: MessagePort, message: unknown): void;
}

export function takePrimitives(global: Window & typeof globalThis): Primitives {
  const { apply } = global.Reflect;
  const { stringify } = global.JSON;
  const { now } = global.Date;
  const { setTimeout, clearTimeout, queueMicrotask, document } = global;
  const { addEventListener, removeEventListener, dispatchEvent } = global.EventTarget.prototype;
  const { postMessage } = global.MessagePort.prototype;
  // Neither by the constructor, which pages replace by what others cannot read, nor by a dictionary, which inherits
  // from what is the page's.
  const { createEvent } = global.Document.prototype;
  const makeEvent = () => apply(createEvent, document, ["CustomEvent"]) as CustomEvent;
  const { initCustomEvent } = makeEvent();
  return {
    apply,
    stringify: (value) => stringify(value),
    now: () => now(),
    setTimeout: (run, ms) => apply(setTimeout, global, [run, ms]),
    clearTimeout: (timer) => apply(clearTimeout, global, [timer]),
    soon: (run) => apply(queueMicrotask, global, [run]),
    listen: (target, type, listener) => {
      apply(addEventListener, target, [type, listener, true]);
      return () => apply(removeEventListener, target, [type, listener, true]);
    },
    tell(target, type, detail) {
      const event = makeEvent();
      apply(initCustomEvent, event, [type, false, true, detail]);
      return apply(dispatchEvent, target, [event]);
    },
    post: (port, message) => apply(postMessage, port, [message]),
  };
}

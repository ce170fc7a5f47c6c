import { PORT_EVENT, TAKE_EVENT } from "./protocol.ts";
import { type Primitives, takePrimitives } from "./primitives.ts";

/** An error that happened before the recorder was there. */
export interface EarlyError {
  event: ErrorEvent | PromiseRejectionEvent;
  at: number;
}

/** What the early hook keeps for the recorder that follows it. */
export interface Kit {
  primitives: Primitives;
  errors: EarlyError[];
  port: MessagePort | null;
  /** Set by the recorder: gets the port if it comes later. */
  onPort: ((port: MessagePort) => void) | null;
}

/** A tab that is not recorded is left as it was after this long. */
const UNDO_AFTER_MS = 10_000;
const MAX_EARLY_ERRORS = 50;

/**
 * Runs in the page's main world at document start on granted origins while a session runs. It is
 * the first listener of the port's event, so that page scripts do not see the port, and hands all
 * it has to the first recorder that asks. Changes nothing that a page can notice.
 */
export function installHook(global: Window & typeof globalThis): Kit {
  const primitives = takePrimitives(global);
  const kit: Kit = { primitives, errors: [], port: null, onPort: null };

  const endPort = primitives.listen(global, PORT_EVENT, (event) => {
    const port = (event as MessageEvent).ports?.[0];
    if (!port) return;
    event.stopImmediatePropagation();
    endPort();
    kit.port = port;
    kit.onPort?.(port);
  });
  const endTake = primitives.listen(global, TAKE_EVENT, (event) => {
    event.stopImmediatePropagation();
    (event as CustomEvent<{ kit?: Kit }>).detail.kit = kit;
    undo();
  });
  const onError = (event: Event) => {
    if (kit.errors.length < MAX_EARLY_ERRORS) {
      kit.errors.push({
        event: event as ErrorEvent | PromiseRejectionEvent,
        at: primitives.now(),
      });
    }
  };
  const endErrors = primitives.listen(global, "error", onError);
  const endRejections = primitives.listen(global, "unhandledrejection", onError);
  const timer = primitives.setTimeout(() => {
    undo();
    endPort();
  }, UNDO_AFTER_MS);

  function undo(): void {
    primitives.clearTimeout(timer);
    endTake();
    endErrors();
    endRejections();
  }

  return kit;
}

/** The hook's kit, or a fresh one where recording starts on a page that was already open. */
export function takeKit(global: Window & typeof globalThis): Kit {
  const box: { kit?: Kit } = {};
  global.dispatchEvent(new CustomEvent(TAKE_EVENT, { detail: box }));
  if (box.kit) return box.kit;
  installHook(global);
  global.dispatchEvent(new CustomEvent(TAKE_EVENT, { detail: box }));
  if (!box.kit) throw new Error("The recorder could not set itself up in this page.");
  return box.kit;
}

import { type EarlyClick, earlyDocument } from "./early-document.ts";
import { type Primitives, takePrimitives } from "./primitives.ts";
import {
  type FromPage,
  handOver,
  HERE_EVENT,
  PORT_EVENT,
  TAKE_EVENT,
  WANT_EVENT,
} from "./protocol.ts";

/** An error that happened before the recorder was there. */
export interface EarlyError {
  event: ErrorEvent | PromiseRejectionEvent;
  at: number;
}

/** What the early hook keeps for the recorder that follows it. */
export interface Kit {
  primitives: Primitives;
  errors: EarlyError[];
  clicks: EarlyClick[];
  /** Shadow roots by their host, also closed ones, as scripts attached them. */
  roots: WeakMap<Element, ShadowRoot>;
  port: MessagePort | null;
  /** Set by the recorder: gets the port if it comes later. */
  onPort: ((port: MessagePort) => void) | null;
  /** The element that shows that the page is recorded, set once there is one. Never recorded. */
  indicator?: Element;
  /** Stops noting what is early. The recorder calls it when it sees for itself. */
  stopWatching(): void;
  /** Leaves the handing over at pagehide to the recorder. */
  stopHandingOver(): void;
}

/** A tab of which nothing is heard is left as it was after this long. */
const UNDO_AFTER_MS = 10_000;
const MAX_EARLY = 50;

/**
 * Runs in the page's main world at document start on granted origins while a session runs. It is
 * the first listener of the port's event, so that page scripts do not see the port; it notes what
 * happens before the recorder is there, since that comes after an inline script in up to most loads,
 * and shadow roots, which nobody can ask for later when they are closed;
 * and it hands all it has to the first recorder that asks. Where the page is left before any
 * recorder came, it hands over the clicks itself. Changes nothing that a page can notice. Null where
 * the browser ran it after the recorder, which then sees for itself.
 */
export function installHook(global: Window & typeof globalThis): Kit | null {
  const primitives = takePrimitives(global);
  if (!primitives.tell(global, HERE_EVENT)) return null;
  const ends: (() => void)[] = [];
  const stopWatching = () => ends.splice(0).forEach((end) => end());
  const stopHandingOver = primitives.listen(global, "pagehide", () => handOverClicks());
  const roots: Kit["roots"] = new WeakMap();
  const elements = global.Element.prototype;
  const { attachShadow } = elements;
  const attach = new Proxy(attachShadow, {
    apply(_, host: Element, options: [ShadowRootInit]) {
      const root = primitives.apply(attachShadow, host, options) as ShadowRoot;
      roots.set(host, root);
      return root;
    },
  });
  elements.attachShadow = attach;
  const kit: Kit = {
    primitives,
    errors: [],
    clicks: [],
    roots,
    port: null,
    onPort: null,
    stopWatching,
    stopHandingOver,
  };

  const endPort = primitives.listen(global, PORT_EVENT, (event) => {
    const port = (event as MessageEvent).ports?.[0];
    if (!port) return;
    event.stopImmediatePropagation();
    endPort();
    primitives.post(port, { type: "ready" } satisfies FromPage);
    kit.port = port;
    kit.onPort?.(port);
  });
  primitives.tell(global, WANT_EVENT);
  const endTake = primitives.listen(global, TAKE_EVENT, (event) => {
    event.stopImmediatePropagation();
    primitives.clearTimeout(timer);
    endTake();
    const box = (event as CustomEvent<{ kit?: Kit } | null>).detail;
    // The isolated half takes nothing: this tab is not recorded.
    if (box) box.kit = kit;
    else undo();
  });
  const undo = () => {
    endPort();
    endTake();
    stopWatching();
    stopHandingOver();
    if (elements.attachShadow === attach) elements.attachShadow = attachShadow;
  };
  const timer = primitives.setTimeout(undo, UNDO_AFTER_MS);

  const onError = (event: Event) => {
    if (kit.errors.length < MAX_EARLY) {
      kit.errors.push({
        event: event as ErrorEvent | PromiseRejectionEvent,
        at: primitives.now(),
      });
    }
  };
  ends.push(
    primitives.listen(global, "error", onError),
    primitives.listen(global, "unhandledrejection", onError),
    primitives.listen(global, "click", (event) => {
      const { target, clientX, clientY, isTrusted } = event as MouseEvent;
      if (isTrusted && target instanceof global.Element && kit.clicks.length < MAX_EARLY) {
        kit.clicks.push({ target, x: clientX, y: clientY, at: primitives.now() });
      }
    }),
  );

  function handOverClicks(): void {
    // Whoever would take it has given its port.
    if (!kit.port || kit.clicks.length === 0) return;
    const events = earlyDocument(global, kit.clicks);
    const json = primitives.stringify(events);
    handOver(primitives.tell, kit.port, [json], `true\n0 ${events.length}`);
  }
  return kit;
}

/**
 * The hook's kit, or a fresh one where recording starts on a page that was already open. Null where
 * a recorder is there: the document came back from the back-forward cache, or it was injected twice.
 */
export function takeKit(global: Window & typeof globalThis): Kit | null {
  const box: { kit?: Kit | null } = {};
  const take = () => global.dispatchEvent(new CustomEvent(TAKE_EVENT, { detail: box }));
  take();
  if (box.kit !== undefined) return box.kit;
  if (!installHook(global)) return null;
  take();
  if (!box.kit) throw new Error("The recorder could not set itself up in this page.");
  return box.kit;
}
